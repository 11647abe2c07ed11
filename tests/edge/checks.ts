/** What is checked inside of a platform's function, beside the service. A check throws, or returns. */
import {
  Barrier,
  Event,
  JoinableQueue,
  Lock,
  Pool,
  Process,
  ProcessError,
  Queue,
  SharedArray,
  TimeoutError,
  Value,
} from "../../edge.ts";
import { mean, sum } from "../../kernels/reduce.ts";
import { quantile } from "../../kernels/stats.ts";

type Kernels = readonly WebAssembly.Module[];

/** A pool that outlives a request. */
let lasting: Pool | undefined;

/** The checks, by name: columns of the table. */
export const CHECKS: Readonly<Record<string, (kernels: Kernels | undefined) => Promise<void>>> = {
  async "pool.map"(kernels) {
    await using pool = new Pool({ processes: 3, kernels });
    const items = Array.from({ length: 100 }, (_, i) => i);
    same(await pool.map((x: number) => x * x, items), items.map((x) => x * x));
    same(await pool.map(later, items), items);
    same(await pool.starmap((x: number, y: number) => x - y, [[5, 3], [1, 2]]), [2, -1]);
    const ordered: number[] = [];
    for await (const x of pool.imap(later, items)) ordered.push(x);
    same(ordered, items);
    const unordered = new Set<number>();
    for await (const x of pool.imapUnordered(later, items)) unordered.add(x);
    same(unordered.size, 100);
  },
  async "kernels"(kernels) {
    await using pool = new Pool({ processes: 2, kernels });
    using numbers = new SharedArray("f64", 10_000);
    numbers.view.forEach((_, i) => numbers.view[i] = i);
    same(await pool.reduce(numbers.length, sum, [numbers], "sum"), 49_995_000);
    same(await pool.apply(mean, [numbers]), 4999.5);
    same(await pool.apply(quantile, [Float64Array.of(3, 1, 2), 0.5]), 2);
    same(mean(Float64Array.of(1, 2, 3)), 2);
  },
  async "errors"(kernels) {
    await using pool = new Pool({ processes: 2, kernels });
    const error = await pool.run(fail, "why").catch((error) => error);
    same([error instanceof RangeError, error.message], [true, "why"]);
    const late = await pool.apply(forever, [], { timeout: 20 }).catch((error) => error);
    same(late instanceof TimeoutError, true);
    const controller = new AbortController();
    const aborted = pool.apply(forever, [], { signal: controller.signal }).catch((error) => error);
    controller.abort("enough");
    same(await aborted, "enough");
    // Values are copied, as if they were sent.
    const list = [1];
    same(await pool.apply((xs: number[]) => xs.push(2), [list]), 2);
    same(list, [1]);
  },
  async "Process"() {
    using total = new Value("i32", 0);
    using lock = new Lock();
    const children = [1, 2, 3].map((n) => new Process({ target: add, args: [total, lock, n] }));
    for (const child of children) child.start();
    await Promise.all(children.map((child) => child.join()));
    same([total.value, ...children.map((child) => child.exitCode)], [300 * 2, 0, 0, 0]);
    const broken = new Process({ target: exit });
    broken.start();
    await broken.join();
    same(broken.exitCode, 1);
  },
  async "Queue"() {
    using queue = new Queue<number | null>(2);
    const producer = new Process({ target: produce, args: [queue, 20] });
    producer.start();
    const got: number[] = [];
    for (let item = await queue.get(); item !== null; item = await queue.get()) got.push(item);
    await producer.join();
    same(got, Array.from({ length: 20 }, (_, i) => i));
    using work = new JoinableQueue<number>();
    const worker = new Process({ target: consume, args: [work, 3] });
    for (const n of [1, 2, 3]) await work.put(n);
    worker.start();
    await work.join();
    await worker.join();
  },
  async "Lock"() {
    using lock = new Lock();
    using event = new Event();
    await lock.acquire();
    const waiting = lock.acquire().then(() => lock.release());
    lock.release();
    await waiting;
    const setter = new Process({ target: set, args: [event] });
    setter.start();
    same(await event.wait(), true);
    await setter.join();
    await lock.acquire();
    let problem: unknown;
    try {
      lock.acquireSync();
    } catch (error) {
      problem = error;
    }
    if (!(problem instanceof ProcessError)) throw problem ?? new Error("It has not thrown");
    lock.release();
  },
  async "Barrier"() {
    const order: string[] = [];
    using barrier = new Barrier(3, { action: () => void order.push("all are here") });
    const parties = [1, 2].map((n) => new Process({ target: arrive, args: [barrier, n] }));
    for (const party of parties) party.start();
    await barrier.wait();
    for (const party of parties) await party.join();
    same([order, ...parties.map((party) => party.exitCode)], [["all are here"], 0, 0]);
  },
  async "busy"(kernels) {
    await using pool = new Pool({ processes: 2, kernels });
    await work(pool);
  },
  async "kept pool"(kernels) {
    lasting ??= new Pool({ processes: 2, kernels });
    await work(lasting);
  },
};

/** Answers `/check/NAME`; undefined for any other request. */
export async function answerCheck(request: Request, kernels?: Kernels): Promise<Response | undefined> {
  const name = decodeURIComponent(new URL(request.url).pathname).match(/^\/check\/(.+)$/)?.[1];
  if (name === undefined) return undefined;
  try {
    await CHECKS[name]!(kernels);
    return new Response("ok");
  } catch (error) {
    return new Response(error instanceof Error ? `${error.name}: ${error.stack}` : String(error), {
      status: 500,
    });
  }
}

/** Tasks that take more than what an event loop is left out for. */
async function work(pool: Pool): Promise<void> {
  const items = Array.from({ length: 30 }, (_, i) => i);
  same(await pool.map(spin, items, { chunkSize: 1 }), items);
  same(await pool.map(later, items, { chunkSize: 1 }), items);
}

function same(value: unknown, wanted: unknown): void {
  const [is, must] = [JSON.stringify(value), JSON.stringify(wanted)];
  if (is !== must) throw new Error(`It is ${is}, not ${must}`);
}

const later = async (x: number) => {
  await new Promise((resolve) => setTimeout(resolve, x % 3));
  return x;
};

function spin(x: number): number {
  let sum = 0;
  for (let i = 0; i < 1_000_000; i++) sum = (sum * 31 + i) | 0;
  return sum === 0.5 ? -1 : x;
}

function fail(message: string): never {
  throw new RangeError(message);
}

const forever = () => new Promise(() => {});

async function add(total: Value<"i32">, lock: Lock, n: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    using _ = await lock.hold();
    const before = total.value;
    await null;
    total.value = before + n;
  }
}

function exit(): void {
  throw new Error("This process fails");
}

async function produce(queue: Queue<number | null>, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await queue.put(i);
  await queue.put(null);
}

async function consume(queue: JoinableQueue<number>, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await queue.get();
    queue.taskDone();
  }
}

async function arrive(barrier: Barrier, n: number): Promise<void> {
  await later(n);
  await barrier.wait();
}

async function set(event: Event): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  event.set();
}
