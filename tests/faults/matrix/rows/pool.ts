/** Pools, executors, and what their calls return. */
import {
  asCompleted,
  type AsyncResult,
  Executor,
  Future,
  Pool,
  type ResultIterator,
  task,
  waitFutures,
} from "../../../../mod.ts";
import { mandelbrot } from "../../../../kernels/image.ts";
import { sum } from "../../../../kernels/reduce.ts";
import { circleHits } from "../../../../kernels/stats.ts";
import type { Form } from "../operations.ts";
import { type Ailment, type Limits, type Rig, rig, type Row, under } from "../rig.ts";

/** What a worker does with a task. */
export const suffer = task(import.meta, "suffer", (ailment: Ailment): string | Promise<string> => {
  switch (ailment) {
    case "exits":
      return Deno.exit(3);
    case "throws":
      throw new RangeError("the task threw");
    case "never ends":
      return new Promise(() => {});
    case "fills its heap":
      for (const things: unknown[] = [];;) things.push(new Array(1000).fill(things.length));
    default:
      return ailment;
  }
});

type Backend = "thread" | "inline";

interface Pools {
  readonly pool: Pool;
  readonly backend: Backend;
}

/** The round and the sick call of what takes a task. */
function calling<O>(
  async: ((objects: O, ailment: Ailment, limits: Limits) => unknown) | undefined,
  Sync?: (objects: O, ailment: Ailment, limits: Limits) => unknown,
): Row<O> {
  return {
    ...async && { async: (objects: O) => async(objects, "nothing", {}) },
    ...Sync && { Sync: (objects: O) => Sync(objects, "nothing", {}) },
    sick: { ...async && { async }, ...Sync && { Sync } },
  };
}

/** A picture of one row, all of it inside the set, whose points are followed so often. */
const picture = (
  most: number,
): Parameters<typeof mandelbrot> extends [...infer A, number, number] ? A : never => [
  new Uint16Array(4),
  4,
  1,
  -0.1,
  0,
  0.1,
  0,
  most,
];
/** Minutes of work for a kernel. */
const ENDLESS = 2 ** 31 - 1;
const SEED = 1n;
const KERNEL = "a kernel cannot end its thread, throw or fill a heap: it is WebAssembly";
const drained = async (iterator: AsyncIterable<unknown>) => {
  for await (const _ of iterator);
};

