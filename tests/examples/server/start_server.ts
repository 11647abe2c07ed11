import { fileURLToPath } from "node:url";

/** The ways to start `examples/server`. */
export type Way = "run" | "serve" | "serve --parallel";

/** A service that listens, in a program of its own. */
export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  kill(signal: Deno.Signal): void;
  /** How it ended, and what it wrote to standard error after it listened. */
  readonly ended: Promise<{ code: number; err: string }>;
}

/** How many threads serve with `--parallel`. */
const THREADS = 2;

/** A loaded machine is not what is tested. */
const DEFAULTS = { "time-limit": 60_000, deadline: 60_000 };

const FOLDER = new URL("../../../examples/server/", import.meta.url);

/** Starts the service on a free port of this machine, with no more permissions than it needs. */
export async function startServer(way: Way, settings: Record<string, number>): Promise<Server> {
  const words = Object.entries({ ...DEFAULTS, ...settings }).flatMap((
    [name, value],
  ) => [`--${name}`, String(value)]);
  const flags = ["--no-prompt", "--no-check", "--unstable-no-legacy-abort", "--allow-read"];
  const file = fileURLToPath(new URL(way === "run" ? "main.ts" : "fetch.ts", FOLDER));
  const args = way === "run"
    ? ["run", ...flags, "--allow-net", file, "--port", "0", ...words]
    : [...way.split(" "), ...flags, "--host", "127.0.0.1", "--port", "0", file, ...words];
  const child = new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1", DENO_JOBS: String(THREADS) },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();

  const port = Promise.withResolvers<number>();
  const ended = watch(child, port);
  const number = await port.promise;
  return {
    port: number,
    url: `http://127.0.0.1:${number}`,
    pid: child.pid,
    ended,
    kill: (signal) => child.kill(signal),
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await ended;
    },
  };
}

async function watch(child: Deno.ChildProcess, port: PromiseWithResolvers<number>): ReturnType<typeof read> {
  const result = await read(child, port);
  port.reject(new Error(`The server ended with ${result.code} before it listened: ${result.err}`));
  return result;
}

async function read(
  child: Deno.ChildProcess,
  port: PromiseWithResolvers<number>,
): Promise<{ code: number; err: string }> {
  let err = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    err += text;
    const match = /Listening on http:\/\/[\w.]+:(\d+)\/.*\n/.exec(err);
    if (match === null) continue;
    port.resolve(Number(match[1]));
    err = err.slice(match.index + match[0].length);
  }
  return { code: (await child.status).code, err };
}
