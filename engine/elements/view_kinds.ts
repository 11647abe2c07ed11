/** A kind of view on an `ArrayBuffer`; its index in `VIEW_KINDS` is its number in a message. */
export interface ViewKind {
  readonly name: string;
  readonly bytesEach: number;
  /** Makes the view; the type is of one kind for all, as they share their constructor's shape. */
  readonly create: (buffer: ArrayBuffer, byteOffset: number, length: number) => ArrayBufferView;
}

/** The kinds in the order of their numbers. New ones go last. */
export const VIEW_KINDS: readonly ViewKind[] = [
  "DataView",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Float16Array",
].map(viewKind);

const numbers = new Map(VIEW_KINDS.map((kind, number) => [kind.name, number]));

// The tag of a typed array is an accessor that reads an internal slot: it tells the kind across subclasses and realms.
const kindName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)!
  .get! as (this: ArrayBufferView) => string | undefined;

/** The number of the view's kind, or undefined for a kind that this codec does not know. */
export function viewKindNumber(view: ArrayBufferView): number | undefined {
  return numbers.get(kindName.call(view) ?? "DataView");
}

type ViewConstructor = new (buffer: ArrayBuffer, byteOffset: number, length: number) => ArrayBufferView;

function viewKind(name: string): ViewKind {
  const View =
    (globalThis as unknown as Record<string, ViewConstructor & { BYTES_PER_ELEMENT?: number }>)[name];
  return {
    name,
    bytesEach: View?.BYTES_PER_ELEMENT ?? 1,
    create(buffer, byteOffset, length) {
      if (View === undefined) {
        throw new TypeError(`Cannot read a message as this runtime lacks a class: received '${name}'`);
      }
      return new View(buffer, byteOffset, length);
    },
  };
}