const poolRig = rig<Pools>({
  own: true,
  make: (backend) => ({ backend, pool: new Pool({ processes: 1, backend, maxHeap: 16 }) }),
  free: ({ pool }) => pool.terminate(),
  rows: {
    "new Pool": {
      Sync: ({ backend }) => new Pool({ processes: 1, backend }).close(),
      afterwards: "as before",
    },
    ...under<Pools>("Pool", {
      run: calling(({ pool }, ailment) => pool.run(suffer, ailment)),
      apply: calling(
        ({ pool }, ailment, limits) => pool.apply(suffer, [ailment], limits),
        ({ pool }, ailment, limits) => pool.applySync(suffer, [ailment], limits),
      ),
      applyAsync: calling(({ pool }, ailment, limits) => pool.applyAsync(suffer, [ailment], limits).get()),
      map: calling(
        ({ pool }, ailment, limits) => pool.map(suffer, ["nothing", ailment], limits),
        ({ pool }, ailment, limits) => pool.mapSync(suffer, ["nothing", ailment], limits),
      ),
      mapAsync: calling(({ pool }, ailment, limits) =>
        pool.mapAsync(suffer, ["nothing", ailment], limits).get()
      ),
      starmap: calling(({ pool }, ailment, limits) => pool.starmap(suffer, [["nothing"], [ailment]], limits)),
      starmapAsync: calling(({ pool }, ailment, limits) =>
        pool.starmapAsync(suffer, [[ailment]], limits).get()
      ),
      imap: calling(({ pool }, ailment, limits) => drained(pool.imap(suffer, ["nothing", ailment], limits))),
      imapUnordered: calling(({ pool }, ailment, limits) =>
        drained(pool.imapUnordered(suffer, ["nothing", ailment], limits))
      ),
      parallelFor: {
        async: ({ pool }) => pool.parallelFor(1, mandelbrot, picture(9)),
        Sync: ({ pool }) => pool.parallelForSync(1, mandelbrot, picture(9)),
        wait: {
          async: ({ pool }, limits) => pool.parallelFor(1, mandelbrot, picture(ENDLESS), limits),
          Sync: ({ pool }, limits) => pool.parallelForSync(1, mandelbrot, picture(ENDLESS), limits),
        },
        healthy: KERNEL,
      },
      reduce: {
        async: ({ pool }) => pool.reduce(2, sum, [new Float64Array([1, 2])], "sum"),
        Sync: ({ pool }) => pool.reduceSync(2, sum, [new Float64Array([1, 2])], "sum"),
        wait: {
          async: ({ pool }, limits) => pool.reduce(ENDLESS, circleHits, [SEED], "sum", limits),
          Sync: ({ pool }, limits) => pool.reduceSync(ENDLESS, circleHits, [SEED], "sum", limits),
        },
        healthy: KERNEL,
      },
      close: { Sync: ({ backend }) => new Pool({ processes: 1, backend }).close(), afterwards: "as before" },
      exitResults: { Sync: ({ pool }) => pool.exitResults(), afterwards: "as before" },
      join: {
        async: ({ backend }) => ended(backend, (pool) => (pool.close(), pool.join())),
        afterwards: "as before",
      },
      terminate: {
        async: ({ backend }) => ended(backend, (pool) => pool.terminate()),
        afterwards: "as before",
      },
      "[Symbol.asyncDispose]": {
        async: ({ backend }) => ended(backend, (pool) => pool[Symbol.asyncDispose]()),
        afterwards: "as before",
      },
    }),
    "Pool.toString": { Sync: ({ pool }) => pool.toString(), afterwards: "as before" },
    "AsyncResult.get": calling(({ pool }, ailment, limits) =>
      pool.applyAsync(suffer, [ailment], limits).get()
    ),
    "AsyncResult.then": calling(({ pool }, ailment, limits) =>
      pool.applyAsync(suffer, [ailment], limits).then(String)
    ),
    ...under<Pools>("AsyncResult", {
      wait: result("async", async (result) => await result.wait()),
      ready: result("Sync", (result) => result.ready()),
      successful: result("Sync", async (result) => (await result.wait(), result.successful())),
    }),
    ...under<Pools>("ResultIterator", {
      next: calling(({ pool }, ailment, limits) =>
        results(pool, ailment, limits, (iterator) => iterator.next())
      ),
      return: { async: ({ pool }) => results(pool, "nothing", {}, (iterator) => iterator.return()) },
      "[Symbol.asyncIterator]": {
        Sync: ({ pool }) => void pool.imap(suffer, [])[Symbol.asyncIterator](),
      },
      "[Symbol.asyncDispose]": {
        async: ({ pool }) => results(pool, "nothing", {}, (iterator) => iterator[Symbol.asyncDispose]()),
      },
    }),
  },
});

/** A round with a result that comes later. */
function result(form: Form, use: (result: AsyncResult<unknown>) => unknown): Row<Pools> {
  const round = async ({ pool }: Pools) => {
    const later = pool.applyAsync(suffer, ["nothing"]);
    await use(later);
    await later;
  };
  return { [form]: round };
}

/** Has an iterator over two results, uses it, and leaves it. */
async function results(
  pool: Pool,
  ailment: Ailment,
  limits: Limits,
  use: (iterator: ResultIterator<string>) => unknown,
): Promise<void> {
  await using iterator = pool.imap(suffer, [ailment, "nothing"], limits);
  await use(iterator);
}

