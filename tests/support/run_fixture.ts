/** What a program did: its exit code, and what it wrote. */
export interface Run {
  readonly code: number;
  readonly stdout: string[];
  readonly stderr: string;
}

/** Long after any program here has ended: one that hangs is a failure, not a test run that never ends. */
const GIVE_UP = 60_000;

/** Runs a program to its end. */
export async function runFixture(
  url: URL,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Run> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", url.href, ...args],
    stdin: "null",
    env: { NO_COLOR: "1", ...env },
    signal: AbortSignal.timeout(GIVE_UP),
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout).split("\n").slice(0, -1), stderr: decoder.decode(stderr) };
}
