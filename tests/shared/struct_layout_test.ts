/** The layout of structs against a C++ compiler's, for random structs. */
import fc from "npm:fast-check@4.10.2";
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type FieldSpec, type StructFields, StructType } from "../../engine/shared/struct/struct_type.ts";
import { struct } from "../../engine/shared/struct/struct.ts";

const C_TYPES: Readonly<Record<string, string>> = {
  ...{ b: "int8_t", B: "uint8_t", h: "int16_t", H: "uint16_t", i: "int32_t", I: "uint32_t" },
  ...{ l: "int64_t", Q: "uint64_t", f: "float", d: "double", c: "char", u: "char32_t" },
};

const code = fc.constantFrom(...Object.keys(C_TYPES)) as fc.Arbitrary<FieldSpec>;

const { type: structs } = fc.letrec<{ type: StructType; field: FieldSpec }>((tie) => ({
  type: fc.array(tie("field"), { minLength: 1, maxLength: 6 }).map((specs) =>
    struct(Object.fromEntries(specs.map((spec, i) => [`f${i}`, spec])) as StructFields)
  ),
  field: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    code,
    fc.tuple(code, fc.integer({ min: 1, max: 5 })) as fc.Arbitrary<FieldSpec>,
    tie("type"),
    fc.tuple(tie("type"), fc.integer({ min: 1, max: 3 })) as fc.Arbitrary<FieldSpec>,
  ),
}));

const COUNT = 60;

describe("a struct's layout", () => {
  it("is C's", async (context) => {
    const seed = Number(Deno.env.get("MULTICORE_SEED") ?? Math.floor(Math.random() * 2 ** 31));
    const types = fc.sample(structs, { numRuns: COUNT, seed });
    const output = await compileAndRun(program(types));
    await context.step({
      name: output === undefined ? "skipped: there is no g++" : `${COUNT} structs of seed ${seed}`,
      ignore: output === undefined,
      fn: () => {
        const expected = types.map((type) => [type.bytes, type.alignment, ...Object.values(type.offsets)]);
        assertEquals(expected, JSON.parse(output!));
      },
    });
  });

  it("aligns fields and the whole, whatever the compiler", () => {
    const Mixed = struct({ a: "b", b: "d", c: "h", d: "i", e: "b" });
    assertEquals(Mixed.offsets, { a: 0, b: 8, c: 16, d: 20, e: 24 });
    assertEquals([Mixed.bytes, Mixed.alignment], [32, 8]);
    const Nested = struct({ a: "b", row: ["h", 3], inner: Mixed, last: "c" });
    assertEquals(Nested.offsets, { a: 0, row: 2, inner: 8, last: 40 });
    assertEquals(Nested.bytes, 48);
  });
});

/** A C++ program that prints size, alignment and offsets of each struct as JSON. */
function program(types: readonly StructType[]): string {
  const names = new Map<StructType, string>();
  const definitions: string[] = [];
  const nameOf = (type: StructType): string => {
    if (!names.has(type)) {
      const fields = Object.entries(type.fields).map(([name, spec]) => declare(name, spec));
      names.set(type, `S${names.size}`);
      definitions.push(`struct ${names.get(type)} { ${fields.join(" ")} };`);
    }
    return names.get(type)!;
  };
  const cType = (spec: unknown) => spec instanceof StructType ? nameOf(spec) : C_TYPES[spec as string]!;
  const declare = (name: string, spec: FieldSpec) =>
    Array.isArray(spec) ? `${cType(spec[0])} ${name}[${spec[1]}];` : `${cType(spec)} ${name};`;
  const prints = types.map((type) => {
    const name = nameOf(type);
    const offsets = Object.keys(type.fields).map((field) => `offsetof(${name}, ${field})`);
    const numbers = [`sizeof(${name})`, `alignof(${name})`, ...offsets];
    return `std::printf("[${numbers.map(() => "%zu").join(",")}]", ${numbers.join(", ")});`;
  });
  return `#include <cstddef>
#include <cstdint>
#include <cstdio>
${definitions.join("\n")}
int main() {
  std::printf("[");
  ${prints.join('\n  std::printf(",");\n  ')}
  std::printf("]");
}
`;
}

/** What a C++ program prints; `undefined` where there is no compiler. */
async function compileAndRun(source: string): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/layout.cpp`, source);
    const args = ["-std=c++17", "-o", `${folder}/layout`, `${folder}/layout.cpp`];
    const compiled = await new Deno.Command("g++", { args, stderr: "piped" }).output().catch(() => undefined);
    if (compiled === undefined) return undefined;
    assertEquals(compiled.code, 0, new TextDecoder().decode(compiled.stderr));
    const { stdout } = await new Deno.Command(`${folder}/layout`).output();
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
