import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const FIXTURE = new URL("./fixtures/interrupted.ts", import.meta.url);
/** Milliseconds: long after any program here has ended. */
const GIVE_UP = 30_000;

/** Runs the program, interrupts it as Ctrl-C does once it is ready, and waits for its end. */
async function interrupt(how: string) {
  const program = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", FIXTURE.href, how],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(GIVE_UP),
  }).spawn();
  const decoder = new TextDecoder();
  const reader = program.stdout.getReader();
  let stdout = "";
  const read = async () => {
    const { value, done } = await reader.read();
    if (!done) stdout += decoder.decode(value);
    return !done;
  };
  while (!stdout.includes("ready") && await read());
  assert(stdout.includes("ready"), "the program ended before it was ready");
  program.kill("SIGINT");
  while (await read());
  const { code, signal } = await program.status;
  return { code, signal, stdout, stderr: await new Response(program.stderr).text() };
}

describe("Ctrl-C", () => {
  for (
    const how of [
      "busy",
      "idle",
      "blocked in a call",
      "blocked in a queue",
      "nested",
      "blocked and nested",
      "process",
    ]
  ) {
    it(`ends a program at once, and all its threads without a word: ${how}`, async () => {
      assertEquals(await interrupt(how), { code: 130, signal: "SIGINT", stdout: "ready\n", stderr: "" });
    });
  }

  it("is left to a program that handles it", async () => {
    assertEquals(await interrupt("handled"), {
      code: 3,
      signal: null,
      stdout: "ready\nterminated\n",
      stderr: "",
    });
  });
});
