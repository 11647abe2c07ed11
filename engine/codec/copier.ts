import { hasExtras, hasHole, sparseArray } from "./object_traits.ts";
import { BufferRanges, checkBuffer, measureView } from "./buffer_writer.ts";
import { isPlain, kindOf, plainKeys, refusedPrimitive, refuseProxy, unbox } from "./classify.ts";
import { createError, errorClassName, shownName } from "./error_classes.ts";
import { ErrorFields } from "./error_fields.ts";
import { Refusal, toDecodeError } from "./refusal.ts";
import { blameShared, type RevivalMode, reviverOf, type SharedObject, sharedState } from "./shared_object.ts";
import type { SharedRef } from "../memory/handle.ts";
import { VIEW_KINDS } from "../elements/view_kinds.ts";
import { throwCoreError } from "../memory/core_calls.ts";
import { thread } from "../memory/thread.ts";
import { type PathName, toTransferError } from "./explain.ts";

/** Containers nested deeper than this are filled after the others, so that no depth overflows the stack. */
const MAX_DEPTH = 200;

const hasOwn = Object.prototype.hasOwnProperty;
const mapForEach = Map.prototype.forEach;
const setForEach = Set.prototype.forEach;

/** Puts a value into a twin. */
type Put = (twin: object, key: PropertyKey, value: unknown) => void;

/** Stands for the twin of an object that can be made only when the whole value has been seen. */
class Late {
  readonly places: ((made: object) => void)[] = [];
}

/** Stands for a shared object whose state is being taken. */
const UNFINISHED = {};

/**
 * Copies one value within this thread: what comes out is what the decoder makes of what the encoder sends, in one step and
 * without a message. It goes through the value as the encoder does, so it refuses the same.
 */
export class Copier {
  /** The shared objects that were met. Whoever has the copy finished must hold them until then. */
  readonly refs: SharedRef[] = [];
  readonly #root: { value?: unknown } = {};
  /** The twins of the objects that were met. */
  readonly #seen = new Map<object, object>();
  readonly #ranges = new BufferRanges();
  #bytes: Uint8Array<ArrayBuffer>[] = [];
  #buffers: ArrayBuffer[] = [];
  #depth = 0;
  readonly #deep: (() => void)[] = [];
  /** What is made when all has been seen: first what lies in the state of others. */
  readonly #late: ((mode: RevivalMode) => void)[] = [];

  #errorFields: ErrorFields | undefined;

  /** `errorFields` is what the last walk over the value has found, if this is not the first. */
  constructor(errorFields?: ErrorFields) {
    this.#errorFields = errorFields;
  }

