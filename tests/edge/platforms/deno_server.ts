import type { Platform } from "./platform.ts";

/** How a server that is a program of Deno's is started. */
export interface ServerCommand {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts a server twice: the second has no time for a request. They listen on the port that the environment says. */
export async function twoServers(name: string, command: ServerCommand): Promise<Platform> {
  const servers = await Promise.all(["60000", "-1"].map((time) => start(command, time)));
  const [usual, hurried] = servers.map(({ address }) => (path: string, init?: RequestInit) =>
    fetch(address + path, init)
  );
  const close = async () => void await Promise.all(servers.map(({ close }) => close()));
  return { name, fetch: usual!, hurried: hurried!, close };
}

async function start({ args, env = {}, cwd }: ServerCommand, milliseconds: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    ...cwd === undefined ? {} : { cwd },
    env: {
      NO_COLOR: "1",
      DENO_JOBS: "2",
      DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
      DEADLINE_MS: milliseconds,
      ...env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const address = await addressOf([child.stdout, child.stderr]);
  const close = async () => {
    child.kill("SIGKILL");
    await child.status;
  };
  return { address, close };
}

/** The address that the server says it listens on. What it writes after that is dropped. */
function addressOf(outputs: ReadableStream<Uint8Array>[]): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    const read = outputs.map(async (output) => {
      const decoder = new TextDecoder();
      for await (const chunk of output) {
        text += decoder.decode(chunk, { stream: true });
        const address = text.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
        if (address !== undefined) resolve(address);
      }
    });
    Promise.all(read).then(() => reject(new Error(`The server has ended: ${text}`)), reject);
  });
}
