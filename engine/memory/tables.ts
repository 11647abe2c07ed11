import {
  INLINE_HOLD_COUNT,
  INLINE_NAME_COUNT,
  INLINE_OBJECT_COUNT,
  INLINE_RECORD_COUNT,
} from "../core/generated/inline_core.ts";
import * as layout from "../core/layout.ts";
import { thread } from "./thread.ts";

/** A table of the control memory: where its first free entry and its used part are told, and how many entries there can be. */
interface Table {
  readonly name: string;
  readonly free: number;
  readonly top: number;
  readonly count: number;
  /** Where there are no other threads. */
  readonly inlineCount: number;
}

const TABLES: readonly Table[] = [
  {
    name: "blocks and objects",
    free: layout.RECORD_FREE,
    top: layout.RECORD_TOP,
    count: layout.RECORD_COUNT,
    inlineCount: INLINE_RECORD_COUNT,
  },
  {
    name: "holds",
    free: layout.HOLD_FREE,
    top: layout.HOLD_TOP,
    count: layout.HOLD_COUNT,
    inlineCount: INLINE_HOLD_COUNT,
  },
  {
    name: "objects",
    free: layout.OBJECT_FREE,
    top: layout.OBJECT_TOP,
    count: layout.OBJECT_COUNT,
    inlineCount: INLINE_OBJECT_COUNT,
  },
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
  for (const { name, free, top, count, inlineCount } of TABLES) {
    const size = isShared ? count : inlineCount;
    if (words[free >> 2] === 0 && words[top >> 2]! + MOST_AT_ONCE > size) full.push(`all ${size} ${name}`);
  }
  return full.join(" and ") || "all entries of a table";
}

/** How many names there can be. */
export function nameCount(): number {
  return thread().isShared ? layout.NAME_COUNT : INLINE_NAME_COUNT;
}
