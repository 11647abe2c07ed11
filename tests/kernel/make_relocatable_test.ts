import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { moveAddresses } from "../../engine/wasm/place_module.ts";
import { type CompiledProgram, compileProgram } from "../../kernels/compiler/asc.ts";
import { NULL_GUARD } from "../../engine/core/layout.ts";
import { makeRelocatable } from "../../kernels/compiler/make_relocatable.ts";

const FLAGS = ["-O3", "--runtime", "stub", "--enable", "simd", "--importMemory", "--initialMemory", "65536"];

function buildAt(source: string): (base: number) => Promise<CompiledProgram> {
  const program = { sources: { "k.ts": source }, entries: ["k.ts"], stackSize: 0 };
  return (base) => compileProgram({ ...program, flags: [...FLAGS, "--memoryBase", String(base)] });
}

const TABLES = `
const table: StaticArray<f64> = [1, 2, 3];
const names: StaticArray<string> = ["one", "two", "three"];
const bytes = memory.data<u8>([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], 16);
export function number(i: i32): f64 { return table[i]; }
export function last(): f64 { return table[2]; }
export function name(i: i32): i32 { return names[i].length; }
export function index(at: i32): i32 { return at - <i32>bytes; }
export function vector(i: i32): i32 { return i8x16.bitmask(v128.load(bytes + i)); }
export function text(x: f64): i32 { return x.toString().length; }`;

describe("makeRelocatable()", () => {
  it("makes a module that equals what asc builds elsewhere, once its addresses are moved there", async () => {
    const build = buildAt(TABLES);
    const { wasm, relocations } = await makeRelocatable(build);
    const { staticBytes, constants, words } = relocations!;
    assert(staticBytes > 500 && constants.length > 10 && words.length === 3, `${constants} ${words}`);
    for (const base of [0x12345670, 0x7eeeeee0]) {
      const moved = wasm.slice();
      moveAddresses(moved, relocations!, base - NULL_GUARD);
      assertEquals(moved, (await build(base)).wasm);
    }
  });

  it("finds nothing to move in a module without static data, after two builds", async () => {
    const bases: number[] = [];
    const build = buildAt("export function half(x: f64): f64 { return x / 2; }");
    const counted = (base: number) => (bases.push(base), build(base));
    const { wasm, relocations } = await makeRelocatable(counted);
    assertEquals([bases.length, relocations], [2, undefined]);
    assertEquals(wasm, (await build(NULL_GUARD)).wasm);
    await makeRelocatable((base) => (bases.push(base), buildAt(TABLES)(base)));
    assertEquals(bases.length, 5);
  });
});

describe("makeRelocatable()", () => {
  const refusal = async (body: string) => {
    const source = `const table = memory.data<u8>([1, 2, 3], 16);
export function innocent(i: i32): i32 { return load<u8>(table + i); }
export function guilty(i: i32): f64 { ${body} }`;
    const { message } = await assertRejects(() => makeRelocatable(buildAt(source)), KernelError);
    assertStringIncludes(message, "Cannot make the kernels relocatable as ");
    return message;
  };

  it("refuses a kernel that tests, shifts, scales, converts or widens an address, naming it", async () => {
    const bodies = [
      "return table & 0x8000 ? 1 : i;",
      "return i + (table >> 4);",
      "return <f64>(i + <i32>(table * 2));",
      "return <f64>i + <f64>table;",
      "return <f64>(<i64>i + <i64>table);",
      "return <f64>(i ^ (<i32>table ^ 0x40));",
    ];
    for (const body of bodies) assertStringIncludes(await refusal(body), "as 'k/guilty' depends", body);
  });
});
