import { writeString } from "./primitives.ts";
import type { Writer } from "./writer.ts";

/** Up to this many objects are looked for one by one: most messages never need a `Map`. */
const LISTED = 8;
/** A map that held more than this is dropped, since a cleared one keeps its table's size. */
const KEPT_MAP = 1024;

/** Numbers objects by identity in the order in which they are added, from 0. */
export class IdentityTable {
  #listed: (object | undefined)[] = new Array(LISTED).fill(undefined);
  #mapped: Map<object, number> | undefined;
  #count = 0;

  /** How many objects there are. */
  get count(): number {
    return this.#count;
  }

  /** The object's number if it was added before; otherwise adds it and returns -1. */
  add(object: object): number {
    const count = this.#count;
    if (count > LISTED) return this.#addMapped(object);
    const listed = this.#listed;
    for (let i = 0; i < count && i < LISTED; i++) if (listed[i] === object) return i;
    if (count < LISTED) {
      listed[count] = object;
      this.#count = count + 1;
      return -1;
    }
    this.#mapped ??= new Map();
    for (let i = 0; i < LISTED; i++) this.#mapped.set(listed[i]!, i);
    return this.#addMapped(object);
  }

  /** Forgets every object. */
  clear(): void {
    const listed = Math.min(this.#count, LISTED);
    for (let i = 0; i < listed; i++) this.#listed[i] = undefined;
    if (this.#count > LISTED) {
      if (this.#count > KEPT_MAP) this.#mapped = undefined;
      else this.#mapped!.clear();
    }
    this.#count = 0;
  }

  #addMapped(object: object): number {
    const known = this.#mapped!.get(object);
    if (known !== undefined) return known;
    this.#mapped!.set(object, this.#count++);
    return -1;
  }
}

/** How many shapes a message remembers at most; reader and writer count alike. */
export const REMEMBERED_SHAPES = 16;

/** The lists of keys in the message being encoded, so that objects alike, as rows are, share one. */
export class ShapeTable {
  #shapes: (readonly string[])[] = [];
  #last = 0;

  /** Appends 0 and the keys, or the number, from 1, of the same keys in the same order. */
  write(writer: Writer, keys: readonly string[]): void {
    const known = this.#find(keys);
    writer.varint(known + 1);
    if (known >= 0) return;
    writer.varint(keys.length);
    for (let i = 0; i < keys.length; i++) writeString(writer, keys[i]!);
    if (this.#shapes.length < REMEMBERED_SHAPES) this.#last = this.#shapes.push(keys) - 1;
  }

  /** Forgets every shape. */
  clear(): void {
    if (this.#shapes.length > 0) this.#shapes = [];
    this.#last = 0;
  }

  #find(keys: readonly string[]): number {
    const shapes = this.#shapes;
    if (shapes.length === 0) return -1;
    if (isSame(shapes[this.#last]!, keys)) return this.#last;
    for (let i = 0; i < shapes.length; i++) if (isSame(shapes[i]!, keys)) return this.#last = i;
    return -1;
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
