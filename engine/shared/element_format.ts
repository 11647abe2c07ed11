import { thread } from "../memory/thread.ts";
import {
  type ElementKind,
  type ElementType,
  elementType,
  type ElementView,
  type Stored,
} from "../elements/element_types.ts";
import type { ElementSpec } from "./element_spec.ts";
import type { SharedBlock } from "./shared_block.ts";
import { StructType } from "./struct/struct_type.ts";

/** An element ready to be copied into its place: a number, or the bytes of a struct. */
export type Staged = Stored | Uint8Array;

/** How elements of a type are made and found, whether they are numbers, characters or structs. */
export interface ElementFormat {
  readonly bytes: number;
  readonly kind: ElementKind | "struct";
  /** What is stored for a value. Throws a `TypeError` or a `RangeError` if the type does not hold it. */
  readonly toStored: (value: unknown) => Staged;
  /** The elements that a block has room for. */
  open(block: SharedBlock): ElementSpan;
}

/** Elements in a row in the shared memory. Indices are not checked. */
export interface ElementSpan {
  readonly length: number;
  /** The typed array over them; over their bytes if they are structs. */
  readonly view: ElementView;
  get(index: number): unknown;
  put(index: number, staged: Staged): void;
  /** Puts them to `start` and on. */
  putAll(staged: ArrayLike<Staged>, start: number): void;
  fill(staged: Staged, start: number, end: number): void;
  /** The elements from `start` to before `end`. */
  list(start: number, end: number): unknown[];
  /** The first index from `from` on of what is stored so, -1 if there is none. */
  indexOf(staged: Staged, from: number): number;
}

/** The format of a type code or a struct. Throws a `TypeError` if it is neither. */
export function elementFormat(spec: ElementSpec): ElementFormat {
  return spec instanceof StructType ? structFormat(spec) : scalarFormat(elementType(spec as string));
}

function scalarFormat(type: ElementType): ElementFormat {
  const { bytes, kind, toStored } = type;
  return { bytes, kind, toStored, open: (block) => new ScalarSpan(type, block) };
}

function structFormat(type: StructType): ElementFormat {
  const toStored = (value: unknown): Uint8Array => {
    const staged = new Uint8Array(type.bytes);
    type.write(new DataView(staged.buffer), 0, value);
    return staged;
  };
  return { bytes: type.bytes, kind: "struct", toStored, open: (block) => new StructSpan(type, block) };
}

class ScalarSpan implements ElementSpan {
  readonly length: number;
  readonly view: ElementView;
  readonly #type: ElementType;

  constructor(type: ElementType, { handle, state }: SharedBlock) {
    this.length = state.bytes / type.bytes;
    this.view = type.view(thread().bytes.buffer, handle.address, this.length);
    this.#type = type;
  }

  get(index: number): unknown {
    return this.#type.fromStored(this.view[index]!);
  }

  put(index: number, staged: Staged): void {
    this.view[index] = staged as never;
  }

  putAll(staged: ArrayLike<Staged>, start: number): void {
    this.view.set(staged as never, start);
  }

  fill(staged: Staged, start: number, end: number): void {
    this.view.fill(staged as never, start, end);
  }

  list(start: number, end: number): unknown[] {
    const part = this.view.subarray(start, end) as Iterable<number>;
    // Without a function, Array.from copies many times faster.
    return this.#type.kind === "text" ? Array.from(part, this.#type.fromStored) : Array.from(part);
  }

  indexOf(staged: Staged, from: number): number {
    return this.view.indexOf(staged as never, from);
  }
}

class StructSpan implements ElementSpan {
  readonly length: number;
  readonly view: Uint8Array<SharedArrayBuffer>;
  readonly #type: StructType;
  readonly #block: SharedBlock;

  constructor(type: StructType, block: SharedBlock) {
    this.length = block.state.bytes / type.bytes;
    this.view = new Uint8Array(thread().bytes.buffer, block.handle.address, block.state.bytes);
    this.#type = type;
    this.#block = block;
  }

  get(index: number): unknown {
    return this.#type.read(this.#block, this.view.byteOffset + index * this.#type.bytes);
  }

  put(index: number, staged: Staged): void {
    this.view.set(staged as Uint8Array, index * this.#type.bytes);
  }

  putAll(staged: ArrayLike<Staged>, start: number): void {
    for (let i = 0; i < staged.length; i++) this.put(start + i, staged[i]!);
  }

  fill(staged: Staged, start: number, end: number): void {
    for (let index = start; index < end; index++) this.put(index, staged);
  }

  list(start: number, end: number): unknown[] {
    return Array.from({ length: end - start }, (_, i) => this.get(start + i));
  }

  /** Structs are the same if all their bytes are. */
  indexOf(staged: Staged, from: number): number {
    const wanted = staged as Uint8Array;
    for (let index = from; index < this.length; index++) {
      const start = index * wanted.length;
      if (wanted.every((byte, i) => this.view[start + i] === byte)) return index;
    }
    return -1;
  }
}
