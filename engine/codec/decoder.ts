import * as TAG from "./tags.ts";
import { NO_BUFFERS, readBuffer, type ReadBuffers, readBufferTable, readView } from "./buffer_reader.ts";
import { Reader } from "./reader.ts";
import { type DecodeMode, foreignReviverOf, type RevivalMode, reviverOf } from "./shared_object.ts";
import type { SharedRef } from "../memory/handle.ts";
import { REMEMBERED_SHAPES } from "./back_references.ts";
import {
  readAsciiString,
  readBigInt,
  readLatin1String,
  readShortString,
  readUtf16String,
} from "./primitives.ts";
import { BUFFER, HOLE, SHORT_STRING, SMALL_INT, SMALL_INT_MIN, VIEW } from "./tags.ts";
import { sparseArray } from "./object_traits.ts";
import { createError } from "./error_classes.ts";

/** The encoder nests far less: more is a damaged message about to overflow the stack. */
const MAX_DEPTH = 1000;

const NOTHING = new Uint8Array(0);

/** Stands in the list of objects for one that is still being made. */
const UNFINISHED = Symbol("unfinished");

/** Reads messages, one after the other. Made to be reused; keeps nothing of the messages' between them. */
export class Decoder extends Reader {
  #mode: DecodeMode = "borrow";
  #objects: unknown[] = [];
  #shapes: (readonly string[])[] = [];
  #items = 0;
  #depth = 0;
  #later: { readonly container: Container; readonly instance: object }[] | undefined;
  #buffers: ReadBuffers = NO_BUFFERS;

  /** The value of the message that `bytes` has from `start` to `end`. After a failure the decoder is not fit for use. */
  message(bytes: Uint8Array, start: number, end: number, mode: DecodeMode): unknown {
    this.bytes = bytes;
    this.start = this.position = start;
    this.end = end;
    this.#mode = mode;
    const value = this.#whole();
    if (mode === "foreign") this.#checkEnd();
    this.#forget();
    return value;
  }

