import "../../engine/memory/use_shared_memory.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { elementType, NUMBER_TYPES, type NumericType } from "../../engine/elements/element_types.ts";
import { VIEW_KINDS, viewKindNumber } from "../../engine/elements/view_kinds.ts";

/** What comes back for what is stored, as Python's array and ctypes do it. */
const STORED: Record<string, [unknown, unknown][]> = {
  "b i8": [[127, 127], [128, -128], [-129, 127], [2 ** 40 + 5, 5]],
  "B u8": [[255, 255], [256, 0], [-1, 255]],
  "h i16": [[32767, 32767], [32768, -32768]],
  "H u16": [[65535, 65535], [-1, 65535]],
  "i i32": [[2 ** 31 - 1, 2 ** 31 - 1], [2 ** 31, -(2 ** 31)], [-0, 0]],
  "I u32": [[2 ** 32 - 1, 2 ** 32 - 1], [-1, 2 ** 32 - 1], [2 ** 32, 0]],
  "l q i64": [[5n, 5n], [2n ** 63n, -(2n ** 63n)], [2n ** 64n, 0n]],
  "L Q u64": [[2n ** 64n - 1n, 2n ** 64n - 1n], [-1n, 2n ** 64n - 1n], [2n ** 64n, 0n]],
  "f f32": [[0.1, Math.fround(0.1)], [5, 5], [NaN, NaN], [1e39, Infinity]],
  "d f64": [[0.1, 0.1], [-0, -0], [NaN, NaN], [Infinity, Infinity]],
  "c": [["a", "a"], ["\0", "\0"], ["\u00ff", "\u00ff"]],
  "u": [["a", "a"], ["\u4e2d", "\u4e2d"], ["\u{1f600}", "\u{1f600}"]],
};

const REFUSED: Record<string, unknown[]> = {
  "b B h H i I i8 u8 i16 u16 i32 u32": [1.5, NaN, Infinity, 5n, "5", true, null, undefined, {}, [5]],
  "l L q Q i64 u64": [5, 1.5, "5", true, null, undefined],
  "f d f32 f64": [5n, "5", true, null, undefined, new Date()],
  "c": ["", "ab", "\u0100", 97, null, undefined],
  "u": ["", "ab", "\u{1f600}\u{1f600}", 97, null, undefined],
};

const SIZES: Record<string, number> = {
  b: 1,
  B: 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 8,
  L: 8,
  q: 8,
  Q: 8,
  f: 4,
  d: 8,
  c: 1,
  u: 4,
};

function stored(code: string, value: unknown): unknown {
  const type = elementType(code);
  const view = type.view(new SharedArrayBuffer(16), 8, 1);
  view[0] = type.toStored(value) as never;
  return type.fromStored(view[0]!);
}

describe("elementType()", () => {
  for (const [codes, values] of Object.entries(STORED)) {
    for (const code of codes.split(" ")) {
      it(`"${code}" stores ${values.map(([value]) => String(value)).join(", ")} as Python does`, () => {
        for (const [value, expected] of values) assertEquals(stored(code, value), expected);
      });
    }
  }

  for (const [codes, values] of Object.entries(REFUSED)) {
    for (const code of codes.split(" ")) {
      it(`"${code}" refuses values of another type`, () => {
        for (const value of values) {
          assertThrows(() => elementType(code).toStored(value), TypeError, "Cannot store the value");
        }
      });
    }
  }

  it("gives every code of Python's its size", () => {
    for (const [code, bytes] of Object.entries(SIZES)) assertEquals(elementType(code).bytes, bytes);
  });

  it("refuses another code and lists those that there are", () => {
    for (const code of ["", "z", "?", "int", "I32", "toString", "__proto__"]) {
      assertThrows(() => elementType(code), TypeError, `u32 i64 u64 f32 f64: received "${code}"`);
    }
  });
});

describe("a row of the table", () => {
  for (const name of Object.keys(NUMBER_TYPES) as NumericType[]) {
    const type = NUMBER_TYPES[name];

    it(`of ${name} has the kind, the sign and the bytes that its name says`, () => {
      assertEquals(type.kind === "float", name.startsWith("f"));
      assertEquals(type.kind === "bigint", /^[iu]64$/.test(name));
      assertEquals(type.isSigned, !name.startsWith("u"));
      assertEquals(type.bytes, parseInt(name.slice(1)) / 8);
    });

    it(`of ${name} reads and writes at any address as its typed array does`, () => {
      const memory = new DataView(new ArrayBuffer(24));
      const view = type.view(new SharedArrayBuffer(8), 0, 1);
      for (const number of type.kind === "bigint" ? [7n, -1n] : [7, -1]) {
        view[0] = number as never;
        type.write(memory, 3, number);
        assertEquals(type.read(memory, 3), view[0]!);
        const bytes = new Uint8Array(memory.buffer, 3, type.bytes);
        assertEquals([...bytes], [...new Uint8Array(view.buffer, 0, type.bytes)]);
      }
    });

    it(`of ${name} has a typed array that messages know`, () => {
      const number = viewKindNumber(type.view(new SharedArrayBuffer(8), 0, 1));
      assertEquals(VIEW_KINDS[number!]!.name, type.View.name);
      assertEquals(VIEW_KINDS[number!]!.bytesEach, type.bytes);
    });
  }
});
