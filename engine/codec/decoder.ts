import {
  ARRAY,
  BOXED,
  BUFFER,
  BUFFERS_AT,
  DATE,
  DEFERRED,
  END,
  ERROR,
  FALSE,
  FLOAT64,
  FLOAT64_ARRAY,
} from "./tags.ts";
import {
  BIGINT,
  BIGINT64,
  HOLE,
  INT32,
  INT32_ARRAY,
  MAP,
  NULL,
  OBJECT,
  REGEXP,
  SEEN,
  SET,
  SHARED,
} from "./tags.ts";
import { SHORT_STRING, SMALL_INT, SMALL_INT_MIN, SPARSE_ARRAY, STRING_ASCII, STRING_LATIN1 } from "./tags.ts";
import { STRING_UTF16, TRUE, UNDEFINED, VIEW } from "./tags.ts";
import { TransferError } from "../errors/transfer_error.ts";
import { type BufferRange, readBuffer, readBufferTable, readView } from "./buffers_reader.ts";
import { readKey } from "./keys.ts";
import { readBigInt } from "./numbers.ts";
import { Reader } from "./reader.ts";
import { createError } from "./create_error.ts";
import { type RevivalMode, reviverOf, type SharedRef } from "./shared_object.ts";
import { REMEMBERED_SHAPES } from "./shape_table.ts";
import { readAsciiString, readLatin1String, readShortString, readUtf16String } from "./strings.ts";

/** The encoder nests far less: more is a damaged message about to overflow the stack. */
const MAX_DEPTH = 1000;

/** Stands in the list of objects for one that is still being made. */
const UNFINISHED = Symbol("unfinished");

/** How a container is read: first made, so that its contents can refer to it, then filled. */
interface Container {
  create(decoder: Decoder): object;
  fill(decoder: Decoder, instance: object): void;
}

/** Reads one message. */
export class Decoder extends Reader {
  readonly #mode: RevivalMode;
  #objects: unknown[] = [];
  #shapes: (readonly string[])[] = [];
  #depth = 0;
  #later: { readonly container: Container; readonly instance: object }[] | undefined;
  #buffers: readonly BufferRange[] = [];

  constructor(bytes: Uint8Array, mode: RevivalMode) {
    super(bytes);
    this.#mode = mode;
  }

  /** The message's value. */
  message(): unknown {
    const value = this.value();
    const later = this.#later;
    if (later !== undefined) {
      for (let i = 0; i < later.length; i++) later[i]!.container.fill(this, later[i]!.instance);
    }
    return value;
  }

  /** The next value. */
  value(): unknown {
    return this.tagged(this.byte());
  }

  /** The next value, whose first byte was read. */
  tagged(tag: number): unknown {
    if (tag >= SMALL_INT) return tag - SMALL_INT + SMALL_INT_MIN;
    if (tag >= SHORT_STRING) return readShortString(this, tag - SHORT_STRING);
    const read = READERS[tag];
    if (read === undefined) throw this.damaged(`a tag is unknown (${tag})`);
    return read(this);
  }

  /** The next value, a string. */
  string(): string {
    const value = this.value();
    if (typeof value !== "string") throw this.damaged("a string is missing");
    return value;
  }

