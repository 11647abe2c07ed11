import { assert, assertEquals, assertRejects, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import type { ReducerKernel, ScalarKernel } from "../../engine/kernel/kernel.ts";
import { Pool } from "../../mod.ts";
import { compileKernels } from "../../compile.ts";

const HALF = "export function half(x: f64): f64 { return x / 2; }";

/** Where Deno keeps what it downloads, which must not move with the cache folder. */
async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

/** Runs a program that imports the library, with these permissions and a cache folder of its own. */
async function run(code: string, cache: string, ...permissions: string[]): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  const entry = new URL("../../compile.ts", import.meta.url).href;
  await Deno.writeTextFile(file, `import { compileKernels } from "${entry}";\n${code}`);
  const args = ["run", "--quiet", "--no-prompt", "--no-check", ...permissions, file];
  const env = { XDG_CACHE_HOME: cache, DENO_DIR: await denoFolder(), NO_COLOR: "1" };
  const child = new Deno.Command(Deno.execPath(), { args, env });
  const { stdout, stderr } = await child.output();
  await Deno.remove(file);
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

describe("compileKernels() at run time", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("gives kernels that run on this thread and in a pool", async () => {
    const kernels = await compileKernels<{
      half: ScalarKernel<[x: "f64"], "f64">;
      count: ReducerKernel<[], "i32">;
    }>(`${HALF}\nexport function count(from: i32, to: i32): i32 { return to - from; }`, { cache: false });
    assertEquals(kernels.half(3), 1.5);
    await using pool = new Pool(2);
    assertEquals(await pool.map(kernels.half, Float64Array.of(1, 2)), Float64Array.of(0.5, 1));
    assertEquals(await pool.reduce(1000, kernels.count, [], "sum"), 1000);
  });

  it("compiles the same source once", async () => {
    const [first, second] = await Promise.all([
      compileKernels(HALF, { cache: false }),
      compileKernels(HALF, { cache: false }),
    ]);
    assertStrictEquals(first, second);
  });

  it("reads a file and what it imports", async () => {
    const url = new URL("./fixtures/importing.as.ts", import.meta.url);
    const { threeHalves } = await compileKernels<{ threeHalves: ScalarKernel<["f64"], "f64"> }>(url, {
      cache: false,
    });
    assertEquals(threeHalves(2), 3);
  });

  it("rejects with a KernelError that has file, line and column", async () => {
    const bad = "export function bad(x: f64): f64 {\n  return y;\n}";
    const { message } = await assertRejects(() => compileKernels(bad, { cache: false }), KernelError);
    assertStringIncludes(message, "kernels.as.ts:2:10: Cannot find name 'y'");
    const missing = new URL("./fixtures/missing.as.ts", import.meta.url);
    await assertRejects(() => compileKernels(missing), KernelError, 'source "missing.as.ts"');
    await assertRejects(() => compileKernels(5 as unknown as string), TypeError, "received 5");
    await assertRejects(() => compileKernels(HALF, { debgu: true } as object), TypeError, "debgu");
  });

  it("keeps what it compiled on disk, where that is permitted, and does without a damaged file", async () => {
    const cache = await Deno.makeTempDir();
    const program = `const { half } = await compileKernels(${JSON.stringify(HALF)}); console.log(half(3));`;
    const allowed = ["--allow-env", "--allow-read", "--allow-write"];
    assertEquals(await run(program, cache, ...allowed), "1.5\n");
    const [file] = await Array.fromAsync(Deno.readDir(`${cache}/multicore`));
    const path = `${cache}/multicore/${file!.name}`;
    assert(WebAssembly.validate(await Deno.readFile(path)));
    // Without asc's permission it can only come from there.
    assertEquals(
      await run(program, cache, "--allow-env=XDG_CACHE_HOME,HOME", "--allow-read", "--allow-write"),
      "1.5\n",
    );
    await Deno.writeTextFile(path, "damaged");
    assertEquals(await run(program, cache, ...allowed), "1.5\n");
    assert(WebAssembly.validate(await Deno.readFile(path)));
    await Deno.remove(cache, { recursive: true });
  });

  it("needs one permission, and says which", async () => {
    const program = `const { half } = await compileKernels(${JSON.stringify(HALF)}); console.log(half(3));`;
    assertStringIncludes(await run(program, ""), "run with --allow-env=CI");
    assertEquals(await run(program, "", "--allow-env=CI"), "1.5\n");
  });
});
