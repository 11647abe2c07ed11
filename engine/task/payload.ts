import * as layout from "../core/layout.ts";
import { heldRecord } from "../memory/addresses.ts";
import { thread } from "../memory/thread.ts";
import { decode } from "../codec/decode.ts";
import { encode } from "../codec/encode.ts";
import { readMessage, writeMessage } from "../codec/message.ts";
import { Writer } from "../codec/writer.ts";

// How a cell's inline bytes are to be read: the kind in the low byte, a length above it.
const NUMBERS = 0; // so many doubles
const ENCODED = 1; // so many bytes of an encoded array
const MESSAGE = 2; // nothing inline: the array is in a message block
const INLINE_NUMBERS = layout.CELL_INLINE_SIZE / 8;

const writer = new Writer();

/** Byte offset of a field of a cell in the control memory. */
export function cellField(cell: number, field: number): number {
  return layout.CELLS + cell * layout.CELL_SIZE + field;
}

/**
 * Puts values into a cell: numbers and small values inline, others in a message block, whose hold is returned (0 if there
 * is none). Errors call the list of them `name`. Throws a `TransferError` for what cannot be sent, before anything is written.
 */
export function writePayload(cell: number, values: readonly unknown[], name: string): number {
  const { words, doubles, controlBytes } = thread();
  const form = cellField(cell, layout.CELL_FORM) >> 2;
  const inline = cellField(cell, layout.CELL_INLINE);
  const count = values.length;
  if (count <= INLINE_NUMBERS) {
    let index = 0;
    for (; index < count; index++) {
      const value = values[index];
      if (typeof value !== "number") break;
      doubles[(inline >> 3) + index] = value;
    }
    if (index === count) {
      words[form] = NUMBERS | (count << 8);
      return 0;
    }
  }
  try {
    encode(values, writer, name);
    if (writer.size <= layout.CELL_INLINE_SIZE && writer.refs.length === 0) {
      writer.copyTo(controlBytes, inline, inline + layout.CELL_INLINE_SIZE);
      words[form] = ENCODED | (writer.size << 8);
      return 0;
    }
    const hold = writeMessage(writer);
    words[form] = MESSAGE;
    return hold;
  } finally {
    writer.reset();
  }
}

/** Puts values that {@linkcode packMessage} has packed already into a cell. */
export function writePackedPayload(cell: number): void {
  thread().words[cellField(cell, layout.CELL_FORM) >> 2] = MESSAGE;
}

/** The values in a cell. `record` is the record of the message block; shared objects in it are borrowed or adopted. */
export function readPayload(cell: number, record: number, mode: "borrow" | "adopt"): unknown[] {
  const { words, doubles, controlBytes } = thread();
  const form = words[cellField(cell, layout.CELL_FORM) >> 2]!;
  const inline = cellField(cell, layout.CELL_INLINE);
  const length = form >>> 8;
  switch (form & 0xff) {
    case NUMBERS:
      if (length === 1) return [doubles[inline >> 3]];
      return Array.from(doubles.subarray(inline >> 3, (inline >> 3) + length));
    case ENCODED:
      return decode(controlBytes, mode, inline, inline + length) as unknown[];
    default:
      return readMessage(record, mode) as unknown[];
  }
}

/** The values of a finished cell, whose result block is let go of. */
export function takeResult(cell: number): unknown[] {
  const { core, words } = thread();
  const field = cellField(cell, layout.CELL_RESULT) >> 2;
  const hold = words[field]!;
  if (hold === 0) return readPayload(cell, 0, "adopt");
  try {
    return readPayload(cell, heldRecord(hold), "adopt");
  } finally {
    words[field] = 0;
    core.release(hold);
  }
}
