/** CPython, as a contender: one process that runs what it is told and says how long it took. */
const DECODER = new TextDecoder();

/** A Python program that reads lines `name count`, runs that scenario so often, and answers each with the seconds it took. */
export class Python implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

  /** Starts a program. */
  constructor(program: URL) {
    this.#process = new Deno.Command("python3", {
      args: [program.pathname],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#reader = this.#process.stdout.getReader();
  }

  /** Its version, as in `"CPython 3.11.7"`; `undefined` if there is none on this machine. */
  static async version(): Promise<string | undefined> {
    try {
      const { stdout } = await new Deno.Command("python3", { args: ["--version"] }).output();
      return DECODER.decode(stdout).trim().replace("Python", "CPython");
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** Milliseconds that a scenario took by its own clock. */
  async run(scenario: string, count: number): Promise<number> {
    await this.#writer.write(new TextEncoder().encode(`${scenario} ${count}\n`));
    let line = "";
    while (!line.endsWith("\n")) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error(`Cannot run "${scenario}" in Python: it ended`);
      line += DECODER.decode(value);
    }
    return Number(line) * 1000;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#process.status;
  }
}
