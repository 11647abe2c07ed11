import {
  INLINE_HOLD_COUNT,
  INLINE_NAME_COUNT,
  INLINE_OBJECT_COUNT,
  INLINE_RECORD_COUNT,
} from "../core/generated/inline_core.ts";
import * as layout from "../core/layout.ts";
import { thread } from "./thread.ts";

/** What each table has, where its first free entry and its used part are told, and how many there can be, with threads and without. */
const TABLES: readonly (readonly [name: string, free: number, top: number, count: number, inline: number])[] =
  [
    ["blocks and objects", layout.RECORD_FREE, layout.RECORD_TOP, layout.RECORD_COUNT, INLINE_RECORD_COUNT],
    ["holds", layout.HOLD_FREE, layout.HOLD_TOP, layout.HOLD_COUNT, INLINE_HOLD_COUNT],
    ["objects", layout.OBJECT_FREE, layout.OBJECT_TOP, layout.OBJECT_COUNT, INLINE_OBJECT_COUNT],
  ];

/** Entries that one call of the core may need of a table. */
const MOST_AT_ONCE = 3;

/**
 * Which tables of the control memory have no room, for a message to people: `"all 1048576 blocks and objects"`. The words are read
 * as they are, and may have changed since the core refused.
 */
export function fullTables(): string {
  const { words, isShared } = thread();
  const full: string[] = [];
  for (const [name, free, top, count, inline] of TABLES) {
    const size = isShared ? count : inline;
    if (words[free >> 2] === 0 && words[top >> 2]! + MOST_AT_ONCE > size) full.push(`all ${size} ${name}`);
  }
  return full.join(" and ") || "all entries of a table";
}

/** How many names there can be. */
export function nameCount(): number {
  return thread().isShared ? layout.NAME_COUNT : INLINE_NAME_COUNT;
}