  /**
   * Copies what can be copied at sight. Throws a `Refusal` for what does not travel, or what a getter throws. If fields of errors
   * were found that have to stay behind, they are returned, for the copier that begins anew.
   */
  walk(value: unknown): ErrorFields | undefined {
    try {
      this.#place(value, this.#root, "value", assign);
      for (let i = 0; i < this.#deep.length; i++) this.#deep[i]!();
    } catch (failure) {
      // It may come of what was left half done.
      if (this.#errorFields?.finishWalk() === false) return this.#errorFields;
      throw failure;
    }
    this.#bytes = this.#ranges.bytes();
    return this.#errorFields?.finishWalk() === false ? this.#errorFields : undefined;
  }

  /** Makes the rest, and gives the copy. */
  finish(mode: RevivalMode): unknown {
    this.#buffers = this.#bytes.map(copyBytes);
    for (const make of this.#late) make(mode);
    return this.#root.value;
  }

  #place(value: unknown, twin: object, key: PropertyKey, put: Put): void {
    const copy = this.#copy(value);
    if (!(copy instanceof Late)) return put(twin, key, copy);
    put(twin, key, undefined); // its place among the keys
    copy.places.push((made) => put(twin, key, made));
  }

  #copy(value: unknown): unknown {
    if (typeof value === "object") return value === null ? null : this.#object(value);
    if (typeof value === "function" || typeof value === "symbol") throw refusedPrimitive(value);
    return value;
  }

  #object(object: object): object {
    refuseProxy(object);
    const known = this.#seen.get(object);
    if (known === UNFINISHED) throw new Refusal(object, "its state refers to itself");
    if (known !== undefined) return known;
    if (typeof (object as SharedObject)[sharedState] === "function") {
      return this.#shared(object as SharedObject);
    }
    if (Array.isArray(object)) return this.#array(object);
    switch (isPlain(object) ? "object" : kindOf(object)) {
      case "object":
        return this.#fill(object, {}, this.#fillPlain);
      case "error": {
        const error = object as Error;
        const className = errorClassName(error);
        return this.#fill(
          error,
          createError(className, shownName(error, className), error.message),
          this.#fillError,
        );
      }
      case "view":
        return this.#view(object as ArrayBufferView);
      case "buffer":
        return this.#buffer(object as ArrayBuffer);
      case "map":
        return this.#fill(object as Map<unknown, unknown>, new Map(), this.#fillMap);
      case "set":
        return this.#fill(object as Set<unknown>, new Set(), this.#fillSet);
      case "date":
        return this.#add(object, new Date(Date.prototype.getTime.call(object)));
      case "regexp":
        return this.#add(object, new RegExp((object as RegExp).source, (object as RegExp).flags));
      case "boxed":
        return this.#add(object, Object(unbox(object)));
    }
  }

  #add<T extends object>(object: object, twin: T): T {
    this.#seen.set(object, twin);
    return twin;
  }

  /** A container's twin: made first, so that what is in it can refer to it, then filled. */
  #fill<T extends object>(object: T, twin: T, fill: (object: T, twin: T) => void): T {
    this.#add(object, twin);
    if (this.#depth < MAX_DEPTH) {
      this.#depth++;
      fill(object, twin);
      this.#depth--;
    } else {
      const contents = () => fill(object, twin);
      this.#deep.push(this.#errorFields?.bind(contents) ?? contents);
    }
    return twin;
  }

  #properties(object: object, keys: readonly string[], twin: object, put: Put): void {
    for (const key of keys) {
      const value = (object as Record<string, unknown>)[key];
      // A getter before this one may have deleted the property.
      if (value !== undefined || hasOwn.call(object, key)) this.#place(value, twin, key, put);
    }
  }

  readonly #fillPlain = (object: object, twin: object): void => {
    this.#properties(object, plainKeys(object), twin, assign);
  };

  readonly #fillError = (error: Error, twin: Error): void => {
    const fields = this.#errorFields ??= new ErrorFields((item) => new Copier(new ErrorFields()).walk(item));
    fields.keysOf(error).forEach((keys, isShown) => {
      for (const key of keys) {
        const depth = this.#depth;
        const copy = () => this.#place(fields.valueOf(error, key), twin, key, isShown ? show : hide);
        if (!fields.attempt(error, key, copy)) this.#depth = depth;
      }
    });
  };

  readonly #fillItems = (array: readonly unknown[], twin: readonly unknown[]): void => {
    const { length } = twin;
    for (let i = 0; i < length; i++) {
      const item = array[i];
      // A getter elsewhere may have removed an element meanwhile.
      if (item !== undefined || i in array) this.#place(item, twin, i, assign);
    }
  };

  readonly #fillSparse = (array: readonly unknown[], twin: readonly unknown[]): void => {
    this.#properties(array, Object.keys(array), twin, assign);
  };

  // Maps and sets keep the order in which they are filled, so they wait for what is made late.
  readonly #fillMap = (map: Map<unknown, unknown>, twin: Map<unknown, unknown>): void => {
    const flat: unknown[] = [];
    mapForEach.call(map, (value, key) => {
      this.#place(key, flat, flat.length, assign);
      this.#place(value, flat, flat.length, assign);
    });
    this.#late.push(() => {
      for (let i = 0; i < flat.length; i += 2) twin.set(flat[i], flat[i + 1]);
    });
  };

  readonly #fillSet = (set: Set<unknown>, twin: Set<unknown>): void => {
    const items: unknown[] = [];
    setForEach.call(set, (item) => this.#place(item, items, items.length, assign));
    this.#late.push(() => items.forEach((item) => twin.add(item)));
  };

  #array(array: readonly unknown[]): object {
    const { length } = array;
    return hasExtras(array) || hasHole(array)
      ? this.#fill(array, sparseArray(length), this.#fillSparse)
      : this.#fill(array, new Array(length), this.#fillItems);
  }

  #view(view: ArrayBufferView): Late {
    const { kind, buffer, byteOffset, byteLength } = measureView(view);
    const { bytesEach, create } = VIEW_KINDS[kind]!;
    const index = this.#ranges.add(buffer, byteOffset, byteOffset + byteLength);
    return this.#makeLate(view, () => {
      const start = byteOffset - this.#bytes[index]!.byteOffset;
      return create(this.#buffers[index]!, start, byteLength / bytesEach);
    });
  }

  #buffer(buffer: ArrayBuffer): Late {
    checkBuffer(buffer);
    const index = this.#ranges.add(buffer, 0, buffer.byteLength);
    return this.#makeLate(buffer, () => this.#buffers[index]!);
  }

  #shared(object: SharedObject): Late {
    this.#add(object, UNFINISHED);
    try {
      const { type, refs, state } = object[sharedState]();
      this.refs.push(...refs);
      // A reviver needs all of the state at once, so nothing in it is put off.
      const depth = this.#depth;
      this.#depth = -Infinity;
      const copied: { state?: unknown } = {};
      this.#place(state, copied, "state", assign);
      this.#depth = depth;
      return this.#makeLate(object, (mode) => reviverOf(type)(refs, copied.state, mode));
    } catch (error) {
      throw blameShared(object, error);
    }
  }

  #makeLate(object: object, make: (mode: RevivalMode) => object): Late {
    const late = this.#add(object, new Late());
    this.#late.push((mode) => {
      const made = make(mode);
      for (const place of late.places) place(made);
    });
    return late;
  }
}

