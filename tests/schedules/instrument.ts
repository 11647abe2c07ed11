/**
 * Rewrites a core module such that each access to its memory first calls out, with what it is about to do. The instructions stay
 * what they are, but for `memory.atomic.wait32` and `memory.atomic.notify`, which call out instead: one thread of the system plays
 * all threads, so none may really sleep. Binaryen's Asyncify then lets a call stop inside such a call out, and go on later.
 */
import binaryen from "npm:binaryen@131.0.0-nightly.20260721";
import { WasmReader, wasmSections } from "../../engine/wasm/module_reader.ts";
import { unsignedLeb } from "../../kernels/compiler/wasm_file.ts";

/** What an access does: a call out gets its offset times 8 plus this, and the address without the offset. */
export const LOAD = 0, STORE = 1, UPDATE = 2;
/** Added if it is eight bytes wide. */
export const WIDE = 4;

const TYPES = 1, IMPORTS = 2, FUNCTIONS = 3, EXPORTS = 7, CODE = 10;
const I32 = 0x7f, I64 = 0x7e, FUNCTION = 0x60;
const LOCAL_GET = 0x20, LOCAL_SET = 0x21, LOCAL_TEE = 0x22, CALL = 0x10, DROP = 0x1a, CONST = 0x41;
/** The imported functions come before the module's own. */
const ACCESS = 0, WAIT = 1, NOTIFY = 2, ADDED = 3;

/** The module, such that it imports `access`, `wait` and `notify` besides its memory, and can be left during calls of them. */
export function instrument(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const module = binaryen.readBinary(withCallsOut(wasm));
  const { Atomics, BulkMemory, BulkMemoryOpt, SignExt, MutableGlobals } = binaryen.Features;
  module.setFeatures(Atomics | BulkMemory | BulkMemoryOpt | SignExt | MutableGlobals);
  binaryen.setPassArgument("asyncify-imports", "env.access,env.wait,env.notify");
  binaryen.setOptimizeLevel(1);
  binaryen.setShrinkLevel(0);
  module.runPasses(["asyncify"]);
  module.optimize();
  const bytes = new Uint8Array(module.emitBinary());
  module.dispose();
  return bytes;
}

function withCallsOut(wasm: Uint8Array): Uint8Array {
  const out: number[] = [...wasm.subarray(0, 8)];
  let parameters: number[] = [];
  let functions: number[] = [];
  for (const { id, content, end } of wasmSections(wasm)) {
    if (id === 0) continue; // it may name functions by their old numbers
    const reader = new WasmReader(wasm, content);
    const rest = () => wasm.subarray(reader.offset, end);
    const each = <T>(read: () => T): T[] => Array.from({ length: reader.integer() }, read);
    let body = [...wasm.subarray(content, end)];
    if (id === TYPES) {
      parameters = each(() => {
        reader.byte();
        const { length } = reader.vector();
        reader.vector();
        return length;
      });
      const added = [[FUNCTION, 2, I32, I32, 0], [FUNCTION, 3, I32, I32, I32, 1, I32]].flat();
      body = [...unsignedLeb(parameters.length + 2), ...wasm.subarray(content + 1, end), ...added];
    } else if (id === IMPORTS) {
      const added = [["access", parameters.length], ["wait", parameters.length + 1], [
        "notify",
        parameters.length + 1,
      ]] as const;
      const count = reader.integer() + ADDED;
      const entries = added.flatMap((
        [name, type],
      ) => [...text("env"), ...text(name), 0, ...unsignedLeb(type)]);
      body = [...unsignedLeb(count), ...rest(), ...entries];
    } else if (id === FUNCTIONS) {
      functions = each(() => reader.integer());
    } else if (id === EXPORTS) {
      const entries = each(() => {
        const name = text(reader.name());
        const kind = reader.byte();
        return [...name, kind, ...unsignedLeb(reader.integer() + (kind === 0 ? ADDED : 0))];
      });
      body = [...unsignedLeb(entries.length), ...entries.flat()];
    } else if (id === CODE) {
      const bodies = functions.map((type) => parameters[type]!);
      reader.integer();
      body = [
        ...unsignedLeb(bodies.length),
        ...bodies.flatMap((count) => sized(rewrite(wasm, reader, count))),
      ];
    }
    out.push(id, ...sized(body));
  }
  return new Uint8Array(out);
}

