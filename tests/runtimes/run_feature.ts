import type { Feature } from "./features.ts";
import type { Runtime } from "./runtimes.ts";

/** Longer than any program takes on a busy machine. */
const MAX_MS = 120_000;

/** Runs a feature's program. Returns `undefined` if it does what it should, and ends by itself, and else what happened. */
export async function runFeature(
  { programs, command }: Runtime,
  { program }: Feature,
): Promise<string | undefined> {
  const [executable, ...args] = command;
  const folder = await Deno.makeTempDir();
  try {
    const child = new Deno.Command(executable!, {
      args: [...args, programs + program],
      cwd: folder,
      stdin: "null",
      // As a program runs that sets nothing.
      env: { DENO_V8_FLAGS: "--turboshaft-loop-unrolling" },
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(MAX_MS),
    });
    const { code, signal, stdout, stderr } = await child.output();
    const [printed, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    if (code === 0 && printed!.trimEnd().split("\n").at(-1) === "ok") return undefined;
    return `${program} ended with ${signal ?? code}\n${printed}${complained}`;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
