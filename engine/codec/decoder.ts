import { type BufferRange, readBuffer, readBufferTable, readView } from "./buffers_reader.ts";
import { readKey } from "./keys.ts";
import { Reader } from "./reader.ts";
import { type Container, CONTAINERS, READERS } from "./readers.ts";
import { type RevivalMode, reviverOf, type SharedRef } from "./shared_object.ts";
import { REMEMBERED_SHAPES } from "./shape_table.ts";
import { readShortString } from "./strings.ts";
import { BUFFER, HOLE, SHORT_STRING, SMALL_INT, SMALL_INT_MIN, VIEW } from "./tags.ts";

/** The encoder nests far less: more is a damaged message about to overflow the stack. */
const MAX_DEPTH = 1000;

const NOTHING = new Uint8Array(0);

/** Stands in the list of objects for one that is still being made. */
const UNFINISHED = Symbol("unfinished");

/** Reads messages, one after the other. Made to be reused; keeps nothing of the messages' between them. */
export class Decoder extends Reader {
  #mode: RevivalMode = "borrow";
  #objects: unknown[] = [];
  #shapes: (readonly string[])[] = [];
  #items = 0;
  #depth = 0;
  #later: { readonly container: Container; readonly instance: object }[] | undefined;
  #buffers: readonly BufferRange[] = [];

  /** The value of the message that `bytes` has from `start` to `end`. After a failure the decoder is not fit for use. */
  message(bytes: Uint8Array, start: number, end: number, mode: RevivalMode): unknown {
    this.bytes = bytes;
    this.start = this.position = start;
    this.end = end;
    this.#mode = mode;
    const value = this.#whole();
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

  /** Only the lists that were used are replaced: a number needs none. */
  #forget(): void {
    this.bytes = NOTHING;
    this.#items = 0;
    if (this.#objects.length > 0) this.#objects = [];
    if (this.#shapes.length > 0) this.#shapes = [];
    if (this.#buffers.length > 0) this.#buffers = [];
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
    const object = reviverOf(type)(refs, state, this.#mode);
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
