import { writeString } from "./strings.ts";
import type { Writer } from "./writer.ts";

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
