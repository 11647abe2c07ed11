import { CELL_INLINE_SIZE } from "../core/layout.ts";
import { type Cell, MAX_CELL_NUMBERS } from "../memory/cell.ts";
import { heldRecord } from "../memory/records.ts";
import { thread } from "../memory/thread.ts";
import { decode } from "../codec/decode.ts";
import { encode } from "../codec/encode.ts";
import type { PathName } from "../codec/explain.ts";
import { readMessage, writeMessage } from "../codec/message.ts";
import { Writer } from "../codec/writer.ts";

// How a cell's inline bytes are to be read: the kind in the low byte, a length above it.
const NUMBERS = 0; // so many doubles
const ENCODED = 1; // so many bytes of an encoded array
const MESSAGE = 2; // nothing inline: the array is in a message block

const writer = new Writer();

/**
 * Puts values into a cell: numbers and small values inline, others in a message block, whose hold is returned (0 if there
 * is none). Errors call them what `name` says. Throws a `TransferError` for what cannot be sent, before anything is written.
 */
export function writePayload(cell: Cell, values: readonly unknown[], name: PathName): number {
  const count = values.length;
  if (count <= MAX_CELL_NUMBERS) {
    let index = 0;
    for (; index < count; index++) {
      const value = values[index];
      if (typeof value !== "number") break;
      cell.setNumber(index, value);
    }
    if (index === count) {
      cell.form = NUMBERS | (count << 8);
      return 0;
    }
  }
  try {
    encode(values, writer, name);
    if (writer.size <= CELL_INLINE_SIZE && writer.refs.length === 0) {
      const start = cell.inlineAddress;
      writer.copyTo(thread().controlBytes, start, start + CELL_INLINE_SIZE);
      cell.form = ENCODED | (writer.size << 8);
      return 0;
    }
    const hold = writeMessage(writer);
    cell.form = MESSAGE;
    return hold;
  } finally {
    writer.reset();
  }
}

/** Puts values that {@linkcode packMessage} has packed already into a cell. */
export function writePackedPayload(cell: Cell): void {
  cell.form = MESSAGE;
}

/** The values in a cell. `record` is the record of the message block; shared objects in it are borrowed or adopted. */
export function readPayload(cell: Cell, record: number, mode: "borrow" | "adopt"): unknown[] {
  const { form } = cell;
  const length = form >>> 8;
  switch (form & 0xff) {
    case NUMBERS:
      return length === 1 ? [cell.number(0)] : cell.numbers(length);
    case ENCODED: {
      const start = cell.inlineAddress;
      return decode(thread().controlBytes, mode, start, start + length) as unknown[];
    }
    default:
      return readMessage(record, mode) as unknown[];
  }
}

/** The values of a finished cell, whose result block is let go of. */
export function takeResult(cell: Cell): unknown[] {
  const hold = cell.result;
  if (hold === 0) return readPayload(cell, 0, "adopt");
  try {
    return readPayload(cell, heldRecord(hold), "adopt");
  } finally {
    cell.result = 0;
    thread().core.release(hold);
  }
}
