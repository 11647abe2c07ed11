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
import { isPlain, kindOf } from "./classify.ts";
import { encodeArray } from "./encode_array.ts";
import { encodeError } from "./encode_error.ts";
import { IdentityTable } from "./identity_table.ts";
import { writeBigInt, writeNumber } from "./numbers.ts";
import { isProxy } from "./proxies.ts";
import { Refusal } from "./refusal.ts";
import { ShapeTable } from "./shape_table.ts";
import { type SharedObject, sharedState } from "./shared_object.ts";
import { writeString } from "./strings.ts";
import { Writer } from "./writer.ts";

/** Containers nested deeper than this are written after the others, so that no depth overflows the stack. */
const MAX_DEPTH = 200;

const NOTHING = new Writer();
const toString = Object.prototype.toString;
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
      case "function":
        throw new Refusal(value, "functions do not travel inside values");
      case "symbol":
        throw new Refusal(value, "symbols do not travel");
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
    if (isProxy(object)) throw new Refusal(object, "a Proxy does not travel, send what is behind it");
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
    const keys = Object.keys(object);
    if ((keys.length === 0 || keys[0] === "0") && toString.call(object) === "[object Arguments]") {
      throw new Refusal(object, "an arguments object does not travel, send an array");
    }
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
    // The path inside a state means nothing to the caller, who sees one object: it is what gets blamed.
    try {
      const { type, refs, state } = object[sharedState]();
      writer.byte(SHARED);
      writeString(writer, type);
      writer.varint(refs.length);
      for (const ref of refs) {
        writer.uint32(ref.record);
        writer.uint32(ref.generation);
        writer.hold(ref);
      }
      // A reviver needs all of the state at once, so nothing in it is put off.
      const depth = this.#depth;
      this.#depth = -Infinity;
      this.value(state);
      this.#depth = depth;
    } catch (error) {
      if (error instanceof Refusal) {
        if (error.value === object) throw error;
        throw new Refusal(object, `its state cannot travel: ${error.reason}`, error.cause);
      }
      throw new Refusal(object, `its state cannot be taken: received '${error}'`, error);
    }
  }
}

function unbox(object: object): unknown {
  switch (toString.call(object)) {
    case "[object Number]":
      return Number.prototype.valueOf.call(object);
    case "[object String]":
      return String.prototype.valueOf.call(object);
    case "[object Boolean]":
      return Boolean.prototype.valueOf.call(object);
    default:
      return BigInt.prototype.valueOf.call(object);
  }
}
