/**
 * The table of faults: every primitive that threads synchronise with, and every way in which a wait for it ends although nobody
 * gives what it waits for, from the main thread and from a worker, blocked or not.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { type Connection, Event, importTasks, Pool, Process } from "../../mod.ts";
import {
  createPrimitives,
  giveBack,
  interrupted,
  occupy,
  type PrimitiveName,
  type Primitives,
  waitAsync,
  waitBlocking,
} from "./fixtures/sync_waits.ts";

const tasks = importTasks<typeof import("./fixtures/sync_waits.ts")>(
  import.meta.resolve("./fixtures/sync_waits.ts"),
);

type Form = "async" | "Sync";
type Place = "main" | "worker";

const FORMS: readonly Form[] = ["async", "Sync"];
const PLACES: readonly Place[] = ["main", "worker"];
/** Milliseconds of the waits that are to end by their timeout. */
const TIMEOUT = 20;

const ARTICLES: Record<PrimitiveName, string> = {
  lock: "a Lock",
  rlock: "an RLock",
  semaphore: "a Semaphore",
  condition: "a Condition",
  event: "an Event",
  barrier: "a Barrier",
  queue: "an item of a Queue",
  fullQueue: "room in a Queue",
  joinableQueue: "the tasks of a JoinableQueue",
  connection: "a message of a Connection",
};
const NAMES = Object.keys(ARTICLES) as PrimitiveName[];

/** The worker that waits; one that a test stops is replaced. */
let pool: Pool;

/** What a wait comes to, by fault. */
const TIMED_OUT: Record<PrimitiveName, string> = {
  lock: "false",
  rlock: "false",
  semaphore: "false",
  condition: "false",
  event: "false",
  barrier: "BrokenBarrierError: Cannot wait at the barrier as a party waited longer than its timeout",
  queue: "QueueEmptyError: Cannot get from the queue as it is empty",
  fullQueue: "QueueFullError: Cannot put into the queue as it is full",
  joinableQueue: "TimeoutError: Cannot join the queue as 1 items are unfinished",
  connection: "TimeoutError: Cannot receive as nothing came",
};
const DISPOSED: Record<PrimitiveName, string> = {
  lock: "ReferenceError: Cannot use a lock: it has been disposed of",
  rlock: "ReferenceError: Cannot use an RLock: it has been disposed of",
  semaphore: "ReferenceError: Cannot use a semaphore: it has been disposed of",
  condition: "ReferenceError: Cannot use a condition: it has been disposed of",
  event: "ReferenceError: Cannot use an event: it has been disposed of",
  barrier: "ReferenceError: Cannot use a barrier: it has been disposed of",
  queue: "ReferenceError: Cannot use a queue: it has been disposed of",
  fullQueue: "ReferenceError: Cannot use a queue: it has been disposed of",
  joinableQueue: "ReferenceError: Cannot use a queue: it has been disposed of",
  connection: "ConnectionClosedError: Cannot receive as the connection was closed meanwhile",
};
/** Events and queues have no peer that they could know: who dies leaves the others as they were. */
const PEERLESS: readonly PrimitiveName[] = ["event", "queue", "fullQueue", "joinableQueue"];
const BEREAVED: Record<PrimitiveName, string> = {
  lock: "true, abandoned",
  rlock: "true, abandoned",
  semaphore: "true",
  condition: "true, abandoned",
  event: TIMED_OUT.event,
  barrier: "BrokenBarrierError: Cannot wait at the barrier as a thread died while it waited",
  queue: TIMED_OUT.queue,
  fullQueue: TIMED_OUT.fullQueue,
  joinableQueue: TIMED_OUT.joinableQueue,
  connection: "ConnectionClosedError: Cannot receive as the other end of the pipe is closed",
};

