import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { compileWasm, isModule, wasmBytes } from "../../engine/wasm/compile_wasm.ts";
import { customSection, wasmSections } from "../../engine/wasm/module_reader.ts";

/** A module with nothing but a custom section "a" of two bytes. */
const BYTES = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 4, 1, 0x61, 5, 6);
const BASE64 = BYTES.toBase64();

describe("compileWasm()", () => {
  it("compiles bytes, and base64 of them", () => {
    for (const source of [BYTES, BASE64]) {
      const module = compileWasm(source, "a module");
      assertEquals(isModule(module), true);
      assertEquals([...customSection(module, "a")!], [5, 6]);
    }
  });

  it("throws the runtime's error for what is no module", () => {
    assertThrows(() => compileWasm(BYTES.subarray(0, 10), "a module"), WebAssembly.CompileError);
  });
});

describe("wasmBytes()", () => {
  it("decodes base64 and leaves bytes as they are", () => {
    assertEquals(wasmBytes(BASE64), BYTES);
    assertEquals(wasmBytes(BYTES) === BYTES, true);
  });
});

describe("isModule()", () => {
  it("is true of a compiled module alone", () => {
    for (const value of [BYTES, BASE64, {}, null, undefined]) assertEquals(isModule(value), false);
  });
});

describe("wasmSections()", () => {
  it("finds a custom section by its name", () => {
    assertEquals(wasmSections(BYTES), [{ id: 0, start: 8, content: 12, end: 14, name: "a" }]);
    assertEquals([...customSection(BYTES, "a")!], [5, 6]);
    assertEquals(customSection(BYTES, "b"), undefined);
  });

  it("refuses what is no module, or is cut short", () => {
    assertThrows(() => wasmSections(BYTES.subarray(1)), TypeError, "no WebAssembly module");
    assertThrows(() => wasmSections(BYTES.subarray(0, 13)), TypeError, "cut short");
  });
});