const assign: Put = (twin, key, value) => {
  if (key === "__proto__") show(twin, key, value);
  else (twin as Record<PropertyKey, unknown>)[key] = value;
};

// The prototypes of errors may hold accessors of the same names.
const hide: Put = (twin, key, value) => define(twin, key, value, false);
const show: Put = (twin, key, value) => define(twin, key, value, true);

function define(twin: object, key: PropertyKey, value: unknown, enumerable: boolean): void {
  Object.defineProperty(twin, key, { value, enumerable, writable: true, configurable: true });
}

/** The buffer of a copy of the bytes: resizable if theirs is. */
function copyBytes(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  const { buffer: { resizable, maxByteLength }, length } = bytes;
  const buffer = resizable ? new ArrayBuffer(length, { maxByteLength }) : new ArrayBuffer(length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** A value copied as if it was sent to another thread, and this thread's holds on the shared objects in it. */
export class LocalCopy {
  readonly value: unknown;
  readonly #holds: number[] = [];

  /**
   * Copies a value, which errors call `name`. Shared objects in it that are borrowed are good until it is released.
   *
   * @throws {TransferError} If something in it cannot travel; the message names the path to it.
   */
  constructor(value: unknown, mode: RevivalMode, name: PathName) {
    let copier = new Copier();
    try {
      for (let left = copier.walk(value); left !== undefined;) {
        copier = new Copier(left);
        left = copier.walk(value);
      }
    } catch (error) {
      throw toTransferError(value, name, error);
    }
    try {
      this.#hold(copier);
      this.value = finish(copier, mode);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Lets go of the holds. Idempotent. */
  release(): void {
    for (const hold of this.#holds.splice(0)) thread().core.release(hold);
  }

  #hold({ refs }: Copier): void {
    for (const { record, generation } of refs) {
      const hold = thread().core.hold(record, generation, -1);
      if (hold < 0) throwCoreError(hold, "a shared object in a message");
      this.#holds.push(hold);
    }
  }
}

function finish(copier: Copier, mode: RevivalMode): unknown {
  try {
    return copier.finish(mode);
  } catch (error) {
    throw toDecodeError(error);
  }
}