/** A pool that has run one task and is ended in that way. */
async function ended(backend: Backend, end: (pool: Pool) => unknown): Promise<void> {
  const pool = new Pool({ processes: 1, backend });
  await pool.run(suffer, "nothing");
  await end(pool);
  await pool.terminate();
}

interface Executors {
  readonly executor: Executor;
  readonly backend: Backend;
}

async function finished(backend: Backend, end: (executor: Executor) => unknown): Promise<void> {
  const executor = new Executor({ maxWorkers: 1, backend });
  await executor.submit(suffer, "nothing");
  await end(executor);
  await executor.shutdown();
}

const future = (form: Form, use: (future: Future<string>) => unknown): Row<Executors> => ({
  [form]: async ({ executor }: Executors) => {
    const submitted = executor.submit(suffer, "nothing");
    await use(submitted);
    await submitted.catch(() => {});
  },
});

/** A future without an executor: plain state, which no fault of a worker can reach. */
const lone = (use: (future: Future<number>) => unknown): Row<Executors> => ({
  Sync: () => void use(new Future<number>()),
  afterwards: "as before",
});

const executorRig = rig<Executors>({
  own: true,
  make: (backend) => ({ backend, executor: new Executor({ maxWorkers: 2, backend, maxHeap: 16 }) }),
  free: ({ executor }) => executor.killWorkers(),
  rows: {
    "new Executor": {
      Sync: ({ backend }) => void new Executor({ maxWorkers: 1, backend }).shutdown(),
      afterwards: "as before",
    },
    ...under<Executors>("Executor", {
      submit: calling(({ executor }, ailment) => executor.submit(suffer, ailment)),
      apply: calling(({ executor }, ailment, limits) => executor.apply(suffer, [ailment], limits)),
      map: calling(({ executor }, ailment) => drained(executor.map(suffer, ["nothing" as Ailment, ailment]))),
      shutdown: {
        async: ({ backend }) => finished(backend, (executor) => executor.shutdown()),
        afterwards: "as before",
      },
      terminateWorkers: {
        async: ({ backend }) => finished(backend, (executor) => executor.terminateWorkers()),
        afterwards: "as before",
      },
      killWorkers: {
        async: ({ backend }) => finished(backend, (executor) => executor.killWorkers()),
        afterwards: "as before",
      },
      exitResults: { Sync: ({ executor }) => executor.exitResults(), afterwards: "as before" },
      "[Symbol.asyncDispose]": {
        async: ({ backend }) => finished(backend, (executor) => executor[Symbol.asyncDispose]()),
        afterwards: "as before",
      },
    }),
    ...under<Executors>("Future", {
      result: calling(({ executor }, ailment, { timeout }) =>
        executor.submit(suffer, ailment).result(timeout)
      ),
      exception: future("async", (submitted) => submitted.exception()),
      cancel: future("Sync", (submitted) => submitted.cancel()),
      cancelled: future("Sync", (submitted) => submitted.cancelled()),
      done: future("Sync", (submitted) => submitted.done()),
      running: future("Sync", (submitted) => submitted.running()),
      addDoneCallback: future("Sync", (submitted) => submitted.addDoneCallback(() => {})),
      setResult: lone((future) => future.setResult(1)),
      setException: lone((future) => (future.setException(new Error("set")), future.catch(() => {}))),
      setRunningOrNotifyCancel: lone((future) => future.setRunningOrNotifyCancel()),
    }),
    "Future.toString": lone((future) => future.toString()),
    "new Future": lone(() => {}),
    asCompleted: calling(async ({ executor }, ailment, limits) => {
      for await (const { future } of asCompleted([executor.submit(suffer, ailment)], limits)) await future;
    }),
    waitFutures: calling(async ({ executor }, ailment, limits) => {
      const { done } = await waitFutures([executor.submit(suffer, ailment)], limits);
      for (const future of done) await future;
    }),
  },
});

export const POOL_RIGS: readonly Rig[] = [poolRig, executorRig];
