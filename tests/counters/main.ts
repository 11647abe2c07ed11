/**
 * Runs the suites of the rooms that count, on a copy of the library whose counters begin shortly before they have their highest bit
 * set, and shortly before they come around: `deno test -A tests/counters/main.ts`.
 */
import { assert } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { changeLayout, copyProject, LIBRARY } from "../support/library_copy.ts";

const ROOMS: readonly string[] = ["memory", "waiting", "sync", "channel"];
/** As words, which have a sign in the layout. */
const STARTS: Readonly<Record<string, number>> = { "2^31 - 5": 2 ** 31 - 5, "2^32 - 5": -5 };

/** Runs the suites with another start of the counters. Returns what they wrote, if they failed. */
async function failureOf(start: number): Promise<string | undefined> {
  const folder = new URL(`file://${await Deno.makeTempDir()}/`);
  try {
    await copyProject(folder, [...LIBRARY, "tests"]);
    await changeLayout(folder, { FIRST_COUNT: start });
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--lock=tests/deno.lock", "-A", "--no-check", ...ROOMS.map((room) => `tests/${room}`)],
      cwd: folder,
      stdin: "null",
      env: { NO_COLOR: "1" },
    }).output();
    return success ? undefined : new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

describe("counters", () => {
  // Side by side: much of a test is spent waiting for threads.
  const failures = Object.entries(STARTS).map(([name, start]) => ({ name, failure: failureOf(start) }));
  for (const { name, failure } of failures) {
    it(`that begin at ${name} change nothing for ${ROOMS.join(", ")}`, async () => {
      const text = await failure;
      assert(text === undefined, text);
    });
  }
});
