/** Performs the cells: a real operation under a real fault, of which each function returns how often it happened. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Event, importTasks, Pool, Process, RawArray } from "../../../mod.ts";
import { engineCounts } from "../../support/engine_counts.ts";
import { type Backend, BACKENDS, type Cell } from "./cells.ts";
import type { Ailment, Limits } from "./rig.ts";
import { fillMemory, fillTables, type Full } from "./room.ts";
import { ENTRIES, type Entry } from "./rows.ts";
import type { Pipes } from "./rows/channel.ts";
import { closeManager, server } from "./rows/manager.ts";
import * as victims from "./victims.ts";
import { type Order, ROUNDS, STOP } from "./victims.ts";

const tasks = importTasks<typeof victims>(import.meta.resolve("./victims.ts"));

/** Cells that are performed at a time. */
export const LANES = 4;

/** After so many milliseconds something stands still: nothing here takes a tenth of that. */
const DEADLINE = 60_000;
/** Milliseconds of a wait that is to end by its timeout, and of a task that is to be stopped. */
const SHORT = 5;
const A_WHILE = 60;
/** Milliseconds for which the main thread blocks before the watchdog is started. */
const LONG = 1200;
/** MiB of a victim's heap. */
const HEAP = 16;

const ABORTED = /aborted here/;
const IN_VAIN = /^(false|\[\]|undefined|(\w*Timeout|QueueEmpty|QueueFull|BrokenBarrier)Error.*)$/s;
const TIMED_OUT = /TimeoutError/;
const CLOSED = /ClosedError|^done$|^true$|^\[…\]$|^undefined$/;
const GONE =
  /^(ReferenceError|ConnectionRefusedError|\w*ClosedError|ProcessError|CancelledError|FileNotFoundError)/;
const NO_ROOM = /OutOfMemoryError|that there can be are in use|no room/;
const ERROR = /^\w*(Error|Exception): /;
const SUFFERED: Readonly<Record<string, RegExp>> = {
  exits: /WorkerLostError/,
  throws: /RangeError: the task threw/,
  "fills its heap": /WorkerLostError|OutOfMemory/,
};

/** How a process ends that suffers so. */
const EXIT_CODES: Readonly<Record<string, number>> = { exits: 3, throws: 1, "fills its heap": 1 };

/** The workers that cells need, one of each kind, and what each cell is about. */
export class Bench implements AsyncDisposable {
  readonly #pools = new Map<Backend, Pool>();

  /** Starts what stays: a worker in each pool, and the watchdog, which comes when the main thread blocks for long. */
  static async open(): Promise<Bench> {
    const bench = new Bench();
    for (const backend of BACKENDS) {
      const pool = new Pool({ processes: LANES, backend });
      bench.#pools.set(backend, pool);
      const busy = Array.from(
        { length: LANES },
        () => pool.run(() => new Promise((done) => setTimeout(done, 500))),
      );
      await Promise.all(busy);
    }
    await server();
    using never = new Event();
    never.waitSync({ timeout: LONG });
    return bench;
  }

