import { BLOCKED, NO_ROOM, SHORT_BYTES } from "../core/layout.ts";
import { throwCoreError } from "../memory/core_calls.ts";
import {
  messageBlockBytes,
  messageEnd,
  messageStart,
  openMessage,
  shortMessageBytes,
} from "../memory/message_block.ts";
import { heldRecord } from "../memory/records.ts";
import { Slot } from "../memory/slot.ts";
import { withRoom } from "../memory/sweep.ts";
import { thread } from "../memory/thread.ts";
import { decode } from "./decode.ts";
import { encode } from "./encode.ts";
import type { PathName } from "./explain.ts";
import type { RevivalMode } from "./shared_object.ts";
import { Writer } from "./writer.ts";

/** Bytes from which on it takes longer to get memory than to tell that it will be needed. */
const MIN_ANNOUNCED_BYTES = 1 << 20;

const spare = new Writer();
let spareInUse = false;

/**
 * Encodes a value into a block that holds every shared object in it. Returns this thread's hold on the block. Errors call the
 * value `name`.
 */
export function packMessage(value: unknown, name?: PathName): number {
  return encodeInto(value, name, writeMessage);
}

/** How a message goes that is packed for a queue. */
export interface MessageSink {
  /** Puts a message of `length` bytes that lies in this thread's slot: 0, or an error of the core's. */
  putShort(length: number): number;
  /** Tells that a message with a large buffer, of `bytes` bytes, is about to be packed. */
  expectBuffer(bytes: number): void;
}

/** As `packMessage`, unless the message is short and can be put as it is: then 0 or an error of the core's. */
export function packForSink(outlet: MessageSink, value: unknown): number {
  return encodeInto(value, undefined, (writer) => {
    if (writer.refs.length === 0 && writer.size <= SHORT_BYTES) {
      const { controlBytes, slot } = thread();
      const start = new Slot(slot).shortAddress;
      writer.copyTo(controlBytes, start, start + SHORT_BYTES);
      const result = outlet.putShort(writer.size);
      if (result !== BLOCKED && result !== NO_ROOM) return result;
    } else if (writer.size >= MIN_ANNOUNCED_BYTES) outlet.expectBuffer(writer.longestBlob);
    return writeMessage(writer);
  });
}

function encodeInto(value: unknown, name: PathName | undefined, use: (writer: Writer) => number): number {
  // An object's [sharedState] may pack a message of its own.
  const isSpare = !spareInUse;
  const writer = isSpare ? spare : new Writer();
  spareInUse = true;
  try {
    encode(value, writer, name);
    return use(writer);
  } finally {
    if (isSpare) {
      spare.reset();
      spareInUse = false;
    }
  }
}

/** Copies an encoded value into a block of its own. Returns this thread's hold on it. */
export function writeMessage(writer: Writer): number {
  const { core, bytes } = thread();
  let hold = core.alloc(messageBlockBytes(writer.size));
  if (hold < 0) hold = withRoom(() => core.alloc(messageBlockBytes(writer.size)));
  if (hold < 0) throwCoreError(hold, "a message", writer.size);
  const record = heldRecord(hold);
  const start = openMessage(record, writer.size);
  // Maglev, a compiler of V8 15.0, takes the length of an array of 2 GiB or more for negative when it compares: so say the end.
  writer.copyTo(bytes, start, start + writer.size);
  for (const ref of writer.refs) {
    const held = core.hold(ref.record, ref.generation, record);
    if (held < 0) {
      core.release(hold);
      throwCoreError(held, "a shared object in a message");
    }
  }
  return hold;
}

/** Decodes a message, which stays where it is: shared objects in it are good for as long as it is held. */
export function readMessage(record: number, mode: RevivalMode): unknown {
  return decode(thread().bytes, mode, messageStart(record), messageEnd(record));
}

/**
 * Decodes what `core.get` has brought: a message, which it lets go of, or a short one, which the next `get` overwrites. Shared
 * objects in it get holds of this thread's own.
 */
export function unpackMessage(message: number): unknown {
  const { core, controlBytes, slot } = thread();
  const short = shortMessageBytes(message);
  if (short >= 0) {
    const start = new Slot(slot).shortAddress;
    return decode(controlBytes, "adopt", start, start + short);
  }
  try {
    return readMessage(heldRecord(message), "adopt");
  } finally {
    core.release(message);
  }
}
