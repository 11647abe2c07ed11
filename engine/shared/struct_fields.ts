import type { ElementOf, TypeCode, ViewOf } from "../memory/type_code.ts";
import type { StructType } from "./struct_type.ts";

/** The type of one field: a type code, a struct, or so many of either in a row. */
export type FieldSpec =
  | TypeCode
  | StructType<StructFields>
  | readonly [TypeCode | StructType<StructFields>, number];

/** The fields of a struct, in the order in which they lie in memory. */
export interface StructFields {
  readonly [name: string]: FieldSpec;
}

/**
 * A struct in the shared memory: its fields read and write there. A row of characters is a string, up to its first NUL;
 * a row of numbers is a typed array over the memory, and a row of structs a list of records.
 */
export type StructRecord<Fields extends StructFields> =
  & { -readonly [Name in WritableNames<Fields>]: FieldValue<Fields[Name]> }
  & { readonly [Name in Exclude<keyof Fields, WritableNames<Fields>>]: FieldValue<Fields[Name]> };

/** What a struct is made from: fields that are left out are 0. */
export type StructValues<Fields extends StructFields> = {
  readonly [Name in keyof Fields]?: FieldSource<Fields[Name]>;
};

/** A copy of a struct, with ordinary arrays. */
export type PlainStruct<Fields extends StructFields> = {
  -readonly [Name in keyof Fields]: PlainField<Fields[Name]>;
};

/** Fields that can be assigned as a whole: all but rows of numbers and of structs. */
type WritableNames<Fields extends StructFields> = {
  [Name in keyof Fields]: Fields[Name] extends readonly [infer Item, number]
    ? Item extends "c" | "u" ? Name : never
    : Name;
}[keyof Fields];

type FieldValue<Spec> = Spec extends TypeCode ? ElementOf<Spec>
  : Spec extends StructType<infer Fields> ? StructRecord<Fields>
  : Spec extends readonly ["c" | "u", number] ? string
  : Spec extends readonly [infer Code extends TypeCode, number] ? ViewOf<Code>
  : Spec extends readonly [StructType<infer Fields>, number] ? readonly StructRecord<Fields>[]
  : never;

type FieldSource<Spec> = Spec extends TypeCode ? ElementOf<Spec>
  : Spec extends StructType<infer Fields> ? StructValues<Fields>
  : Spec extends readonly ["c" | "u", number] ? string
  : Spec extends readonly [infer Code extends TypeCode, number] ? ArrayLike<ElementOf<Code>>
  : Spec extends readonly [StructType<infer Fields>, number] ? ArrayLike<StructValues<Fields>>
  : never;

type PlainField<Spec> = Spec extends TypeCode ? ElementOf<Spec>
  : Spec extends StructType<infer Fields> ? PlainStruct<Fields>
  : Spec extends readonly ["c" | "u", number] ? string
  : Spec extends readonly [infer Code extends TypeCode, number] ? ElementOf<Code>[]
  : Spec extends readonly [StructType<infer Fields>, number] ? PlainStruct<Fields>[]
  : never;
