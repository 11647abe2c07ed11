import {
  ARRAY,
  BOXED,
  DATE,
  DEFERRED,
  END,
  ERROR,
  FALSE,
  FLOAT64_ARRAY,
  HOLE,
  INT32_ARRAY,
  MAP,
  NULL,
  OBJECT,
  REGEXP,
  SEEN,
  SET,
  SHARED,
  SPARSE_ARRAY,
  TRUE,
  UNDEFINED,
} from "./tags.ts";
import { BufferTable } from "./buffer_writer.ts";
import { isPlain, kindOf, plainKeys, refusedPrimitive, refuseProxy, unbox } from "./classify.ts";
import { IdentityTable, ShapeTable } from "./back_references.ts";
import { isNegativeZero, writeBigInt, writeNumber, writeString } from "./primitives.ts";
import { blameShared, type SharedObject, sharedState } from "./shared_object.ts";
import { Writer } from "./writer.ts";
import { hasExtras, hasHole } from "./object_traits.ts";
import { errorClassName, shownName } from "./error_classes.ts";
import { ErrorFields } from "./error_fields.ts";

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
  #errorFields: ErrorFields | undefined;

  /** `errorFields` is what the last walk over the message has found, if this is not the first. */
  constructor(errorFields?: ErrorFields) {
    this.#errorFields = errorFields;
  }

  /**
   * Appends a whole message. After a failure neither the writer nor the encoder is fit for use. Nor are they if fields of errors
   * were found that have to stay behind: these are returned, for the encoder that makes the message anew.
   */
  message(value: unknown, writer: Writer): ErrorFields | undefined {
    this.writer = writer;
    try {
      this.value(value);
      for (let i = 0; i < this.#later.length; i++) this.#later[i]!();
    } catch (failure) {
      // It may come of what was left half done.
      if (this.#errorFields?.finishWalk() === false) return this.#errorFields;
      throw failure;
    }
    this.#buffers.finish(writer);
    this.writer = NOTHING;
    this.#seen.clear();
    this.#shapes.clear();
    if (this.#later.length > 0) this.#later = [];
    const errorFields = this.#errorFields;
    this.#errorFields = undefined;
    return errorFields?.finishWalk() === false ? errorFields : undefined;
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

  /** Appends the fields of an error, hidden ones first. Those that cannot be sent are found out, and left out next time. */
  errorFields(error: Error): void {
    const fields = this.#errorFields ??= new ErrorFields((item) =>
      new Encoder(new ErrorFields()).message(item, new Writer())
    );
    for (const keys of fields.keysOf(error)) {
      this.#shapes.write(this.writer, keys);
      for (const key of keys) {
        const depth = this.#depth;
        if (!fields.attempt(error, key, () => this.value(fields.valueOf(error, key)))) this.#depth = depth;
      }
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
    this.#later.push(this.#errorFields?.bind(contents) ?? contents);
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
      writer.addSharedType(type);
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

/** Appends an array: packed if it holds nothing but numbers, by keys if it has holes or properties of its own. */
export function encodeArray(encoder: Encoder, array: readonly unknown[]): void {
  const { writer } = encoder;
  const { length } = array;
  const tag = length === 0 ? ARRAY : packing(array);
  if (hasExtras(array)) return encodeSparse(encoder, array);
  if (tag === ARRAY && hasHole(array)) return encodeSparse(encoder, array);
  if (tag === INT32_ARRAY) return writeInts(writer, array as readonly number[]);
  if (tag === FLOAT64_ARRAY) return writeFloats(writer, array as readonly number[]);
  const here = encoder.begin(ARRAY);
  writer.varint(length);
  if (!here) return encoder.later(() => encodeItems(encoder, array, length));
  encodeItems(encoder, array, length);
  encoder.end();
}

function encodeItems(encoder: Encoder, array: readonly unknown[], length: number): void {
  for (let i = 0; i < length; i++) {
    const item = array[i];
    // A getter elsewhere may have removed an element meanwhile.
    if (item === undefined && !(i in array)) encoder.writer.byte(HOLE);
    else encoder.value(item);
  }
}

function encodeSparse(encoder: Encoder, array: readonly unknown[]): void {
  const here = encoder.begin(SPARSE_ARRAY);
  encoder.writer.varint(array.length);
  if (!here) return encoder.later(() => encoder.properties(array, Object.keys(array)));
  encoder.properties(array, Object.keys(array));
  encoder.end();
}

/** The tag that suits the array's elements. */
function packing(array: readonly unknown[]): number {
  let ints = true;
  for (let i = 0; i < array.length; i++) {
    const item = array[i];
    if (typeof item !== "number") return ARRAY;
    if (ints && ((item | 0) !== item || isNegativeZero(item))) ints = false;
  }
  return ints ? INT32_ARRAY : FLOAT64_ARRAY;
}

function writeInts(writer: Writer, array: readonly number[]): void {
  const { length } = array;
  writer.byte(INT32_ARRAY);
  writer.varint(length);
  writer.reserve(4 * length);
  const { view, position } = writer;
  for (let i = 0; i < length; i++) view.setInt32(position + 4 * i, array[i]!, true);
  writer.position = position + 4 * length;
}

function writeFloats(writer: Writer, array: readonly number[]): void {
  const { length } = array;
  writer.byte(FLOAT64_ARRAY);
  writer.varint(length);
  writer.reserve(8 * length);
  const { view, position } = writer;
  for (let i = 0; i < length; i++) view.setFloat64(position + 8 * i, array[i]!, true);
  writer.position = position + 8 * length;
}

/** Appends an error: its class and name, then its hidden properties, then its own enumerable ones. */
export function encodeError(encoder: Encoder, error: Error): void {
  const { writer } = encoder;
  const className = errorClassName(error);
  const here = encoder.begin(ERROR);
  writeString(writer, className);
  writeString(writer, shownName(error, className));
  if (className === "DOMException") writeString(writer, error.message);
  if (!here) return encoder.later(() => encoder.errorFields(error));
  encoder.errorFields(error);
  encoder.end();
}
