/** Conditions and barriers, and simple models of them, with waiters that are killed. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { Barrier, BrokenBarrierError, Condition, Lock, Pool } from "../../mod.ts";
import { until } from "../support/until.ts";
import { checkModel, command, kills, type Step } from "./check_model.ts";
import { killed, turns, users } from "./kill.ts";

const nothing = fc.constant(null);
const delay = fc.nat(6);

let pool: Pool;

/** Waits in the order in which they began. */
interface Waiting<T> {
  readonly waits: Wait<T>[];
}

interface Wait<T> {
  readonly promise: Promise<T>;
  isOver: boolean;
}

function waitOf<T>(promise: Promise<T>): Wait<T> {
  const wait: Wait<T> = { promise, isOver: false };
  const over = () => void (wait.isOver = true);
  promise.then(over, over);
  return wait;
}

async function begin(condition: Condition): Promise<Wait<boolean>> {
  const guard = await condition.hold();
  const wait = waitOf(
    condition.wait().then((result) => {
      guard[Symbol.dispose]();
      return result;
    }),
  );
  // It has given up the lock, so it is in line.
  await until(() => !condition.locked());
  return wait;
}

/** Notifies, and makes sure that those who have waited longest went on, and no other. */
async function notify(model: Waiting<boolean>, condition: Condition, count: number): Promise<void> {
  {
    using _ = await condition.hold();
    if (count === Infinity) condition.notifyAll();
    else condition.notify(count);
  }
  const woken = model.waits.splice(0, count);
  for (const { promise } of woken) assertEquals(await promise, true);
  assertEquals(model.waits.some(({ isOver }) => isOver), false);
}

const conditionCommands = [
  ...[1, 2, 3].map(() =>
    command(nothing, (): Step<Waiting<boolean>, Condition> => ({
      name: "wait",
      run: async ({ waits }, condition) => void waits.push(await begin(condition)),
    }))
  ),
  command(fc.integer({ min: 1, max: 3 }), (count): Step<Waiting<boolean>, Condition> => ({
    name: "notify",
    run: (model, condition) => notify(model, condition, count),
  })),
  command(nothing, (): Step<Waiting<boolean>, Condition> => ({
    name: "notifyAll",
    run: (model, condition) => notify(model, condition, Infinity),
  })),
  command(nothing, (): Step<Waiting<boolean>, Condition> => ({
    name: "wait in vain",
    run: async (_, condition) => {
      using _guard = await condition.hold();
      assertEquals(await condition.wait({ timeout: 1 }), false);
    },
  })),
  command(delay, (delay): Step<Waiting<boolean>, Condition> => ({
    name: "a waiter is killed",
    run: (_, condition) => {
      // Before it has given up the lock it would be a holder.
      const inLine = () => until(() => !condition.locked());
      return killed(pool, () => inLine().then(() => turns(delay)), users.waitFor, condition);
    },
  })),
  command(delay, (delay): Step<Waiting<boolean>, Condition> => ({
    name: "a holder is killed",
    run: async ({ waits }, condition) => {
      await killed(pool, delay, users.keepLock, condition);
      // All that wait are woken, and the first to have the lock sees that it was abandoned.
      const [first, ...others] = waits.splice(0);
      for (const { promise } of others) assertEquals(await promise, true);
      assertEquals(await first?.promise ?? true, true);
      using _guard = await condition.hold();
      assertEquals(condition.abandoned, first === undefined);
    },
  })),
];

const PARTIES = 3;

interface BarrierModel extends Waiting<number> {
  isBroken: boolean;
}

/** Those who wait are told that the barrier is broken. */
async function breakAll(model: BarrierModel): Promise<void> {
  for (const { promise } of model.waits.splice(0)) await assertRejects(() => promise, BrokenBarrierError);
}

function assertAlike({ waits, isBroken }: BarrierModel, barrier: Barrier): void {
  assertEquals([barrier.nWaiting, barrier.broken], [waits.length, isBroken]);
  assertEquals(waits.some(({ isOver }) => isOver), false);
}

const barrierCommands = [
  ...[1, 2, 3, 4].map(() =>
    command(nothing, (): Step<BarrierModel, Barrier> => ({
      name: "wait",
      run: async (model, barrier) => {
        if (model.isBroken) return void await assertRejects(() => barrier.wait(), BrokenBarrierError);
        model.waits.push(waitOf(barrier.wait()));
        if (model.waits.length === PARTIES) {
          const places = await Promise.all(model.waits.splice(0).map(({ promise }) => promise));
          assertEquals(places.sort(), [0, 1, 2]);
        }
        assertAlike(model, barrier);
      },
    }))
  ),
  command(nothing, (): Step<BarrierModel, Barrier> => ({
    name: "abort",
    run: async (model, barrier) => {
      barrier.abort();
      model.isBroken = true;
      await breakAll(model);
      assertAlike(model, barrier);
    },
  })),
  ...[1, 2].map(() =>
    command(nothing, (): Step<BarrierModel, Barrier> => ({
      name: "reset",
      run: async (model, barrier) => {
        barrier.reset();
        model.isBroken = false;
        await breakAll(model);
        assertAlike(model, barrier);
      },
    }))
  ),
  command(nothing, (): Step<BarrierModel, Barrier> => ({
    name: "wait in vain",
    can: ({ waits, isBroken }) => !isBroken && waits.length < PARTIES - 1,
    run: async (model, barrier) => {
      await assertRejects(() => barrier.wait({ timeout: 1 }), BrokenBarrierError);
      model.isBroken = true;
      await breakAll(model);
      assertAlike(model, barrier);
    },
  })),
  command(delay, (delay): Step<BarrierModel, Barrier> => ({
    name: "a party is killed",
    can: ({ waits, isBroken }) => !isBroken && waits.length < PARTIES - 1,
    run: async (model, barrier) => {
      const { length } = model.waits;
      const killing = killed(pool, delay + 50, users.waitAt, barrier);
      await until(() => barrier.nWaiting > length || barrier.broken);
      await killing;
      model.isBroken = true;
      await breakAll(model);
      assertAlike(model, barrier);
    },
  })),
];

describe("Waits for each other", { sanitizeOps: false, sanitizeResources: false }, () => {
  beforeAll(() => void (pool = new Pool(2)));
  afterAll(() => pool.terminate());

  it("of a condition are as those of its model", async () => {
    const before = kills.count;
    await checkModel<Waiting<boolean>, Condition>(
      "condition",
      10,
      conditionCommands,
      () => ({ model: { waits: [] }, real: new Condition(new Lock()) }),
      async (model, condition) => {
        await notify(model, condition, Infinity);
        assertEquals(condition.locked(), false);
        condition[Symbol.dispose]();
      },
    );
    assert(kills.count > before);
  });

  it("of a barrier are as those of its model", async () => {
    const before = kills.count;
    await checkModel<BarrierModel, Barrier>(
      "barrier",
      20,
      barrierCommands,
      () => ({ model: { waits: [], isBroken: false }, real: new Barrier(PARTIES) }),
      async (model, barrier) => {
        barrier.abort();
        await breakAll(model);
        barrier[Symbol.dispose]();
      },
    );
    assert(kills.count > before);
  });
});
