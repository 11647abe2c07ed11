import type { ElementOf, TextCode, TypeCode, ViewOf } from "../elements/element_types.ts";
import type { StructFields, StructRecord, StructType, StructValues } from "./struct/struct_type.ts";

/** What a shared value or the elements of a shared array are: a type code, or a struct. */
export type ElementSpec = TypeCode | StructType<StructFields>;

/** What one of them is in JavaScript: a number, a bigint, a character, or a struct's record, whose fields read and write. */
export type SharedElement<Spec extends ElementSpec> = Spec extends TypeCode ? ElementOf<Spec>
  : Spec extends StructType<infer Fields> ? StructRecord<Fields>
  : never;

/** What one of them is made from: for a struct, fields that are left out are 0. */
export type ElementSource<Spec extends ElementSpec> = Spec extends TypeCode ? ElementOf<Spec>
  : Spec extends StructType<infer Fields> ? StructValues<Fields>
  : never;

/** The typed array over their memory: for structs, their bytes. */
export type SpecView<Spec extends ElementSpec> = Spec extends TypeCode ? ViewOf<Spec>
  : Uint8Array<SharedArrayBuffer>;

/** The text of an array of characters. */
export type TextOf<Spec extends ElementSpec> = Spec extends TextCode ? string : never;

/** What an atomic step reads and writes: no struct. */
export type Scalar<Spec extends ElementSpec> = Spec extends TypeCode ? ElementOf<Spec> : never;

/** What arithmetic takes: no character and no struct. */
export type Amount<Spec extends ElementSpec> = Spec extends Exclude<TypeCode, TextCode> ? ElementOf<Spec>
  : never;

/** What bitwise arithmetic takes: integers only. */
export type Bits<Spec extends ElementSpec> = Spec extends "f" | "d" | "f32" | "f64" ? never : Amount<Spec>;

/** The fields of a struct that are an object's own, less the names that the object has already; of other types, nothing. */
export type DirectFields<Spec extends ElementSpec, Taken extends PropertyKey> = Spec extends
  StructType<infer Fields> ? Omit<StructRecord<Fields>, Taken> : unknown;

/** A plain array of elements; of characters, the string that they are. */
export type Elements<Spec extends ElementSpec> = Spec extends TextCode ? string : SharedElement<Spec>[];

/** What lists elements: an iterable or something with a length; for characters also a string. */
export type ElementSources<Spec extends ElementSpec> =
  | Iterable<ElementSource<Spec>>
  | ArrayLike<ElementSource<Spec>>;
