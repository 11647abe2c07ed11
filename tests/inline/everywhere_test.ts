/** Runs the tests beside this one where there are no threads, and chooses the backend from outside. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const HERE = new URL(".", import.meta.url);
const BOTH = ["pool", "workers", "process", "channels", "sync", "blocking", "stress", "manager"];

/** Runs Deno; resolves to its exit code and what it wrote, standard output first. */
async function deno(args: string[], env: Record<string, string> = {}): Promise<[code: number, text: string]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    signal: AbortSignal.timeout(60_000),
  }).output();
  const decoder = new TextDecoder();
  return [code, decoder.decode(stdout) + decoder.decode(stderr)];
}

function fixture(name: string): string {
  return new URL(`fixtures/${name}`, HERE).href;
}

describe("the tests of the inline backend", () => {
  for (
    const [preload, where] of [
      ["without_threads.ts", "after configure({ backend: 'inline' })"],
      ["bare_runtime.ts", "on a runtime that lacks what the edge may lack"],
    ] as const
  ) {
    it(`pass ${where}`, async () => {
      const files = BOTH.map((name) => new URL(`${name}_test.ts`, HERE).href);
      const [code, text] = await deno(["test", "-A", "--no-check", "--preload", fixture(preload), ...files]);
      assertEquals(code, 0, text);
      const [, passed] = /(\d+) passed \| 0 failed/.exec(text)!;
      assert(Number(passed) > 60, `only ${passed} tests`);
    });
  }
});

describe("MULTICORE_BACKEND", () => {
  const look = `
    import { configure, Pool, Process } from "${new URL("../../mod.ts", HERE)}";
    if (Deno.args[0]) configure({ backend: Deno.args[0] });
    const pool = new Pool(2);
    const start = performance.now();
    console.log(await pool.run(() => globalThis.isMain === true), typeof start);
    await pool.terminate();`;
  const program = `data:text/javascript,globalThis.isMain = true;${encodeURIComponent(look)}`;

  it("chooses the backend where it may be read, and configure() comes first", async () => {
    const inline = { MULTICORE_BACKEND: "inline" };
    const allow = ["run", "--quiet", "--no-prompt", "--allow-env=MULTICORE_BACKEND"];
    assertEquals(await deno([...allow, program], inline), [0, "true number\n"]);
    assertEquals(await deno(["run", "--quiet", "--no-prompt", program], inline), [0, "false number\n"]);
    assertEquals(await deno([...allow, program, "thread"], inline), [0, "false number\n"]);
    assertEquals(await deno([...allow, program], { MULTICORE_BACKEND: "thread" }), [0, "false number\n"]);
    const [code, text] = await deno([...allow, program], { MULTICORE_BACKEND: "many" });
    assertEquals(code, 1);
    assertMatch(text, /Cannot start as 'MULTICORE_BACKEND' must be "thread" or "inline": received many/);
  });
});