  #whole(): unknown {
    const value = this.value();
    const later = this.#later;
    if (later !== undefined) {
      for (let i = 0; i < later.length; i++) later[i]!.container.fill(this, later[i]!.instance);
    }
    return value;
  }

  /** A message of another program must be all of its bytes. */
  #checkEnd(): void {
    const { start, end, ranges } = this.#buffers;
    if (ranges.length > 0) {
      if (this.position !== start) throw this.damaged("its buffers do not follow its value");
      this.position = end;
    }
    if (this.position !== this.end) throw this.damaged("bytes follow it");
  }

  /** Only the lists that were used are replaced: a number needs none. */
  #forget(): void {
    this.bytes = NOTHING;
    this.#items = 0;
    if (this.#objects.length > 0) this.#objects = [];
    if (this.#shapes.length > 0) this.#shapes = [];
    this.#buffers = NO_BUFFERS;
    this.#later = undefined;
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

  /** How many elements an array is about to have. No two share a byte, so all together are no more than the bytes. */
  items(): number {
    const count = this.count(1);
    this.#items += count;
    if (this.#items > this.size) throw this.damaged("its arrays exceed its size");
    return count;
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
    if (this.#buffers.ranges.length > 0) throw this.damaged("its buffers come twice");
    this.#buffers = readBufferTable(this, this.uint32());
    const tag = this.byte();
    if (tag !== VIEW && tag !== BUFFER) throw this.damaged("a buffer's user is missing");
    return this.tagged(tag);
  }

  /** Reads a typed array or a `DataView`. */
  view(): object {
    return this.add(readView(this, this.#buffers.ranges));
  }

  /** Reads an `ArrayBuffer`. */
  buffer(): object {
    return this.add(readBuffer(this, this.#buffers.ranges));
  }

  /** Reads a shared object's handle and revives it. */
  shared(): object {
    const index = this.#objects.push(UNFINISHED) - 1;
    const type = this.string();
    const foreign = this.#mode === "foreign" ? foreignReviverOf(type) : undefined;
    const refs: SharedRef[] = [];
    for (let left = this.count(8); left > 0; left--) {
      refs.push({ record: this.uint32(), generation: this.uint32() });
    }
    if (foreign !== undefined && refs.length > 0) {
      throw this.damaged("another program refers to this one's memory");
    }
    if (this.#depth === MAX_DEPTH) throw this.damaged("it is nested too deep");
    this.#depth++;
    const state = this.value();
    this.#depth--;
    const object = foreign === undefined
      ? reviverOf(type)(refs, state, this.#mode as RevivalMode)
      : foreign(state);
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

function define(target: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
}

/** How a container is read: first made, so that its contents can refer to it, then filled. */
export interface Container {
  create(decoder: Decoder): object;
  fill(decoder: Decoder, instance: object): void;
}

type Read = (decoder: Decoder) => unknown;

/** The containers by tag. */
export const CONTAINERS: Readonly<Record<number, Container>> = {
  [TAG.OBJECT]: { create: () => ({}), fill: (decoder, object) => decoder.properties(object) },
  [TAG.ARRAY]: { create: (decoder) => new Array(decoder.items()), fill: fillArray },
  [TAG.SPARSE_ARRAY]: { create: createSparse, fill: (decoder, array) => decoder.properties(array) },
  [TAG.MAP]: { create: () => new Map(), fill: fillMap },
  [TAG.SET]: { create: () => new Set(), fill: fillSet },
  [TAG.ERROR]: { create: createErrorRead, fill: fillError },
};

/** What reads the rest of a value, by its tag. */
export const READERS: readonly (Read | undefined)[] = readers();

function readers(): (Read | undefined)[] {
  const table: (Read | undefined)[] = new Array(TAG.SHORT_STRING).fill(undefined);
  table[TAG.UNDEFINED] = () => undefined;
  table[TAG.NULL] = () => null;
  table[TAG.FALSE] = () => false;
  table[TAG.TRUE] = () => true;
  table[TAG.INT32] = (decoder) => decoder.int32();
  table[TAG.FLOAT64] = (decoder) => decoder.float64();
  table[TAG.BIGINT64] = (decoder) => decoder.bigint64();
  table[TAG.BIGINT] = readBigInt;
  table[TAG.STRING_LATIN1] = readLatin1String;
  table[TAG.STRING_ASCII] = readAsciiString;
  table[TAG.STRING_UTF16] = readUtf16String;
  table[TAG.SEEN] = (decoder) => decoder.seen();
  table[TAG.DEFERRED] = (decoder) => decoder.deferred();
  table[TAG.DATE] = (decoder) => decoder.add(new Date(decoder.float64()));
  table[TAG.REGEXP] = (decoder) => decoder.add(new RegExp(decoder.string(), decoder.string()));
  table[TAG.BOXED] = (decoder) => decoder.add(Object(decoder.value()));
  table[TAG.INT32_ARRAY] = readInts;
  table[TAG.FLOAT64_ARRAY] = readFloats;
  table[TAG.BUFFERS_AT] = (decoder) => decoder.buffersThenValue();
  table[TAG.BUFFER] = (decoder) => decoder.buffer();
  table[TAG.VIEW] = (decoder) => decoder.view();
  table[TAG.SHARED] = (decoder) => decoder.shared();
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
    if (tag !== TAG.HOLE) array[i] = decoder.tagged(tag);
  }
}

function createSparse(decoder: Decoder): unknown[] {
  const length = decoder.varint();
  if (length >= 2 ** 32) throw decoder.damaged("an array is too long");
  return sparseArray(length);
}

function fillMap(decoder: Decoder, instance: object): void {
  for (let tag = decoder.byte(); tag !== TAG.END; tag = decoder.byte()) {
    const key = decoder.tagged(tag);
    (instance as Map<unknown, unknown>).set(key, decoder.value());
  }
}

function fillSet(decoder: Decoder, instance: object): void {
  for (let tag = decoder.byte(); tag !== TAG.END; tag = decoder.byte()) {
    (instance as Set<unknown>).add(decoder.tagged(tag));
  }
}

function createErrorRead(decoder: Decoder): Error {
  const className = decoder.string();
  const name = decoder.string();
  return createError(className, name, className === "DOMException" ? decoder.string() : "");
}

function fillError(decoder: Decoder, instance: object): void {
  decoder.definitions(instance, false);
  decoder.definitions(instance, true);
}

function readInts(decoder: Decoder): number[] {
  const length = decoder.count(4);
  const view = viewOf(decoder.part(4 * length));
  const array: number[] = new Array(length);
  for (let i = 0; i < length; i++) array[i] = view.getInt32(4 * i, true);
  return decoder.add(array);
}

function readFloats(decoder: Decoder): number[] {
  const length = decoder.count(8);
  const view = viewOf(decoder.part(8 * length));
  const array: number[] = new Array(length);
  for (let i = 0; i < length; i++) array[i] = view.getFloat64(8 * i, true);
  return decoder.add(array);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Keys are few and come again and again: remembered ones need no new string, and are quicker to look up. */
const REMEMBERED = 256;
const MAX_REMEMBERED_KEY_BYTES = 24;

const remembered: string[] = new Array(REMEMBERED).fill("");

/** Reads a property's key. */
export function readKey(decoder: Decoder): string {
  const tag = decoder.bytes[decoder.position]!;
  const length = tag - SHORT_STRING;
  if (!(length >= 0) || length > MAX_REMEMBERED_KEY_BYTES || tag >= SMALL_INT) return decoder.string();
  decoder.position++;
  const { bytes } = decoder;
  const start = decoder.skip(length);
  let hash = length;
  for (let i = start; i < start + length; i++) hash = (hash * 31 + bytes[i]!) | 0;
  const place = hash & (REMEMBERED - 1);
  const known = remembered[place]!;
  if (known.length === length && matches(known, bytes, start)) return known;
  decoder.position = start;
  return remembered[place] = readShortString(decoder, length);
}

function matches(key: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
