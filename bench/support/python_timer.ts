/**
 * A Python program that does the same thing whenever it is sent a line, and answers with the milliseconds that it took: so it
 * can take turns with us.
 */
export class PythonTimer implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #output: ReadableStreamDefaultReader<string>;
  #rest = "";

  private constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#input = process.stdin.getWriter();
    this.#output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Starts the program. Gives `undefined` if there is no python3. */
  static async start(program: URL, ...args: string[]): Promise<PythonTimer | undefined> {
    const path = new URL(program).pathname;
    try {
      const { success } = await new Deno.Command("python3", { args: ["--version"], stdout: "null" }).output();
      if (!success) return undefined;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    const command = new Deno.Command("python3", { args: [path, ...args], stdin: "piped", stdout: "piped" });
    return new PythonTimer(command.spawn());
  }

  /** Runs it once: the milliseconds that it took. */
  async time(): Promise<number> {
    await this.#input.write(new TextEncoder().encode("\n"));
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#output.read();
      if (done) throw new Error("The Python program ended before it answered");
      this.#rest += value;
    }
    const [line, ...rest] = this.#rest.split("\n");
    this.#rest = rest.join("\n");
    return Number(line);
  }

  /** Ends the program. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#output.cancel();
    await this.#process.status;
  }
}