  /** Reads properties into a plain object or an array. */
  properties(target: object): void {
    const keys = this.#shape();
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const tag = this.byte();
      if (tag === HOLE) continue;
      const value = this.tagged(tag);
      if (key === "__proto__") define(target, key, value, true);
      else (target as Record<string, unknown>)[key] = value;
    }
  }

  /** Reads properties into an object whose prototype may hold accessors of the same names. */
  definitions(target: object, enumerable: boolean): void {
    for (const key of this.#shape()) {
      const tag = this.byte();
      if (tag !== HOLE) define(target, key, this.tagged(tag), enumerable);
    }
  }

  /** Adds an object to those that `SEEN` refers to. */
  add<T extends object>(object: T): T {
    this.#objects.push(object);
    return object;
  }

  /** Reads a container and its contents. */
  container(container: Container): object {
    if (this.#depth === MAX_DEPTH) throw this.damaged("it is nested too deep");
    const instance = this.add(container.create(this));
    this.#depth++;
    container.fill(this, instance);
    this.#depth--;
    return instance;
  }

  /** Reads a container whose contents follow later. */
  deferred(): object {
    const container = CONTAINERS[this.byte()];
    if (container === undefined) throw this.damaged("a container is missing");
    const instance = this.add(container.create(this));
    (this.#later ??= []).push({ container, instance });
    return instance;
  }

  /** Reads a reference to an object that came before. */
  seen(): unknown {
    const object = this.#objects[this.varint()];
    if (object === undefined) throw this.damaged("an object is missing");
    if (object === UNFINISHED) throw this.damaged("a shared object's state refers to itself");
    return object;
  }

  /** Reads the table of buffers ahead of the first value that needs it, then that value. */
  buffersThenValue(): unknown {
    if (this.#buffers.length > 0) throw this.damaged("its buffers come twice");
    this.#buffers = readBufferTable(this, this.uint32());
    const tag = this.byte();
    if (tag !== VIEW && tag !== BUFFER) throw this.damaged("a buffer's user is missing");
    return this.tagged(tag);
  }

  /** Reads a typed array or a `DataView`. */
  view(): object {
    return this.add(readView(this, this.#buffers));
  }

  /** Reads an `ArrayBuffer`. */
  buffer(): object {
    return this.add(readBuffer(this, this.#buffers));
  }

  /** Reads a shared object's handle and revives it. */
  shared(): object {
    const index = this.#objects.push(UNFINISHED) - 1;
    const type = this.string();
    const refs: SharedRef[] = [];
    for (let left = this.count(8); left > 0; left--) {
      refs.push({ record: this.uint32(), generation: this.uint32() });
    }
    if (this.#depth === MAX_DEPTH) throw this.damaged("it is nested too deep");
    this.#depth++;
    const state = this.value();
    this.#depth--;
    const revive = reviverOf(type);
    if (revive === undefined) {
      throw new TransferError(
        `Cannot revive a shared object as its type is not registered in this thread: received '${type}'`,
      );
    }
    const object = revive(refs, state, this.#mode);
    this.#objects[index] = object;
    return object;
  }

  #shape(): readonly string[] {
    const known = this.varint();
    if (known > 0) {
      const keys = this.#shapes[known - 1];
      if (keys === undefined) throw this.damaged("a list of keys is missing");
      return keys;
    }
    const count = this.count(1);
    const keys: string[] = [];
    for (let i = 0; i < count; i++) keys.push(readKey(this));
    if (this.#shapes.length < REMEMBERED_SHAPES) this.#shapes.push(keys);
    return keys;
  }
}

const CONTAINERS: Readonly<Record<number, Container>> = {
  [OBJECT]: { create: () => ({}), fill: (decoder, object) => decoder.properties(object) },
  [ARRAY]: { create: (decoder) => new Array(decoder.count(1)), fill: fillArray },
  [SPARSE_ARRAY]: { create: createSparse, fill: (decoder, array) => decoder.properties(array) },
  [MAP]: { create: () => new Map(), fill: fillMap },
  [SET]: { create: () => new Set(), fill: fillSet },
  [ERROR]: { create: createError, fill: fillError },
};

const READERS: readonly (((decoder: Decoder) => unknown) | undefined)[] = readers();

function readers(): (((decoder: Decoder) => unknown) | undefined)[] {
  const table: (((decoder: Decoder) => unknown) | undefined)[] = new Array(SHORT_STRING).fill(undefined);
  table[UNDEFINED] = () => undefined;
  table[NULL] = () => null;
  table[FALSE] = () => false;
  table[TRUE] = () => true;
  table[INT32] = (decoder) => decoder.int32();
  table[FLOAT64] = (decoder) => decoder.float64();
  table[BIGINT64] = (decoder) => decoder.bigint64();
  table[BIGINT] = readBigInt;
  table[STRING_LATIN1] = readLatin1String;
  table[STRING_ASCII] = readAsciiString;
  table[STRING_UTF16] = readUtf16String;
  table[SEEN] = (decoder) => decoder.seen();
  table[DEFERRED] = (decoder) => decoder.deferred();
  table[DATE] = (decoder) => decoder.add(new Date(decoder.float64()));
  table[REGEXP] = (decoder) => decoder.add(new RegExp(decoder.string(), decoder.string()));
  table[BOXED] = (decoder) => decoder.add(Object(decoder.value()));
  table[INT32_ARRAY] = readInts;
  table[FLOAT64_ARRAY] = readFloats;
  table[BUFFERS_AT] = (decoder) => decoder.buffersThenValue();
  table[BUFFER] = (decoder) => decoder.buffer();
  table[VIEW] = (decoder) => decoder.view();
  table[SHARED] = (decoder) => decoder.shared();
  for (const tag of Object.keys(CONTAINERS)) {
    const container = CONTAINERS[Number(tag)]!;
    table[Number(tag)] = (decoder) => decoder.container(container);
  }
  return table;
}

function fillArray(decoder: Decoder, instance: object): void {
  const array = instance as unknown[];
  for (let i = 0; i < array.length; i++) {
    const tag = decoder.byte();
    if (tag !== HOLE) array[i] = decoder.tagged(tag);
  }
}

function createSparse(decoder: Decoder): unknown[] {
  const array: unknown[] = [];
  const length = decoder.varint();
  if (length >= 2 ** 32) throw decoder.damaged("an array is too long");
  array.length = length;
  return array;
}

function fillMap(decoder: Decoder, instance: object): void {
  for (let tag = decoder.byte(); tag !== END; tag = decoder.byte()) {
    const key = decoder.tagged(tag);
    (instance as Map<unknown, unknown>).set(key, decoder.value());
  }
}

function fillSet(decoder: Decoder, instance: object): void {
  for (let tag = decoder.byte(); tag !== END; tag = decoder.byte()) {
    (instance as Set<unknown>).add(decoder.tagged(tag));
  }
}

function fillError(decoder: Decoder, instance: object): void {
  decoder.definitions(instance, false);
  decoder.definitions(instance, true);
}

function define(target: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
}

function readInts(decoder: Decoder): number[] {
  const length = decoder.count(4);
  const start = decoder.skip(4 * length);
  const view = new DataView(decoder.bytes.buffer, decoder.bytes.byteOffset + start, 4 * length);
  const array: number[] = new Array(length);
  for (let i = 0; i < length; i++) array[i] = view.getInt32(4 * i, true);
  return decoder.add(array);
}

function readFloats(decoder: Decoder): number[] {
  const length = decoder.count(8);
  const start = decoder.skip(8 * length);
  const view = new DataView(decoder.bytes.buffer, decoder.bytes.byteOffset + start, 8 * length);
  const array: number[] = new Array(length);
  for (let i = 0; i < length; i++) array[i] = view.getFloat64(8 * i, true);
  return decoder.add(array);
}
