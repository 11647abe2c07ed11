/** Programs under limits of the system's: they have fewer workers, or an error that names the limit. */
import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { fileURLToPath } from "node:url";

const FIXTURE = fileURLToPath(new URL("fixtures/tight_limits.ts", import.meta.url));
/** Long after any program here has ended. */
const GIVE_UP = 120_000;

/** Whose processes are counted: root is exempt from that limit. */
const AS_ANOTHER = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
const mayBeAnother = Deno.build.os === "linux" && Deno.uid() === 0 && hasCommand("setpriv");

function hasCommand(name: string): boolean {
  return new Deno.Command("sh", { args: ["-c", `command -v ${name}`], stdout: "null" }).outputSync().success;
}

/** Runs the fixture under a limit as the shell sets it. */
async function run(limit: string, what: string, as: readonly string[] = []) {
  const cache = await Deno.makeTempDir();
  try {
    await Deno.chmod(cache, 0o777);
    const command = [...as, Deno.execPath(), "run", "--quiet", "-A", "--no-check", FIXTURE, what];
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", `ulimit ${limit} && exec "$@"`, "bash", ...command],
      stdin: "null",
      env: { NO_COLOR: "1", ...as.length > 0 && { DENO_DIR: cache, HOME: cache } },
      signal: AbortSignal.timeout(GIVE_UP),
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { code, lines: out!.split("\n").slice(0, -1), err };
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

describe("a program that may have only so many", { ignore: Deno.build.os !== "linux" }, () => {
  it("open files names that limit when there is no room for a thread, and works with those that there are", async () => {
    const { code, lines: [count, refusal, pool], err } = await run("-n 128", "files");
    assertEquals([code, count, pool, err], [0, "60", "OutOfMemoryError", ""]);
    assertMatch(
      refusal!,
      /^OutOfMemoryError: Cannot create a worker: .*\(ulimit -n\) is 128 open files, of which \d+ are/,
    );
  });

  it("bytes of addresses is told so", async () => {
    const { code, lines: [count, refusal, pool], err } = await run(`-v ${60 * 1024 ** 2}`, "addresses");
    assertEquals([code, count, pool, err], [0, "60", "OutOfMemoryError", ""]);
    assertMatch(refusal!, /\(ulimit -v\) is 64424509440 bytes of addresses/);
  });

  it("threads is told so", { ignore: !mayBeAnother }, async () => {
    const { code, lines: [count, refusal], err } = await run("-u 100", "threads", AS_ANOTHER);
    assertEquals([code, count, err], [0, "60", ""]);
    assertMatch(
      refusal!,
      /\(ulimit -u\) is 100 processes and threads of the user|\(ulimit -u\) or for this group/,
    );
  });
});
