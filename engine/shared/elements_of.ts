import type { ElementKind, ElementType, Stored } from "../memory/type_code.ts";

/** The kinds of typed arrays that `set` copies into those of a kind just as one element after the other would be stored. */
const COPIED: Readonly<Record<ElementKind, readonly ElementKind[]>> = {
  integer: ["integer"],
  bigint: ["bigint"],
  float: ["integer", "float"],
  text: [],
};

/**
 * The elements of an iterable or array-like, as they are stored. `doing` says in errors what was asked for.
 *
 * @throws {TypeError} If it is neither, or holds an element that the type does not.
 */
export function elementsOf(source: unknown, type: ElementType, doing: string): ArrayLike<Stored> {
  const isListed = typeof source === "string" ||
    typeof source === "object" && source !== null && (Symbol.iterator in source || "length" in source);
  if (!isListed) {
    throw new TypeError(`Cannot ${doing} as its elements must be iterable: received ${String(source)}`);
  }
  const kind = kindOf(source);
  if (kind !== undefined && COPIED[type.kind].includes(kind)) return source as ArrayLike<Stored>;
  return Array.from(source as Iterable<unknown>, type.toStored);
}

/** The kind of a typed array's elements. */
function kindOf(source: unknown): ElementKind | undefined {
  if (!ArrayBuffer.isView(source) || source instanceof DataView) return undefined;
  if (source instanceof Float64Array || source instanceof Float32Array || source instanceof Float16Array) {
    return "float";
  }
  return source instanceof BigInt64Array || source instanceof BigUint64Array ? "bigint" : "integer";
}
