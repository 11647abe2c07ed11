import { NULL_GUARD } from "../../kernels/core/layout.ts";
import { heldRecord, recordBytes, recordStart } from "../memory/hold.ts";
import { refuse } from "../memory/refuse.ts";
import { thread } from "../memory/thread.ts";
import { decode } from "./decode.ts";
import { encode } from "./encode.ts";
import type { RevivalMode } from "./shared_object.ts";
import { Writer } from "./writer.ts";

//  ╒═ message block ═══════════════════════════════════════════════╕
//  │ length (u32) │ 12 bytes unused │ the encoded value            │
//  └──────────────┴─────────────────┴──────────────────────────────┘
const HEADER = 16;

const spare = new Writer();
let spareInUse = false;

/**
 * Encodes a value into a block that holds every shared object in it. Returns this thread's hold on the block. Errors call the
 * value `name`.
 */
export function packMessage(value: unknown, name?: string): number {
  // An object's [sharedState] may pack a message of its own.
  if (spareInUse) return pack(value, new Writer(), name);
  spareInUse = true;
  try {
    return pack(value, spare, name);
  } finally {
    spare.reset();
    spareInUse = false;
  }
}

function pack(value: unknown, writer: Writer, name: string | undefined): number {
  encode(value, writer, name);
  return writeMessage(writer);
}

/** Copies an encoded value into a block of its own. Returns this thread's hold on it. */
export function writeMessage(writer: Writer): number {
  const { core, bytes, dataWords } = thread();
  const hold = core.alloc(HEADER + writer.size);
  if (hold < 0) refuse(hold, "a message", writer.size);
  const record = heldRecord(hold);
  const start = recordStart(record);
  const { size } = writer;
  dataWords[start >>> 2] = size;
  // Maglev, a compiler of V8 15.0, takes the length of an array of 2 GiB or more for negative when it compares: so say the end.
  writer.copyTo(bytes, start + HEADER, start + HEADER + size);
  for (const ref of writer.refs) {
    const held = core.hold(ref.record, ref.generation, record);
    if (held < 0) {
      core.release(hold);
      refuse(held, "a shared object in a message");
    }
  }
  return hold;
}

/** Decodes a message, which stays where it is: shared objects in it are good for as long as it is held. */
export function readMessage(record: number, mode: RevivalMode): unknown {
  const { bytes, dataWords } = thread();
  const start = recordStart(record);
  if (start < NULL_GUARD) throw new Error("Cannot read a message: its block is gone");
  const length = dataWords[start >>> 2]!;
  if (length + HEADER > recordBytes(record)) {
    throw new Error("Cannot read a message: it is longer than its block");
  }
  return decode(bytes, mode, start + HEADER, start + HEADER + length);
}

/** Decodes a message and lets go of it; shared objects in it get holds of this thread's own. */
export function unpackMessage(hold: number): unknown {
  try {
    return readMessage(heldRecord(hold), "adopt");
  } finally {
    thread().core.release(hold);
  }
}
