/**
 * A program of its own, watched from outside. It tells what its threads do in lines of `thread what …`; if no line comes for a
 * while, it stands still: it is ended, and the error says what each of its threads did last, and where the system has them.
 */

/** Milliseconds without a line: far more than any step takes, however busy the machine is. */
export const STANDS_STILL = 90_000;

/** What a program did. */
export interface WatchedRun {
  readonly code: number;
  readonly lines: number;
  readonly errors: string;
}

/** Runs a program to its end, and hands on each line that it writes. @throws {Error} If it stands still. */
export async function runWatched(
  url: string,
  args: readonly string[],
  onLine: (line: string) => void,
  standsStill: number = STANDS_STILL,
): Promise<WatchedRun> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-check", url, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", DENO_V8_FLAGS: "--no-turboshaft-loop-unrolling" },
  });
  const child = command.spawn();
  const last = new Map<string, string>();
  let lines = 0, seen = -1;
  let report: string | undefined;
  const watch = setInterval(async () => {
    if (lines !== seen) {
      seen = lines;
      return;
    }
    clearInterval(watch);
    report = [...last].map(([thread, line]) => `  ${thread}: ${line}`).join("\n") + "\n" +
      await threadsOf(child.pid);
    child.kill("SIGKILL");
  }, standsStill);
  const errors = new Response(child.stderr).text();
  for await (const line of linesOf(child.stdout)) {
    lines++;
    last.set(line.slice(0, Math.max(0, line.indexOf(" "))), line);
    onLine(line);
  }
  const { code } = await child.status;
  clearInterval(watch);
  if (report !== undefined) {
    throw new Error(
      `${url} ${args.join(" ")} stands still after ${lines} lines:\n${report}\n${await errors}`,
    );
  }
  return { code, lines, errors: await errors };
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

/** Where the system has each thread of a process: its name, its state, and what it waits in. */
async function threadsOf(pid: number): Promise<string> {
  const read = (path: string) => Deno.readTextFile(path).then((text) => text.trim(), () => "?");
  const folder = `/proc/${pid}/task`;
  const threads: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const [comm, stat, wchan, syscall] = await Promise.all(
        ["comm", "stat", "wchan", "syscall"].map((file) => read(`${folder}/${name}/${file}`)),
      );
      const [state, , , , , , , , , , , user, system] = stat!.slice(stat!.lastIndexOf(")") + 2).split(" ");
      threads.push(
        `  thread ${name} (${comm}): ${state}, ${wchan}, system call ${syscall}, ticks ${user} + ${system}`,
      );
    }
  } catch {
    return "  the system does not say where its threads are";
  }
  return threads.join("\n");
}