/** The function that the reader comes to, which has so many parameters. */
function rewrite(wasm: Uint8Array, reader: WasmReader, parameters: number): number[] {
  const end = reader.integer() + reader.offset;
  const groups = reader.integer();
  const declared = reader.offset;
  let address = parameters;
  for (let left = groups; left > 0; left--) {
    address += reader.integer();
    reader.byte();
  }
  // Four more locals: an address, and values of either type to be kept meanwhile.
  const out = [...unsignedLeb(groups + 3), ...wasm.subarray(declared, reader.offset), 2, I32, 1, I64, 1, I32];
  const callOut = (kind: number, offset: number, value?: number) => [
    ...(value === undefined ? [] : [LOCAL_SET, ...unsignedLeb(value)]),
    ...[LOCAL_TEE, ...unsignedLeb(address), LOCAL_GET, ...unsignedLeb(address)],
    ...[CONST, ...signedLeb(offset * 8 + kind), CALL, ACCESS],
    ...(value === undefined ? [] : [LOCAL_GET, ...unsignedLeb(value)]),
  ];
  const narrow = address + 1, wide = address + 2;
  while (reader.offset < end) {
    const start = reader.offset;
    const access = skipInstruction(reader);
    const instruction = wasm.subarray(start, reader.offset);
    if (access === undefined) {
      out.push(...instruction);
      continue;
    }
    const { name, offset, isWide } = access;
    const width = isWide ? WIDE : 0;
    const value = isWide ? wide : narrow;
    if (name === "load") out.push(...callOut(LOAD + width, offset), ...instruction);
    else if (name === "store") out.push(...callOut(STORE + width, offset, value), ...instruction);
    else if (name === "update") out.push(...callOut(UPDATE + width, offset, value), ...instruction);
    else if (name === "exchange") {
      // Address, expected, replacement: the last is kept in the local of the other kind of value.
      if (isWide) throw new TypeError("Cannot instrument a wide compare-and-swap");
      out.push(LOCAL_SET, ...unsignedLeb(address + 3), ...callOut(UPDATE, offset, narrow));
      out.push(LOCAL_GET, ...unsignedLeb(address + 3), ...instruction);
    } else if (name === "wait") {
      out.push(DROP, CONST, ...signedLeb(offset), CALL, WAIT);
    } else {
      out.push(CONST, ...signedLeb(offset), CALL, NOTIFY);
    }
  }
  return out;
}
function text(name: string): number[] {
  return sized([...new TextEncoder().encode(name)]);
}

function sized(bytes: readonly number[]): number[] {
  return [...unsignedLeb(bytes.length), ...bytes];
}

function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x40; value >>>= 7) bytes.push(value & 0x7f | 0x80);
  return [...bytes, value];
}

interface Access {
  readonly name: "load" | "store" | "update" | "exchange" | "wait" | "notify";
  readonly offset: number;
  readonly isWide: boolean;
}

/** Reads one instruction, and says what it does to the memory, if anything. @throws {TypeError} If it is not known. */
function skipInstruction(reader: WasmReader): Access | undefined {
  const code = reader.byte();
  if (code >= 0x28 && code <= 0x3e) {
    reader.integer();
    // i64.load, f64.load, the narrow loads of an i64; i64.store, f64.store, the narrow stores of an i64.
    const isWide = [0x29, 0x2b].includes(code) || code >= 0x30 && code <= 0x35 ||
      [0x37, 0x39].includes(code) || code >= 0x3c;
    return { name: code < 0x36 ? "load" : "store", offset: reader.integer(), isWide };
  }
  if (code === 0xfe) return skipAtomic(reader);
  if (
    code >= 0x02 && code <= 0x04 || code === 0x0c || code === 0x0d || code >= 0x20 && code <= 0x24 ||
    code === 0x41
  ) {
    reader.integer(); // types of blocks are one byte, or as a number is
  } else if (code === 0xfc && reader.integer() === 10) {
    reader.offset += 2; // memory.copy: names alone are copied so, and no scenario has names
  } else if (code === 0x42) {
    while (reader.byte() >= 0x80);
  } else if (code === 0x0e) {
    for (let left = reader.integer(); left >= 0; left--) reader.integer();
  } else if (![0x00, 0x01, 0x05, 0x0b, 0x0f, DROP, 0x1b].includes(code) && !(code >= 0x45 && code <= 0xc4)) {
    throw new TypeError(`Cannot instrument the instruction 0x${code.toString(16)}`);
  }
  return undefined;
}

/** The atomic instructions: 0x10 to 0x16 load, to 0x1d store, to 0x47 update, to 0x4e compare and swap; each of seven types. */
function skipAtomic(reader: WasmReader): Access | undefined {
  const code = reader.integer();
  if (code === 3) {
    reader.byte();
    return undefined;
  }
  reader.integer();
  const offset = reader.integer();
  if (code === 0) return { name: "notify", offset, isWide: false };
  if (code === 1) return { name: "wait", offset, isWide: false };
  const type = (code - 0x10) % 7; // i32, i64, and narrow ones
  if (code < 0x10 || code > 0x4e || type > 1) {
    throw new TypeError(`Cannot instrument the atomic instruction 0x${code.toString(16)}`);
  }
  const name = code < 0x17 ? "load" : code < 0x1e ? "store" : code < 0x48 ? "update" : "exchange";
  return { name, offset, isWide: type === 1 };
}
