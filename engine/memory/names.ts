import * as layout from "../core/layout.ts";
import { Handle, type SharedRef } from "./handle.ts";
import { tableFull, throwCoreError } from "./core_calls.ts";
import { Slot } from "./slot.ts";
import { nameCount } from "./tables.ts";
import { thread } from "./thread.ts";

/** The most bytes that a name has in UTF-8. */
export const MAX_NAME_BYTES: number = layout.NAME_TEXT_SIZE;

const encoder = new TextEncoder();

/**
 * Gives a block a name and a detail, a number that whoever finds it should know. The name keeps the block alive until it is
 * taken away. Returns whether the name was free.
 */
export function bindName(name: string, { record, generation }: SharedRef, detail: number): boolean {
  writeNameRequest(name, detail);
  const result = thread().core.bindName(record, generation);
  if (result === layout.NO_ROOM) throw tableFull(`the name "${name}"`, `all ${nameCount()} names`);
  if (result < 0 && result !== layout.TAKEN) throwCoreError(result, `the name "${name}"`);
  return result === 0;
}

/** A handle of its own on what has the name, and the detail; `undefined` if there is none. */
export function findName(name: string): { handle: Handle; detail: number } | undefined {
  writeNameRequest(name, 0);
  const { core, words, slot } = thread();
  const hold = core.findName();
  if (hold === layout.STALE) return undefined;
  if (hold < 0) throwCoreError(hold, `the name "${name}"`);
  const detail = words[(new Slot(slot).nameAddress + layout.NAME_DETAIL) >> 2]! >>> 0;
  return { handle: Handle.fromHold(hold), detail };
}

/** Takes the name away from what `ref` names. Returns whether it was its name. */
export function unbindName(name: string, { record, generation }: SharedRef): boolean {
  writeNameRequest(name, 0);
  return thread().core.unbindName(record, generation) === 0;
}

/** How many bytes a name has, which must be `MAX_NAME_BYTES` at the most. */
export function nameBytes(name: string): number {
  return encoder.encode(name).length;
}

/** Writes the name where the core looks for it: in this thread's slot. */
function writeNameRequest(name: string, detail: number): void {
  const { controlBytes, words, slot } = thread();
  const start = new Slot(slot).nameAddress;
  const text = encoder.encode(name);
  controlBytes.fill(0, start, start + layout.NAME_SIZE);
  controlBytes.set(text, start + layout.NAME_TEXT);
  words[(start + layout.NAME_LENGTH) >> 2] = text.length;
  words[(start + layout.NAME_DETAIL) >> 2] = detail;
}
