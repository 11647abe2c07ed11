/** A pool and a simple model of it: every call comes to what its function says, however many workers die. */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { Event, Pool, PoolClosedError, TimeoutError, WorkerLostError } from "../../mod.ts";
import { checkModel, command, kills, type Step } from "./check_model.ts";
import { users } from "./kill.ts";

type Check = (outcome: PromiseSettledResult<unknown>) => void;

interface Model {
  /** What was called and has not been looked at, and what it must come to. */
  readonly pending: [promise: Promise<unknown>, check: Check][];
  isClosed: boolean;
}

const fulfils = (value: unknown): Check => (outcome) =>
  assertEquals(outcome, { status: "fulfilled", value } as PromiseFulfilledResult<unknown>);

const rejects = (check: (reason: Error) => void): Check => (outcome) => {
  assertEquals(outcome.status, "rejected");
  check((outcome as PromiseRejectedResult).reason);
};

const isOpen = ({ isClosed }: Model) => !isClosed;

/** A call, and what it must come to. */
function call<A>(
  name: string,
  arbitrary: fc.Arbitrary<A>,
  start: (pool: Pool, value: A) => Promise<unknown>,
  check: (value: A) => Check,
) {
  return command(arbitrary, (value): Step<Model, Pool> => ({
    name,
    can: isOpen,
    run: ({ pending }, pool) => {
      const promise = start(pool, value);
      promise.catch(() => {});
      pending.push([promise, check(value)]);
    },
  }));
}

async function settle({ pending }: Model): Promise<void> {
  const calls = pending.splice(0);
  const outcomes = await Promise.allSettled(calls.map(([promise]) => promise));
  for (const [index, [, check]] of calls.entries()) check(outcomes[index]!);
}

const number = fc.nat(999);
const nothing = fc.constant(null);

const run = call("run", number, (pool, n) => pool.run(users.square, n), (n) => fulfils(n * n));
const map = call(
  "map",
  fc.tuple(fc.array(number, { maxLength: 30 }), fc.integer({ min: 1, max: 7 })),
  (pool, [ns, chunkSize]) => pool.map(users.square, ns, { chunkSize }),
  ([ns]) => fulfils(ns.map((n) => n * n)),
);
const imap = call(
  "imapUnordered",
  fc.array(number, { maxLength: 20 }),
  (pool, ns) =>
    Array.fromAsync(pool.imapUnordered(users.square, ns)).then((all) => all.sort((a, b) => a - b)),
  (ns) => fulfils(ns.map((n) => n * n).sort((a, b) => a - b)),
);

const commands = [
  ...[run, run, run, run, map, map, map, imap, imap],
  call("throw", nothing, (pool) => pool.run(users.fail, "throw"), () =>
    rejects((reason) => {
      assertInstanceOf(reason, RangeError);
      assertEquals(reason.message, "thrown");
    })),
  call(
    "exit",
    nothing,
    (pool) => (kills.count++, pool.run(users.fail, "exit")),
    () => rejects((reason) => assertInstanceOf(reason, WorkerLostError)),
  ),
  call(
    "time out",
    fc.integer({ min: 1, max: 9 }),
    async (pool, timeout) => {
      using begun = new Event();
      kills.count++;
      return await pool.apply(users.spin, [begun], { timeout });
    },
    () => rejects((reason) => assertInstanceOf(reason, TimeoutError)),
  ),
  call(
    "abort",
    nothing,
    async (pool) => {
      using begun = new Event();
      const controller = new AbortController();
      const spinning = pool.apply(users.spin, [begun], { signal: controller.signal });
      spinning.catch(() => {});
      await begun.wait();
      controller.abort(new Error("enough"));
      kills.count++;
      return await spinning;
    },
    () => rejects((reason) => assertEquals(reason.message, "enough")),
  ),
  ...[1, 2].map(() =>
    command(nothing, (): Step<Model, Pool> => ({ name: "settle", run: (model) => settle(model) }))
  ),
  command(nothing, (): Step<Model, Pool> => ({
    name: "close",
    can: isOpen,
    run: async (model, pool) => {
      pool.close();
      model.isClosed = true;
      const [refused] = await Promise.allSettled([(async () => await pool.run(users.square, 1))()]);
      rejects((reason) => assertInstanceOf(reason, PoolClosedError))(refused!);
    },
  })),
];

describe("A pool", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("is as its model, whichever of its workers die", async () => {
    const before = kills.count;
    await checkModel<Model, Pool>(
      "pool",
      5,
      commands,
      () => ({ model: { pending: [], isClosed: false }, real: new Pool(2) }),
      async (model, pool) => {
        try {
          await settle(model);
          if (!model.isClosed) pool.close();
          await pool.join();
        } finally {
          await pool.terminate();
        }
      },
    );
    assert(kills.count > before);
  });
});
