import { fileURLToPath } from "node:url";

/** What a program said. */
export interface Output {
  code: number;
  out: string;
  err: string;
}

/** Runs a program of `examples/`, which may read and write files, and nothing else. */
export async function runExample(name: string, ...args: string[]): Promise<Output> {
  const program = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-read", "--allow-write", program, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}