describe("A wait that nobody serves", { sanitizeOps: false, sanitizeResources: false }, () => {
  beforeAll(() => void (pool = new Pool(1)));
  afterAll(() => pool.terminate());

  for (const name of NAMES) {
    for (const place of PLACES) {
      for (const form of FORMS) {
        const row = (fault: string) => `for ${ARTICLES[name]} in ${place}, ${form}, ends by ${fault}`;

        it(row("its timeout"), () =>
          withPrimitives(place, async (all, wait) => {
            occupyFor(place, all);
            assertEquals(await wait(all, name, form, { timeout: TIMEOUT }), TIMED_OUT[name]);
            assertIntact(all, name, place);
          }));

        it(row("its signal"), () =>
          withPrimitives(place, async (all, wait, pool) => {
            occupyFor(place, all);
            if (form === "async") {
              const waiting = place === "main"
                ? interrupted(all, name, "abort")
                : pool.run(tasks.interrupted, all, name, "abort");
              assertEquals(await waiting, "Error: aborted here");
            } else if (place === "main") {
              // A thread that blocks hears no signal, so none is taken.
              const { signal } = new AbortController();
              assertStringIncludes(await wait(all, name, form, { signal }), "option 'signal' is unknown");
            } else {
              // The signal of its task stops the worker.
              using begun = new Event();
              const controller = new AbortController();
              const stopped = pool.apply(tasks.waitThere, [all, name, form, {}, begun], {
                signal: controller.signal,
              }).catch((error) => `${error}`);
              await begun.wait();
              controller.abort(new Error("stopped"));
              assertEquals(await stopped, "Error: stopped");
            }
          }));

        it(
          row(form === "async" ? "disposal" : "its timeout, whoever else disposes"),
          () =>
            withPrimitives(place, async (all, wait, pool) => {
              occupyFor(place, all);
              if (form === "async") {
                const waiting = place === "main"
                  ? interrupted(all, name, "disposal")
                  : pool.run(tasks.interrupted, all, name, "disposal");
                assertEquals(await waiting, DISPOSED[name]);
              } else {
                using time = new Event();
                const disposing = place === "main" ? pool.run(tasks.disposeTwins, all, time) : undefined;
                const waiting = wait(all, name, form, { timeout: 5 * TIMEOUT }, () => {
                  if (place === "main") time.set();
                  else Object.values(all).forEach((primitive) => primitive[Symbol.dispose]());
                });
                assertEquals(await waiting, TIMED_OUT[name]);
                await disposing;
              }
            }),
        );

        for (const way of ["exits", "is killed"] as const) {
          // Nor can a thread that blocks kill.
          if (place === "main" && form === "Sync" && way === "is killed") continue;
          it(
            row(`the death of a peer that ${way}`),
            () =>
              withPrimitives(place, async (all, wait, _pool, far) => {
                using ready = new Event();
                using time = new Event();
                using doomed = new Event();
                const process = new Process({
                  target: tasks.peer,
                  args: [all, name, way, { ready, time, doomed }, far],
                });
                process.start();
                await ready.wait();
                far.close();
                const limits = PEERLESS.includes(name) ? { timeout: 10 * TIMEOUT } : {};
                const waiting = wait(all, name, form, limits, () => time.set());
                if (way === "is killed") {
                  await doomed.wait();
                  process.terminate();
                }
                assertEquals(await waiting, BEREAVED[name]);
                await process.join();
                assertEquals(process.exitCode, way === "exits" ? 3 : -15);
                if (name === "event") {
                  all.event.set();
                  assertEquals(await all.event.wait(), true);
                }
              }),
          );
        }
      }
    }
  }
});

type Wait = (
  all: Primitives,
  name: PrimitiveName,
  form: Form,
  limits: { timeout?: number; signal?: AbortSignal },
  begun?: () => void,
) => Promise<string>;

/** New primitives, a pool, and a way to wait in that place. */
async function withPrimitives(
  place: Place,
  test: (all: Primitives, wait: Wait, pool: Pool, far: Connection<number>) => Promise<void>,
): Promise<void> {
  const [all, far] = createPrimitives();
  const inMain: Wait = (all, name, form, limits, begun) =>
    form === "async"
      ? waitAsync(all, name, limits, begun)
      : Promise.resolve(waitBlocking(all, name, limits, begun));
  const inWorker: Wait = async (all, name, form, limits, begun) => {
    using hasBegun = new Event();
    const waiting = pool.run(tasks.waitThere, all, name, form, limits, hasBegun);
    await hasBegun.wait();
    begun?.();
    return await waiting;
  };
  try {
    await test(all, place === "main" ? inMain : inWorker, pool, far);
  } finally {
    for (const primitive of Object.values(all)) primitive[Symbol.dispose]();
    far.close();
  }
}

/** An RLock that this thread held would not keep this thread out. */
function occupyFor(place: Place, all: Primitives): void {
  if (place === "worker") return occupy(all);
  all.lock.acquireSync();
  all.semaphore.acquireSync();
  const holder = new Process({
    target: (all: Primitives) => {
      all.rlock.acquireSync();
      all.event.waitSync();
    },
    args: [all],
    daemon: true,
  });
  holder.start();
  while (!all.rlock.locked()) all.event.waitSync({ timeout: 1 });
}

/** The wait that ended took nothing, and left nothing behind. */
function assertIntact(all: Primitives, name: PrimitiveName, place: Place): void {
  if (place === "worker") giveBack(all);
  else {
    all.lock.release();
    all.semaphore.release();
  }
  assertEquals([all.lock.locked(), all.semaphore.getValue(), all.condition.locked()], [false, 1, false]);
  assertEquals([all.barrier.nWaiting, all.barrier.broken, all.event.isSet()], [0, name === "barrier", false]);
}
