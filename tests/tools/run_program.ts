import { assert, assertEquals } from "@std/assert";

/** Long after any program here has ended: a program that hangs is a failure, not a test run that never ends. */
const GIVE_UP_MS = 120_000;

/** Runs a program without permissions, and returns the lines it prints. Fails if it fails. `preload` is imported before it. */
export async function runProgram(url: URL, preload?: URL): Promise<string[]> {
  const flags = preload === undefined ? [] : ["--preload", preload.href];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...flags, url.href],
    stdin: "null",
    signal: AbortSignal.timeout(GIVE_UP_MS),
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  assertEquals({ code, stderr: decoder.decode(stderr) }, { code: 0, stderr: "" });
  const text = decoder.decode(stdout);
  assert(text === "" || text.endsWith("\n"), `The last line is torn: ${JSON.stringify(text)}`);
  return text.split("\n").slice(0, -1);
}
