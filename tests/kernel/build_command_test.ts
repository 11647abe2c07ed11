import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { readExtent, readModuleId } from "../../engine/wasm/kernel_sections.ts";
import { afterEach, beforeEach, describe, it } from "@std/testing/bdd";
import { fileURLToPath } from "node:url";

const BUILD = fileURLToPath(new URL("../../build.ts", import.meta.url));
const MOD = new URL("../../mod.ts", import.meta.url).href;
const KERNELS = fileURLToPath(new URL("../../kernels/stats.ts", import.meta.url));
const HALF = "/** Half of `x`. */\nexport function half(x: f64): f64 { return x / 2; }\n";

let folder: string;

async function deno(...args: string[]): Promise<{ code: number; text: string }> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd: folder, env: { NO_COLOR: "1" } });
  const { code, stdout, stderr } = await command.output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

const build = (...args: string[]) => deno("run", "-A", "--no-check", BUILD, ...args);
const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);

describe("build.ts", { sanitizeOps: false, sanitizeResources: false }, () => {
  beforeEach(async () => {
    folder = await Deno.makeTempDir();
    await write("k.as.ts", HALF);
  });
  afterEach(() => Deno.remove(folder, { recursive: true }));

  it("writes a typed file beside the source, which checks and runs", async () => {
    const { code, text } = await build("k.as.ts");
    assertEquals(code, 0, text);
    assertMatch(text, /^k\.kernels\.ts: 1 kernel, [\d.]+ KiB/);
    const built = await read("k.kernels.ts");
    assertStringIncludes(built, "Made by multicore's build.ts of k.as.ts");
    assertStringIncludes(built, "/** Half of `x`. */");
    await write(
      "main.ts",
      `import { half } from "./k.kernels.ts";
import { Pool } from "${MOD}";
await using pool = new Pool(2);
console.log(half(5), await pool.map(half, [1, 2]));
// @ts-expect-error: it takes f64
await pool.map(half, new Int32Array(1)).catch(() => {});
`,
    );
    assertEquals(await deno("run", "--quiet", "--check", "main.ts"), { code: 0, text: "2.5 [ 0.5, 1 ]\n" });
  });

  it("builds files whose names mean something else in a URL, and what they import", async () => {
    const project = "50% of #1, what?";
    await Deno.mkdir(`${folder}/${project}/more %20`, { recursive: true });
    await write(
      `${project}/a #b.as.ts`,
      `import { half } from "./more %20/c #d.as";
export function quarter(x: f64): f64 { return half(half(x)); }
`,
    );
    await write(`${project}/more %20/c #d.as.ts`, HALF);
    await write(
      `${project}/main.ts`,
      `import { quarter } from "./a %23b.kernels.ts";\nconsole.log(quarter(10));\n`,
    );
    const { code, text } = await build(`${project}/a #b.as.ts`);
    assertEquals(code, 0, text);
    assertEquals(await deno("run", "--quiet", `${project}/main.ts`), { code: 0, text: "2.5\n" });
    assertEquals((await build(`--wasm=${project}/out`, `${project}/a #b.as.ts`)).code, 0);
  });

  it("says how deno.json leaves sources alone, and writes it if it is asked to", async () => {
    await write("deno.json", '{ "exclude": ["out/"], "lock": false }\n');
    const hint = (text: string) => text.split("\n").find((line) => line.includes("Deno's own commands"));
    const { text } = await build("k.as.ts");
    assertStringIncludes(hint(text) ?? "", `deno.json has "exclude": ["**/*.as.ts"]: --exclude writes that`);
    assertEquals((await deno("check", ".")).code, 1);
    assertStringIncludes((await build("--exclude", "k.as.ts")).text, "deno.json: excludes **/*.as.ts");
    assertEquals(JSON.parse(await read("deno.json")), { lock: false, exclude: ["out/", "**/*.as.ts"] });
    assertEquals(hint((await build("k.as.ts")).text), undefined);
    assertEquals((await deno("check", ".")).code, 0);
  });

  it("--check tells whether the file is what its sources give", async () => {
    assertEquals((await build("k.as.ts", "--check")).code, 1);
    await build("k.as.ts");
    const before = await Deno.stat(`${folder}/k.kernels.ts`);
    assertEquals((await build("k.as.ts", "--check")).code, 0);
    await write("k.as.ts", HALF.replace("/ 2", "/ 4"));
    const { code, text } = await build("k.as.ts", "--check");
    assertEquals([code, (await Deno.stat(`${folder}/k.kernels.ts`)).mtime], [1, before.mtime]);
    assertStringIncludes(text, "k.kernels.ts is not what k.as.ts gives");
  });

  it("--out and --import say where to write and what to import", async () => {
    await Deno.mkdir(`${folder}/generated`);
    assertEquals((await build("k.as.ts", "--out=generated/", "--import=multicore")).code, 0);
    assertStringIncludes(await read("generated/k.kernels.ts"), 'from "multicore";');
    assertEquals((await build("k.as.ts", "--out=other.ts")).code, 0);
    assertStringIncludes(await read("other.ts"), "export const half");
  });

  it("--wasm writes the engine and the kernels as files, also those of the library; --check compares them", async () => {
    const args = ["--wasm=wasm", "--place=131072", "k.as.ts", KERNELS];
    const { code, text } = await build(...args);
    assertEquals(code, 0, text);
    const names = [...Deno.readDirSync(`${folder}/wasm`)].map(({ name }) => name).sort();
    assertEquals(names, ["core.wasm", "k.wasm", "random.wasm", "stats.wasm"]);
    const random = await Deno.readFile(`${folder}/wasm/random.wasm`);
    assertEquals(readExtent(await Deno.readFile(`${folder}/wasm/k.wasm`))?.start, 131072);
    assertStringIncludes(
      await read("k.kernels.ts"),
      readModuleId(await Deno.readFile(`${folder}/wasm/k.wasm`)),
    );

    await Deno.writeFile(`${folder}/wasm/random.wasm`, random.slice(1));
    const checked = await build("--check", ...args);
    assertEquals([checked.code, checked.text], [1, "wasm/random.wasm is not up to date: build it again\n"]);
  });

  it("tells what is wrong, with file, line and column, and where the command line is", async () => {
    await write("bad.as.ts", "export function bad(x: f64): f64 {\n  return y;\n}");
    const { code, text } = await build("bad.as.ts", "k.as.ts");
    assertEquals(code, 1);
    assertStringIncludes(text, "bad.as.ts:2:10: Cannot find name 'y'");
    assertStringIncludes(text, "k.kernels.ts: 1 kernel");
    assertStringIncludes((await build("missing.as.ts")).text, 'source "missing.as.ts"');
    for (const args of [[], ["k.as.ts", "--place=7"], ["k.wasm"], ["k.as.ts", "--check", "--watch"]]) {
      const { code, text } = await build(...args);
      assertEquals(code, 2);
      assertStringIncludes(text, "Usage: build.ts");
    }
    assertEquals((await build("--help")).code, 0);
  });

  it("--watch builds again when a source changes, also one that is imported", async () => {
    await write("lib.as.ts", "export function two(): f64 { return 2; }");
    await write("k.as.ts", 'import { two } from "./lib.as";\n' + HALF.replace("/ 2", "/ two()"));
    const args = ["run", "-A", "--no-check", BUILD, "--watch", "k.as.ts"];
    const command = new Deno.Command(Deno.execPath(), {
      args,
      cwd: folder,
      stdout: "piped",
      stderr: "piped",
    });
    await using child = command.spawn();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assertStringIncludes((await lines.read()).value!, "1 kernel");
    const first = await read("k.kernels.ts");
    const again = lines.read();
    // The watcher begins just after the line: changes repeat until one is seen.
    const changes = setInterval(
      () => write("lib.as.ts", `export function two(): f64 { return 4; } // ${Math.random()}`),
      200,
    );
    assertStringIncludes((await again).value!, "1 kernel");
    clearInterval(changes);
    assertEquals(await read("k.kernels.ts") === first, false);
    child.kill();
    await lines.cancel();
    await child.stderr.cancel();
  });
});
