import { HOLD_COUNT, MESSAGE_HEADER, NULL_GUARD } from "../core/layout.ts";
import { recordBytes, recordStart } from "./records.ts";
import { thread } from "./thread.ts";

// A message's block begins with the length of the encoded value, which is written once, before anybody else can see it: its
// reads and writes are ordinary ones.

/** Bytes of a block for a message of `length` bytes. */
export function messageBlockBytes(length: number): number {
  return MESSAGE_HEADER + length;
}

/** Says how long the encoded value is in a message's block, and returns the address where it begins. */
export function openMessage(record: number, length: number): number {
  const block = recordStart(record);
  thread().dataWords[block >>> 2] = length;
  return block + MESSAGE_HEADER;
}

/** Address where the encoded value begins in a message's block. */
export function messageStart(record: number): number {
  return recordStart(record) + MESSAGE_HEADER;
}

/** Address where the encoded value ends. Throws an `Error` if there is no block, or it is shorter than its message. */
export function messageEnd(record: number): number {
  const block = recordStart(record);
  if (block < NULL_GUARD) throw new Error("Cannot read a message: its block is gone");
  const length = thread().dataWords[block >>> 2]!;
  if (length + MESSAGE_HEADER > recordBytes(record)) {
    throw new Error("Cannot read a message: it is longer than its block");
  }
  return block + MESSAGE_HEADER + length;
}

/** Bytes of the short message in this thread's slot that a queue gave, if `message` says so; -1 if it is a hold. */
export function shortMessageBytes(message: number): number {
  return message >= HOLD_COUNT ? message - HOLD_COUNT : -1;
}
