import { sparseArray } from "./array_extras.ts";
import { createError } from "./create_error.ts";
import type { Decoder } from "./decoder.ts";
import { ERROR_CLASSES } from "./error_classes.ts";
import { readBigInt } from "./numbers.ts";
import { readAsciiString, readLatin1String, readUtf16String } from "./strings.ts";
import * as TAG from "./tags.ts";

/** How a container is read: first made, so that its contents can refer to it, then filled. */
export interface Container {
  create(decoder: Decoder): object;
  fill(decoder: Decoder, instance: object): void;
}

type Read = (decoder: Decoder) => unknown;

/** The containers by tag. */
export const CONTAINERS: Readonly<Record<number, Container>> = {
  [TAG.OBJECT]: { create: () => ({}), fill: (decoder, object) => decoder.properties(object) },
  [TAG.ARRAY]: { create: (decoder) => new Array(decoder.items()), fill: fillArray },
  [TAG.SPARSE_ARRAY]: { create: createSparse, fill: (decoder, array) => decoder.properties(array) },
  [TAG.MAP]: { create: () => new Map(), fill: fillMap },
  [TAG.SET]: { create: () => new Set(), fill: fillSet },
  [TAG.ERROR]: { create: createErrorRead, fill: fillError },
};

/** What reads the rest of a value, by its tag. */
export const READERS: readonly (Read | undefined)[] = readers();

function readers(): (Read | undefined)[] {
  const table: (Read | undefined)[] = new Array(TAG.SHORT_STRING).fill(undefined);
  table[TAG.UNDEFINED] = () => undefined;
  table[TAG.NULL] = () => null;
  table[TAG.FALSE] = () => false;
  table[TAG.TRUE] = () => true;
  table[TAG.INT32] = (decoder) => decoder.int32();
  table[TAG.FLOAT64] = (decoder) => decoder.float64();
  table[TAG.BIGINT64] = (decoder) => decoder.bigint64();
  table[TAG.BIGINT] = readBigInt;
  table[TAG.STRING_LATIN1] = readLatin1String;
  table[TAG.STRING_ASCII] = readAsciiString;
  table[TAG.STRING_UTF16] = readUtf16String;
  table[TAG.SEEN] = (decoder) => decoder.seen();
  table[TAG.DEFERRED] = (decoder) => decoder.deferred();
  table[TAG.DATE] = (decoder) => decoder.add(new Date(decoder.float64()));
  table[TAG.REGEXP] = (decoder) => decoder.add(new RegExp(decoder.string(), decoder.string()));
  table[TAG.BOXED] = (decoder) => decoder.add(Object(decoder.value()));
  table[TAG.INT32_ARRAY] = readInts;
  table[TAG.FLOAT64_ARRAY] = readFloats;
  table[TAG.BUFFERS_AT] = (decoder) => decoder.buffersThenValue();
  table[TAG.BUFFER] = (decoder) => decoder.buffer();
  table[TAG.VIEW] = (decoder) => decoder.view();
  table[TAG.SHARED] = (decoder) => decoder.shared();
  for (const tag of Object.keys(CONTAINERS)) {
    const container = CONTAINERS[Number(tag)]!;
    table[Number(tag)] = (decoder) => decoder.container(container);
  }
  return table;
}

function fillArray(decoder: Decoder, instance: object): void {
  const array = instance as unknown[];
  for (let i = 0; i < array.length; i++) {
    const tag = decoder.byte();
    if (tag !== TAG.HOLE) array[i] = decoder.tagged(tag);
  }
}

function createSparse(decoder: Decoder): unknown[] {
  const length = decoder.varint();
  if (length >= 2 ** 32) throw decoder.damaged("an array is too long");
  return sparseArray(length);
}

function fillMap(decoder: Decoder, instance: object): void {
  for (let tag = decoder.byte(); tag !== TAG.END; tag = decoder.byte()) {
    const key = decoder.tagged(tag);
    (instance as Map<unknown, unknown>).set(key, decoder.value());
  }
}

function fillSet(decoder: Decoder, instance: object): void {
  for (let tag = decoder.byte(); tag !== TAG.END; tag = decoder.byte()) {
    (instance as Set<unknown>).add(decoder.tagged(tag));
  }
}

function createErrorRead(decoder: Decoder): Error {
  const className = decoder.string();
  const name = decoder.string();
  if (!ERROR_CLASSES.has(className)) throw decoder.damaged("an error's class is unknown");
  return createError(className, name, className === "DOMException" ? decoder.string() : "");
}

function fillError(decoder: Decoder, instance: object): void {
  decoder.definitions(instance, false);
  decoder.definitions(instance, true);
}

function readInts(decoder: Decoder): number[] {
  const length = decoder.count(4);
  const view = viewOf(decoder.part(4 * length));
  const array: number[] = new Array(length);
  for (let i = 0; i < length; i++) array[i] = view.getInt32(4 * i, true);
  return decoder.add(array);
}

function readFloats(decoder: Decoder): number[] {
  const length = decoder.count(8);
  const view = viewOf(decoder.part(8 * length));
  const array: number[] = new Array(length);
  for (let i = 0; i < length; i++) array[i] = view.getFloat64(8 * i, true);
  return decoder.add(array);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
