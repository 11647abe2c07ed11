import { HttpError } from "./http_error.ts";

/** The end of the time that a request has. */
export class Deadline {
  readonly #end: number;

  constructor(milliseconds: number) {
    this.#end = Date.now() + milliseconds;
  }

  /**
   * To be awaited between two steps. The clock of some runtimes stands still until the program awaits the event loop.
   *
   * @throws {HttpError} 503 if the time is up.
   */
  async check(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (Date.now() <= this.#end) return;
    throw new HttpError(503, "It took too long", { "retry-after": "1" });
  }
}
