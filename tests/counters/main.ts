/**
 * Runs the suites of the rooms that count, on a copy of the library whose counters begin shortly before they have their highest bit
 * set, and shortly before they come around: `deno test -A tests/counters/main.ts`.
 */
import { assert } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { pathToFileURL } from "node:url";
import { changeLayout, copyProject, LIBRARY } from "../support/library_copy.ts";

const SUITES: readonly string[] = [
  ...["memory", "waiting", "sync", "channel", "process/process_test.ts"],
  ...["pool/pool_call_test.ts", "pool/pool_map_test.ts"],
].map((path) => `tests/${path}`);
/** Milliseconds long after any of them has ended: a count that is misread may leave a thread waiting. */
const GIVE_UP = 900_000;
/** As words, which have a sign in the layout. */
const STARTS: Readonly<Record<string, number>> = { "2^31 - 5": 2 ** 31 - 5, "2^32 - 5": -5 };

/** Runs the suites with another start of the counters. Returns what they wrote, if they failed. */
async function failureOf(start: number): Promise<string | undefined> {
  const folder = pathToFileURL(`${await Deno.makeTempDir()}/`);
  try {
    await copyProject(folder, [...LIBRARY, "tests"]);
    await changeLayout(folder, { FIRST_COUNT: start });
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--lock=tests/deno.lock", "-A", "--no-check", ...SUITES],
      cwd: folder,
      stdin: "null",
      signal: AbortSignal.timeout(GIVE_UP),
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
    it(`that begin at ${name} change nothing`, async () => {
      const text = await failure;
      assert(text === undefined, text);
    });
  }
});
