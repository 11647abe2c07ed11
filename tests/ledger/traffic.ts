/**
 * Threads that pass numbered messages through one queue, while one after the other of them comes to its end in the way that the
 * first argument names; the second says how often. Each tells what it is about to do and what it has done, in lines on the
 * standard output, of which somebody else keeps the account: `4 intends 4000005`, `4 put 4000005`, `7 got 4000005`. At the end come
 * `main had …` and `main has …`: what was in use after the first ends, and what is after the last.
 */
import { importTasks, Pool, Process, Queue, SharedArray } from "../../mod.ts";
import { Random } from "../support/random.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { type Budget, settled } from "./budget.ts";
import { LAST, PASSED, say, STOP } from "./workers.ts";

const workers = importTasks<typeof import("./workers.ts")>(import.meta.resolve("./workers.ts"));

/** Messages that the queue holds at most: writers wait as often as readers do. */
const LIMIT = 16;
/** Ends before what is in use is counted: what the program needs once is there then. */
const FIRST_ENDS = 2;

class Traffic {
  readonly #queue = new Queue<number>(LIMIT);
  readonly #words = new SharedArray("i", 2);
  readonly #random: Random;
  #threads = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** A process that puts or gets to the end. */
  start(role: "produce" | "consume"): Process {
    const args = [++this.#threads, this.#queue, this.#words, false, "", 0] as const;
    const process = new Process({ target: workers[role], args });
    process.start();
    return process;
  }

  /** Has one more thread join in, and ends it after a few messages. */
  async end(way: string, pool: Pool): Promise<void> {
    const role = this.#threads % 2 === 0 ? workers.produce : workers.consume;
    const most = this.#random.below(20);
    this.#words[PASSED] = 0;
    const args: Parameters<typeof role> = [++this.#threads, this.#queue, this.#words, true, way, most];
    if (way === "timeout") {
      return await failing(pool.apply(role, args, { timeout: 1 + this.#random.below(60) }));
    }
    if (way === "abort") {
      const controller = new AbortController();
      const call = failing(pool.apply(role, args, { signal: controller.signal }));
      await this.#passed(most);
      controller.abort();
      return await call;
    }
    if (way === "terminate pool") {
      const other = new Pool(1);
      const call = failing(other.apply(role, args));
      await this.#passed(most);
      await other.terminate();
      return await call;
    }
    const process = new Process({ target: role, args, maxHeap: 60 });
    process.start();
    if (way === "terminate" || way === "kill") {
      await this.#passed(most);
      process[way]();
    }
    await process.join();
    process.close();
  }

  /** Resolves once the thread that is to end has passed so many messages. */
  async #passed(most: number): Promise<void> {
    while (this.#words.at(PASSED)! < most) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** Writers end; then the reader; what is left is read here. */
  async finish(writer: Process, reader: Process): Promise<void> {
    this.#words[STOP] = 1;
    await writer.join();
    await this.#queue.put(LAST);
    await reader.join();
    while (!this.#queue.empty()) say("main", `got ${this.#queue.getNowait()}`);
    for (const process of [writer, reader]) process.close();
    this.#queue[Symbol.dispose]();
    this.#words[Symbol.dispose]();
  }
}

async function failing(call: Promise<unknown>): Promise<void> {
  await call.then(() => {
    throw new Error("A thread that was to end has come to its end by itself");
  }, () => {});
}

if (import.meta.main) {
  const [way, ends, seed] = [Deno.args[0]!, Number(Deno.args[1]), Number(Deno.args[2])];
  await using pool = new Pool(1);
  await pool.run(() => {});
  const idle = engineCounts().slots;
  const pass = async (ends: number, seed: number, before?: Budget) => {
    const traffic = new Traffic(seed);
    const writer = traffic.start("produce");
    const reader = traffic.start("consume");
    for (let end = 0; end < ends; end++) {
      await traffic.end(way, pool);
      say("main", `has seen end ${end}`);
    }
    await traffic.finish(writer, reader);
    return await settled(idle, before);
  };
  const before = await pass(FIRST_ENDS, seed);
  say("main", `had ${JSON.stringify(before)}`);
  say("main", `has ${JSON.stringify(await pass(ends, seed + 1, before))}`);
}
