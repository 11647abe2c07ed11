import {
  BOXED,
  DATE,
  DEFERRED,
  END,
  FALSE,
  HOLE,
  MAP,
  NULL,
  OBJECT,
  REGEXP,
  SEEN,
  SET,
  SHARED,
  TRUE,
  UNDEFINED,
} from "./tags.ts";
import { BufferTable } from "./buffer_table.ts";
import { isPlain, kindOf, plainKeys, refusedPrimitive, refuseProxy, unbox } from "./classify.ts";
import { encodeArray } from "./encode_array.ts";
import { encodeError } from "./encode_error.ts";
import { IdentityTable } from "./identity_table.ts";
import { writeBigInt, writeNumber } from "./numbers.ts";
import { ShapeTable } from "./shape_table.ts";
import { blameShared, type SharedObject, sharedState } from "./shared_object.ts";
import { writeString } from "./strings.ts";
import { Writer } from "./writer.ts";

/** Containers nested deeper than this are written after the others, so that no depth overflows the stack. */
const MAX_DEPTH = 200;

const NOTHING = new Writer();
const hasOwn = Object.prototype.hasOwnProperty;
const mapForEach = Map.prototype.forEach;
const setForEach = Set.prototype.forEach;

/** Walks one value and appends it to a writer. Made to be reused; keeps nothing of the user's between messages. */
export class Encoder {
  writer: Writer = NOTHING;
  #seen = new IdentityTable();
  #shapes = new ShapeTable();
  #buffers = new BufferTable();
  #depth = 0;
  #later: (() => void)[] = [];

  /** Appends a whole message. After a failure neither the writer nor the encoder is fit for use. */
  message(value: unknown, writer: Writer): void {
    this.writer = writer;
    this.value(value);
    for (let i = 0; i < this.#later.length; i++) this.#later[i]!();
    this.#buffers.finish(writer);
    this.writer = NOTHING;
    this.#seen.clear();
    this.#shapes.clear();
    if (this.#later.length > 0) this.#later = [];
  }

  /** Appends one value. */
  value(value: unknown): void {
    switch (typeof value) {
      case "number":
        return writeNumber(this.writer, value);
      case "string":
        return writeString(this.writer, value);
      case "object":
        return value === null ? this.writer.byte(NULL) : this.#object(value);
      case "boolean":
        return this.writer.byte(value ? TRUE : FALSE);
      case "undefined":
        return this.writer.byte(UNDEFINED);
      case "bigint":
        return writeBigInt(this.writer, value);
      default:
        throw refusedPrimitive(value);
    }
  }

  /** Appends an object's keys, or which earlier object had the same ones, then its values. */
  properties(object: object, keys: readonly string[]): void {
    this.#shapes.write(this.writer, keys);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const value = (object as Record<string, unknown>)[key];
      // A getter before this one may have deleted the property.
      if (value === undefined && !hasOwn.call(object, key)) this.writer.byte(HOLE);
      else this.value(value);
    }
  }

  /** Appends a container's tag. False says that it is too deep here: hand its contents to `later`, without `end`. */
  begin(tag: number): boolean {
    if (this.#depth < MAX_DEPTH) {
      this.#depth++;
      this.writer.byte(tag);
      return true;
    }
    this.writer.byte(DEFERRED);
    this.writer.byte(tag);
    return false;
  }

  /** Ends a container that `begin` began here. */
  end(): void {
    this.#depth--;
  }

  /** Has contents written after all that is being written. */
  later(contents: () => void): void {
    this.#later.push(contents);
  }

  #object(object: object): void {
    refuseProxy(object);
    const known = this.#seen.add(object);
    if (known >= 0) {
      this.writer.byte(SEEN);
      return this.writer.varint(known);
    }
    if (typeof (object as SharedObject)[sharedState] === "function") {
      return this.#shared(object as SharedObject);
    }
    if (Array.isArray(object)) return encodeArray(this, object);
    if (isPlain(object)) return this.#plain(object);
    this.#special(object);
  }

  #plain(object: object): void {
    const keys = plainKeys(object);
    if (!this.begin(OBJECT)) return this.later(() => this.properties(object, keys));
    this.properties(object, keys);
    this.end();
  }

  #special(object: object): void {
    const { writer } = this;
    const kind = kindOf(object);
    switch (kind) {
      case "object":
        return this.#plain(object);
      case "error":
        return encodeError(this, object as Error);
      case "view":
        return this.#buffers.writeView(writer, object as ArrayBufferView);
      case "buffer":
        return this.#buffers.writeBuffer(writer, object as ArrayBuffer);
      case "map":
        if (!this.begin(MAP)) return this.later(() => this.#entries(object as Map<unknown, unknown>));
        this.#entries(object as Map<unknown, unknown>);
        return this.end();
      case "set":
        if (!this.begin(SET)) return this.later(() => this.#items(object as Set<unknown>));
        this.#items(object as Set<unknown>);
        return this.end();
      case "date":
        return writer.taggedFloat64(DATE, Date.prototype.getTime.call(object));
      case "regexp":
        writer.byte(REGEXP);
        writeString(writer, (object as RegExp).source);
        return writeString(writer, (object as RegExp).flags);
      case "boxed":
        writer.byte(BOXED);
        return this.value(unbox(object));
    }
  }

  #entries(map: Map<unknown, unknown>): void {
    mapForEach.call(map, (value, key) => {
      this.value(key);
      this.value(value);
    });
    this.writer.byte(END);
  }

  #items(set: Set<unknown>): void {
    setForEach.call(set, (item) => this.value(item));
    this.writer.byte(END);
  }

  #shared(object: SharedObject): void {
    const { writer } = this;
    try {
      const { type, refs, state } = object[sharedState]();
      writer.byte(SHARED);
      writeString(writer, type);
      writer.varint(refs.length);
      for (const ref of refs) {
        writer.uint32(ref.record);
        writer.uint32(ref.generation);
        writer.addRef(ref);
      }
      // A reviver needs all of the state at once, so nothing in it is put off.
      const depth = this.#depth;
      this.#depth = -Infinity;
      this.value(state);
      this.#depth = depth;
    } catch (error) {
      throw blameShared(object, error);
    }
  }
}
