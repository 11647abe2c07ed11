import type { ElementKind, ElementType, Stored, ViewConstructor } from "./type_code.ts";

/** A type whose elements are what is stored, in typed arrays of the class `View`. */
export function makeElementType(
  kind: ElementKind,
  View: ViewConstructor,
  toStored: (value: unknown) => Stored,
): ElementType {
  return {
    bytes: View.BYTES_PER_ELEMENT,
    kind,
    View,
    view: (buffer, byteOffset, length) => new View(buffer, byteOffset, length),
    toStored,
    fromStored: (stored) => stored,
  };
}

/** The error for a value that a type does not hold: it must be `what`. */
export function elementTypeError(what: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot store the value as it must be ${what} for its type code: received ${quoted(value)}`,
  );
}

/** A value as errors show it. */
export function quoted(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "object" && value !== null ? Object.prototype.toString.call(value) : String(value);
}