  /** Performs a cell; how often its fault happened. */
  async perform(cell: Cell): Promise<number> {
    const entry = ENTRIES.get(cell.operation)!;
    const objects = entry.rig.own ? undefined : await entry.rig.make(cell.backend);
    using state = new RawArray("i", 2);
    const { operation: name, form, backend } = cell;
    const scene: Scene = {
      ...{ cell, entry, state },
      order: { name, form, backend, objects, state },
      at: (here, there) =>
        within(cell.place === "main" ? here() : Promise.resolve(there(this.#pool(backend))), "the performer"),
    };
    try {
      return await INJECTIONS[cell.fault]!(scene);
    } finally {
      if (!entry.rig.own) await entry.rig.free(objects);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pool of this.#pools.values()) await pool.terminate();
    await closeManager();
  }

  #pool(backend: Backend): Pool {
    return this.#pools.get(backend)!;
  }
}

/** Waits until no more threads are there than were before: those of victims are gone a moment after what they did has failed. */
export async function settle(slots: number): Promise<void> {
  await within(untilTrue(() => engineCounts().slots <= slots), "what the victims leave");
}

interface Scene {
  readonly cell: Cell;
  readonly entry: Entry;
  readonly order: Order;
  readonly state: RawArray<"i">;
  /** Does it in the cell's place. */
  readonly at: <R>(here: () => R | Promise<R>, there: (pool: Pool) => PromiseLike<R>) => Promise<R>;
}

const INJECTIONS: Readonly<Record<string, (scene: Scene) => Promise<number>>> = {
  "a user of it is terminated": (scene) => dies(scene, "never ends"),
  "a user of it exits": (scene) => dies(scene, "exits"),
  "a user of it throws": (scene) => dies(scene, "throws"),
  "a user of it runs out of memory": (scene) => dies(scene, "fills its heap"),
  "a user of it is stopped by a timeout": stopped,
  "a user of it is terminated while it waits": diesWaiting,
  "the holder dies": holderDies,
  "it is closed": closed,
  "its handle is disposed of": disposed,
  "its signal is aborted": aborted,
  "its timeout passes": timedOut,
  "its worker exits": (scene) => suffers(scene, "exits"),
  "its worker throws": (scene) => suffers(scene, "throws"),
  "its worker runs out of memory": (scene) => suffers(scene, "fills its heap"),
  "the memory is full": (scene) => withoutRoom(scene, fillMemory),
  "the tables are full": (scene) => withoutRoom(scene, fillTables),
};

/** A process that ends with the program, if not before. */
function start(target: (...args: never[]) => unknown, args: readonly unknown[], backend: Backend): Process {
  const process = new Process<unknown[]>({
    target: target as (...args: unknown[]) => unknown,
    args: [...args],
    backend,
    daemon: true,
    maxHeap: HEAP,
  });
  process.start();
  return process;
}

/** Others go on while one of them dies, and after it. */
async function dies({ cell: { backend }, order, state, at }: Scene, end: Ailment): Promise<number> {
  const surviving = at(() => victims.goOn(order), (pool) => pool.apply(tasks.goOn, [order]));
  // It is told of below, if nothing fails before.
  surviving.catch(() => {});
  const victim = start(tasks.perish, [order, end], backend);
  if (end === "never ends") {
    await within(untilTrue(() => state.load(ROUNDS) > 0 || !victim.isAlive), "the victim");
    victim.terminate();
  }
  await within(victim.join(), "the victim's end");
  assertEquals(victim.exitCode, end === "never ends" ? -15 : EXIT_CODES[end]);
  assert(state.load(ROUNDS) > 0, "the victim performed nothing");
  state.store(STOP, 1);
  assert(await surviving > 0);
  return 1;
}

async function stopped({ cell: { backend }, order, state, at }: Scene): Promise<number> {
  const surviving = at(() => victims.goOn(order), (pool) => pool.apply(tasks.goOn, [order]));
  // It is told of below, if nothing fails before.
  surviving.catch(() => {});
  const pool = new Pool({ processes: 1, backend });
  let error: unknown;
  try {
    await pool.run(() => {});
    const task = pool.apply(tasks.perish, [order, "never ends"], { timeout: A_WHILE });
    error = await within(task.catch((error) => error), "the victim's end");
  } finally {
    await within(pool.terminate(), "the victim's pool");
  }
  assertMatch(`${error}`, TIMED_OUT);
  state.store(STOP, 1);
  assert(await surviving > 0);
  return 1;
}

/** A peer who has what the others wait for, if they wait for what someone can have. */
async function holding({ entry: { row }, cell: { backend }, order }: Scene): Promise<AsyncDisposable> {
  if (row.hold === undefined) return { [Symbol.asyncDispose]: () => Promise.resolve() };
  using ready = new Event();
  const holder = start(tasks.holdForEver, [order, ready], backend);
  await within(ready.wait(), "the holder");
  return {
    [Symbol.asyncDispose]: async () => {
      holder.terminate();
      await within(holder.join(), "the holder's end");
    },
  };
}

async function diesWaiting(scene: Scene): Promise<number> {
  const { cell: { backend }, order, state, at } = scene;
  {
    await using _ = await holding(scene);
    using begun = new Event();
    const victim = start(tasks.waitInVain, [order, {}, begun], backend);
    await within(begun.wait(), "the victim");
    victim.terminate();
    await within(victim.join(), "the victim's end");
    assertEquals(victim.exitCode, -15);
  }
  state.store(STOP, 1);
  await at(() => victims.goOn(order), (pool) => pool.apply(tasks.goOn, [order]));
  return 1;
}

async function holderDies({ cell: { backend }, entry: { row }, order, at }: Scene): Promise<number> {
  using ready = new Event();
  using time = new Event();
  const holder = start(tasks.holdUntilTime, [order, ready, time], backend);
  await within(ready.wait(), "the holder");
  time.set();
  const outcome = await at(
    () => victims.waitInVain(order, {}),
    (pool) => pool.apply(tasks.waitInVain, [order, {}]),
  );
  await within(holder.join(), "the holder's end");
  assertEquals(holder.exitCode, backend === "thread" ? 3 : 0);
  assertMatch(outcome, row.bereaved!);
  return 1;
}

async function closed(
  { cell: { backend, form, place }, entry: { rig, row }, order, at }: Scene,
): Promise<number> {
  using begun = new Event();
  if (place === "worker" || form === "async") {
    // Arguments stay held while their task runs.
    const there = row.isClosedByAll
      ? { ...order, objects: { ...order.objects as Pipes, other: null } }
      : order;
    const waiting = at(
      () => victims.waitForTheEnd(order, begun),
      (pool) => pool.apply(tasks.waitForTheEnd, [there, begun]),
    );
    await within(begun.wait(), "the performer");
    if (!rig.own) row.close!(order.objects);
    assertMatch(await waiting, CLOSED);
    return 1;
  }
  using ready = new Event();
  using time = new Event();
  const closer = start(tasks.closeInTime, [order, ready, time], backend);
  await within(ready.wait(), "the closer");
  time.set();
  assertMatch(await at(() => victims.waitForTheEnd(order, begun), () => Promise.reject()), CLOSED);
  await within(closer.join(), "the closer's end");
  return 1;
}

async function disposed({ entry: { row }, order, at }: Scene): Promise<number> {
  const outcome = await at(
    () => victims.useAfterwards(order),
    (pool) => pool.apply(tasks.useAfterwards, [order]),
  );
  if (row.afterwards === "as before") assertNoError(outcome);
  else assertMatch(outcome, GONE);
  return 1;
}

async function aborted(scene: Scene): Promise<number> {
  const { cell: { form }, entry: { row }, order, at } = scene;
  if (row.wait?.[form] === undefined) {
    const [outcome, afterwards] = await at(
      () => victims.employAborted(order),
      (pool) => pool.apply(tasks.employAborted, [order]),
    );
    assertMatch(outcome, ABORTED);
    assertNoError(afterwards);
    return 1;
  }
  await using _ = await holding(scene);
  assertMatch(
    await at(() => victims.abortOwn(order), (pool) => pool.apply(tasks.abortOwn, [order])),
    ABORTED,
  );
  return 1;
}

async function timedOut(scene: Scene): Promise<number> {
  const { cell: { form }, entry: { row }, order, at } = scene;
  const limits: Limits = { timeout: SHORT };
  if (row.wait?.[form] === undefined) {
    const [outcome, afterwards] = await employ(scene, "never ends", limits);
    // `waitFutures` returns what is done by then.
    assertMatch(outcome, /TimeoutError|^undefined$/);
    assertNoError(afterwards);
    return 1;
  }
  await using _ = await holding(scene);
  const outcome = await at(
    () => victims.waitInVain(order, limits),
    (pool) => pool.apply(tasks.waitInVain, [order, limits]),
  );
  assertMatch(outcome, IN_VAIN);
  return 1;
}

function employ({ order, at }: Scene, ailment: Ailment, limits: Limits): Promise<[string, string]> {
  return at(
    () => victims.employ(order, ailment, limits),
    (pool) => pool.apply(tasks.employ, [order, ailment, limits]),
  );
}

async function suffers(scene: Scene, ailment: Ailment): Promise<number> {
  const [outcome, afterwards] = await employ(scene, ailment, {});
  assertMatch(outcome, SUFFERED[ailment]!);
  assertNoError(afterwards);
  return 1;
}

async function withoutRoom(scene: Scene, fill: () => Full): Promise<number> {
  const { cell: { place, form, backend }, entry: { rig, row }, order } = scene;
  const call = async (objects: unknown) => await victims.tell(() => row[form]!(objects, {}));
  if (place === "main" || backend === "inline") {
    const objects = rig.own ? await rig.make(backend) : order.objects;
    await within(call(objects), "the first call");
    const outcome = await full(fill, () => within(call(objects), "the call without room"));
    const afterwards = await within(call(objects), "the call after it");
    if (rig.own) await rig.free(objects);
    return checkRoom(outcome, afterwards);
  }
  using ready = new Event();
  using time = new Event();
  using done = new Event();
  using mended = new Event();
  const calling = scene.at(
    () => Promise.reject(),
    (pool) => pool.apply(tasks.callWithoutRoom, [order, [ready, time, done, mended]]),
  );
  await within(Promise.race([ready.wait(), calling]), "the worker");
  await full(fill, () => {
    time.set();
    return within(Promise.race([done.wait(), calling]), "the call without room");
  });
  mended.set();
  return checkRoom(...await calling);
}

/** Calls while there is no room. Garbage may be collected meanwhile, and give some. */
async function full<R>(fill: () => Full, call: () => Promise<R>): Promise<R> {
  using full = fill();
  full.check();
  return await call();
}

function checkRoom(outcome: string, afterwards: string): number {
  if (ERROR.test(outcome)) assertMatch(outcome, NO_ROOM);
  assertNoError(afterwards);
  return 1;
}

function assertNoError(outcome: string): void {
  assert(!ERROR.test(outcome), outcome);
}

/** What comes of it, if it comes at all. */
async function within<R>(promise: R | PromiseLike<R>, what: string): Promise<R> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} stands still for ${DEADLINE} ms`)), DEADLINE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function untilTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
