import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type ReferenceKind, referencesOf } from "./references.ts";

const CODE: Readonly<Record<string, ReferenceKind | undefined>> = {
  'import "./a.ts";': "value",
  'import {} from "./a.ts";': "value",
  'import a from "./a.ts";': "value",
  'import * as a from "./a.ts";': "value",
  'import { type A, b } from "./a.ts";': "value",
  'import a, { type B } from "./a.ts";': "value",
  'import type { A } from "./a.ts";': "type",
  'import { type A, type B } from "./a.ts";': "type",
  'export * from "./a.ts";': "value",
  'export { a, type B } from "./a.ts";': "value",
  'export type * from "./a.ts";': "type",
  'export { type A } from "./a.ts";': "type",
  'type A = import("./a.ts").A;': "type",
  'type A = typeof import("./a.ts");': "type",
  'const a = await import("./a.ts");': "dynamic",
  "const a = await import(`./a.ts`);": "dynamic",
  'void (false && import("./a.ts"));': "named",
  'const a = new URL("./a.ts", import.meta.url);': "named",
  'const a = new URL("a.ts", import.meta.url);': "named",
  'const a = import.meta.resolve("./a.ts");': "named",
  'const a = new URL("./a.ts", base);': undefined,
  "const a = \"import('./a.ts')\";": undefined,
  "const a = await import(path);": undefined,
  '// import "./a.ts";': undefined,
  "export { a };": undefined,
};

describe("referencesOf()", () => {
  for (const [code, kind] of Object.entries(CODE)) {
    it(`finds ${kind ?? "nothing"} in ${code}`, () => {
      const expected = kind === undefined ? [] : [{ kind, specifier: "./a.ts", line: 2 }];
      assertEquals([...referencesOf(`\n${code}`)], expected);
    });
  }
});
