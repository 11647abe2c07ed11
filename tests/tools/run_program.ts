import { assert, assertEquals } from "@std/assert";

/** Long after any program here has ended: a program that hangs is a failure, not a test run that never ends. */
const GIVE_UP_MS = 120_000;

/** Runs a program with the permissions of no flag at all, and returns the lines it prints. Fails if it fails. */
export async function runProgram(url: URL): Promise<string[]> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", url.href],
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
