import type { ElementKind, Stored } from "../elements/element_types.ts";
import { shown } from "../options/shown.ts";

/** What the elements are to become. */
interface Target<Element> {
  readonly kind: ElementKind | "struct";
  readonly toStored: (value: unknown) => Element;
}

/** The kinds of typed arrays that `set` copies into those of a kind just as one element after the other would be stored. */
const COPYABLE_KINDS: Readonly<Record<ElementKind | "struct", readonly ElementKind[]>> = {
  integer: ["integer"],
  bigint: ["bigint"],
  float: ["integer", "float"],
  text: [],
  struct: [],
};

/**
 * The elements of an iterable or array-like, as they are stored. `doing` says in errors what was asked for.
 *
 * @throws {TypeError} If it is neither, or holds an element that the type does not.
 */
export function elementsOf<Element = Stored>(
  source: unknown,
  type: Target<Element>,
  doing: string,
): ArrayLike<Element> {
  const isListed = typeof source === "string" ||
    typeof source === "object" && source !== null && (Symbol.iterator in source || "length" in source);
  if (!isListed) {
    throw new TypeError(`Cannot ${doing} as its elements must be iterable: received ${shown(source)}`);
  }
  const kind = kindOf(source);
  if (kind !== undefined && COPYABLE_KINDS[type.kind].includes(kind)) return source as ArrayLike<Element>;
  return Array.from(source as Iterable<unknown>, type.toStored);
}

/** The kind of a typed array's elements. */
function kindOf(source: unknown): ElementKind | undefined {
  if (!ArrayBuffer.isView(source) || source instanceof DataView) return undefined;
  // By name: not every runtime has Float16Array.
  if (/^Float/.test((source as Float64Array)[Symbol.toStringTag])) return "float";
  return source instanceof BigInt64Array || source instanceof BigUint64Array ? "bigint" : "integer";
}
