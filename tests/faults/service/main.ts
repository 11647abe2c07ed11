/**
 * A service that does a little of everything for so many milliseconds as the argument says, with tasks that fail, exit and are
 * stopped among the others. It prints, as JSON, what was in use at the start and at the end.
 */
import { assert, assertEquals } from "@std/assert";
import { axpy } from "../../../kernels/math.ts";
import {
  Condition,
  Executor,
  importTasks,
  Lock,
  Manager,
  Pipe,
  Pool,
  Process,
  Queue,
  SharedArray,
  SharedMemory,
  WorkerLostError,
} from "../../../mod.ts";
import { type Census, takeCensus } from "../../support/census.ts";
import { collectGarbage } from "../../support/collect_garbage.ts";
import { engineCounts } from "../../support/engine_counts.ts";
import { Random } from "../../support/random.ts";

const tasks = importTasks<typeof import("./tasks.ts")>(import.meta.resolve("./tasks.ts"));

/** What the service came to. */
export interface ServiceReport {
  readonly seconds: number;
  readonly requests: number;
  readonly kills: number;
  readonly start: Census;
  readonly end: Census;
}

/** Everything that lives as long as the service. */
class Service {
  readonly pool = new Pool(2);
  readonly executor = new Executor(1);
  readonly manager = new Manager();
  readonly queue = new Queue<number>();
  readonly lock = new Lock();
  readonly condition = new Condition(new Lock());
  readonly pair = new SharedArray("i", 2);
  readonly xs = new SharedArray("f64", 10_000);
  readonly ys = new SharedArray("f64", 10_000);
  requests = 0;
  kills = 0;
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** A request of each kind, one after the other. */
  async round(): Promise<void> {
    for (const request of this.#requests) {
      await request();
      this.requests++;
    }
  }

  readonly #requests: readonly (() => void | Promise<void>)[] = [
    async () => {
      const lists = Array.from({ length: 20 }, (_, n) => Array.from({ length: 100 }, () => n));
      assertEquals(await this.pool.map(tasks.sum, lists), lists.map((_, n) => 100 * n));
    },
    async () => {
      const consumed = this.pool.run(tasks.consume, this.queue);
      for (let item = 1; item <= 50; item++) await this.queue.put(item);
      await this.queue.put(0);
      assertEquals(await consumed, 1275);
    },
    async () => {
      await Promise.all([1, 2, 3].map(() => this.pool.run(tasks.count, this.lock, this.pair)));
      assertEquals(this.pair[0], this.pair[1]);
    },
    async () => {
      await this.pool.parallelFor(this.xs.length, axpy, [2, this.xs, this.ys]);
    },
    async () => {
      using dict = await this.manager.dict<string, number>();
      await this.pool.run(tasks.remember, dict, "a");
      assertEquals(await dict.get("a"), 1);
    },
    async () => {
      const [near, far] = Pipe<Uint8Array>();
      using _near = near;
      using _far = far;
      const echo = new Process({
        target: async (far: typeof near) => await far.send((await far.recv()).map((byte) => byte + 1)),
        args: [far],
      });
      echo.start();
      await near.send(new Uint8Array(5000));
      assertEquals((await near.recv())[4999], 1);
      await echo.join();
      echo.close();
    },
    async () => {
      const futures = [1, 2, 3].map((n) => this.executor.submit(tasks.sum, [n, n]));
      assertEquals(await Promise.all(futures), [2, 4, 6]);
    },
    () => {
      using memory = new SharedMemory({ create: true, size: 1 << 16 });
      memory.buf.fill(this.#random.below(256));
      memory.unlink();
      return Promise.resolve();
    },
    async () => {
      const waiting = this.pool.run(tasks.waitFor, this.condition);
      const notify = setInterval(() => {
        if (!this.condition.acquireSync({ timeout: 0 })) return;
        this.condition.notify();
        this.condition.release();
      }, 1);
      assertEquals(await waiting, true);
      clearInterval(notify);
    },
    async () => {
      const way = (["throw", "exit", "spin"] as const)[this.#random.below(3)]!;
      const options = way === "spin" ? { timeout: 1 + this.#random.below(20) } : {};
      const error = await this.pool.apply(tasks.fail, [way], options).catch((error: Error) => error);
      assert(way !== "exit" || error instanceof WorkerLostError, `${error}`);
      if (way !== "throw") this.kills++;
    },
  ];

  /** What is in use when nothing is under way. */
  async census(): Promise<Census> {
    // A worker that was stopped is gone a moment later, and another takes its place when it is wanted.
    const both = () =>
      Promise.all([1, 2].map(() => this.pool.run(() => new Promise((done) => setTimeout(done, 50)))));
    await both();
    for (let tries = 0, before = Infinity; tries < 100; tries++) {
      await collectGarbage();
      const { holds, slots } = engineCounts();
      if (holds + slots >= before && tries > 10) break;
      before = holds + slots;
      await new Promise((done) => setTimeout(done, 20));
    }
    return takeCensus();
  }

  async end(): Promise<void> {
    await Promise.all([this.pool.terminate(), this.executor.shutdown(), this.manager.shutdown()]);
  }
}

/** Rounds after which everything that stays is there. */
const WARM_UP = 20;

if (import.meta.main) {
  const [duration, seed] = Deno.args.map(Number) as [number, number];
  const service = new Service(seed);
  for (let round = 0; round < WARM_UP; round++) await service.round();
  const start = await service.census();
  const began = performance.now();
  while (performance.now() - began < duration) await service.round();
  const seconds = Math.round((performance.now() - began) / 1000);
  const end = await service.census();
  const { requests, kills } = service;
  await service.end();
  console.log(JSON.stringify({ seconds, requests, kills, start, end } satisfies ServiceReport));
}
