import { fail } from "@std/assert";

type Bag = Record<PropertyKey, unknown>;

/**
 * Asserts that two values are indistinguishable copies: same primitives (-0 and NaN told apart), prototypes, keys in
 * order, holes and contents, and the same identity structure, so that what is one object there is one object here.
 */
export function assertSameGraph(actual: unknown, expected: unknown): void {
  new Comparison().compare(actual, expected, "value");
}

class Comparison {
  #pairs = new Map<object, object>();
  #reverse = new Map<object, object>();
  #shifts = new Map<ArrayBufferLike, number>();

  compare(a: unknown, b: unknown, path: string): void {
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
      if (!Object.is(a, b)) fail(`${path} differs: ${String(a)} and ${String(b)}`);
      return;
    }
    if (this.#paired(a, b, path)) return;
    const tag = Object.prototype.toString.call(a);
    this.compare(tag, Object.prototype.toString.call(b), `${path}'s tag`);
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) fail(`${path} has another prototype`);
    if (ArrayBuffer.isView(a)) return this.#compareViews(a, b as ArrayBufferView, path);
    if (a instanceof ArrayBuffer) {
      return this.#compareBytes(new Uint8Array(a), new Uint8Array(b as ArrayBuffer), path);
    }
    if (a instanceof Map) {
      return this.#compareLists([...a].flat(1), [...b as Map<unknown, unknown>].flat(1), path);
    }
    if (a instanceof Set) return this.#compareLists([...a], [...b as Set<unknown>], path);
    if (a instanceof Date) return this.compare(a.getTime(), (b as Date).getTime(), `${path}'s time`);
    if (a instanceof RegExp) {
      return this.compare(`${a}${a.lastIndex}`, `${b}${(b as RegExp).lastIndex}`, path);
    }
    if (/Number|String|Boolean|BigInt/.test(tag)) {
      return this.compare(a.valueOf(), b.valueOf(), `${path}'s primitive`);
    }
    if (Array.isArray(a)) this.compare(a.length, (b as unknown[]).length, `${path}.length`);
    this.#compareProperties(a as Bag, b as Bag, path);
  }

  #paired(a: object, b: object, path: string): boolean {
    const known = this.#pairs.get(a) ?? this.#reverse.get(b);
    if (known === undefined) {
      this.#pairs.set(a, b);
      this.#reverse.set(b, a);
      return false;
    }
    if (this.#pairs.get(a) !== b || this.#reverse.get(b) !== a) fail(`${path} is shared differently`);
    return true;
  }

  /** Trimmed buffers may begin later, but every view on one by the same amount. */
  #compareViews(a: ArrayBufferView, b: ArrayBufferView, path: string): void {
    if (!this.#paired(a.buffer, b.buffer, `${path}.buffer`)) {
      this.#shifts.set(a.buffer, b.byteOffset - a.byteOffset);
    }
    this.compare(b.byteOffset - a.byteOffset, this.#shifts.get(a.buffer) ?? 0, `${path}.byteOffset`);
    this.#compareBytes(
      new Uint8Array(a.buffer, a.byteOffset, a.byteLength),
      new Uint8Array(b.buffer, b.byteOffset, b.byteLength),
      path,
    );
  }

  #compareBytes(a: Uint8Array, b: Uint8Array, path: string): void {
    this.compare(a.length, b.length, `${path}.byteLength`);
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) fail(`${path} differs at byte ${i}`);
  }

  #compareLists(a: unknown[], b: unknown[], path: string): void {
    this.compare(a.length, b.length, `${path}.size`);
    for (let i = 0; i < a.length; i++) this.compare(a[i], b[i], `${path}<${i}>`);
  }

  #compareProperties(a: Bag, b: Bag, path: string): void {
    const keys = Object.keys(a);
    this.compare(JSON.stringify(keys), JSON.stringify(Object.keys(b)), `${path}'s keys`);
    for (const key of keys) {
      const own = Object.getOwnPropertyDescriptor(a, key)!;
      if (!("value" in own)) fail(`${path}.${key} is an accessor`);
      this.compare(own.value, b[key], `${path}.${key}`);
    }
  }
}
