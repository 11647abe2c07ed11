/** Locks, semaphores, conditions, events and barriers, and what has a lock of its own. */
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  RLock,
  Semaphore,
  SharedArray,
  Value,
} from "../../../../mod.ts";
import { freeAll, type Limits, type Rig, rig, type Row, TEXT, under } from "../rig.ts";

/** What all of them have whose `acquire` and `release` are a pair. */
interface Lockable {
  acquire(options?: Limits): Promise<boolean>;
  acquireSync(options?: { timeout?: number }): boolean;
  release(): void;
}

interface Guarded extends Lockable {
  hold(options?: Limits): Promise<Disposable>;
  holdSync(options?: { timeout?: number }): Disposable;
  locked(): boolean;
  toString(): string;
}

interface It<T> {
  readonly it: T;
}

const ABANDONED = /^true$/;

function acquiring<T extends Lockable>(): Record<"acquire" | "release", Row<It<T>>> {
  const round: Row<It<T>> = {
    async: async ({ it }) => (await it.acquire(), it.release()),
    Sync: ({ it }) => (it.acquireSync(), it.release()),
  };
  return {
    acquire: {
      ...round,
      wait: {
        async: ({ it }, limits) => it.acquire(limits),
        Sync: ({ it }, limits) => it.acquireSync(limits),
      },
      hold: ({ it }) => void it.acquireSync(),
      bereaved: ABANDONED,
    },
    release: { Sync: round.Sync! },
  };
}

function guarding<T extends Guarded>(): Record<string, Row<It<T>>> {
  return {
    ...acquiring<T>(),
    hold: {
      async: async ({ it }) => (await it.hold())[Symbol.dispose](),
      Sync: ({ it }) => it.holdSync()[Symbol.dispose](),
      wait: {
        async: ({ it }, limits) => it.hold(limits).then(() => true),
        Sync: ({ it }, limits) => it.holdSync(limits) && true,
      },
      hold: ({ it }) => void it.acquireSync(),
      bereaved: ABANDONED,
    },
    locked: { Sync: ({ it }) => it.locked() },
    [TEXT]: { Sync: ({ it }) => it.toString(), afterwards: "as before" },
    "[Symbol.dispose]": { Sync: ({ it }) => it.locked(), afterwards: "as before" },
  };
}

/** Disposes of a new one each time: the round of `[Symbol.dispose]`. */
function disposing<O>(make: () => Disposable): Row<O> {
  return { Sync: () => make()[Symbol.dispose](), afterwards: "as before" };
}

/** `none` has no permit to give. */
interface Semaphores extends It<Semaphore> {
  readonly none: Semaphore;
}

/** A permit that a dead thread acquired is gone, as in Python; one of a guard comes back. */
const permits: Record<string, Row<Semaphores>> = {
  ...guarding<Semaphore>(),
  acquire: {
    async: async ({ it }) => (await it.acquire(), it.release()),
    Sync: ({ it }) => (it.acquireSync(), it.release()),
    wait: {
      async: ({ none }, limits) => none.acquire(limits),
      Sync: ({ none }, limits) => none.acquireSync(limits),
    },
  },
  hold: {
    ...guarding<Semaphore>()["hold"]!,
    // Not disposed of: the thread dies with them.
    hold: ({ it }) => {
      for (let left = it.getValue(); left > 0; left--) it.holdSync();
    },
  },
  getValue: { Sync: ({ it }) => it.getValue() },
};

const lockRig = (name: string, make: () => Lock | RLock): Rig =>
  rig({
    make: () => ({ it: make() }),
    free: freeAll,
    rows: {
      ...under<It<Lock | RLock>>(name, { ...guarding<Lock>(), "[Symbol.dispose]": disposing(make) }),
      [`new ${name}`]: disposing(make),
    },
  });

const semaphoreRig = (name: string, make: () => Semaphore): Rig =>
  rig<Semaphores>({
    make: () => {
      const none = make();
      while (none.acquireSync({ timeout: 0 }));
      return { it: make(), none };
    },
    free: freeAll,
    rows: {
      ...under(name, { ...permits, "[Symbol.dispose]": disposing(make) }),
      [`new ${name}`]: disposing(make),
    },
  });

/** Enough permits for all who may die with one. */
const PERMITS = 4;

const conditionRig = rig<It<Condition>>({
  make: () => ({ it: new Condition() }),
  free: freeAll,
  rows: {
    "new Condition": disposing(() => new Condition()),
    ...under<It<Condition>>("Condition", {
      ...guarding<Condition>(),
      "[Symbol.dispose]": disposing(() => new Condition()),
      notify: { Sync: ({ it }) => holding(it, () => it.notify()) },
      notifyAll: { Sync: ({ it }) => holding(it, () => it.notifyAll()) },
      wait: {
        async: ({ it }) => holdingAsync(it, () => it.wait({ timeout: 1 })),
        Sync: ({ it }) => holding(it, () => it.waitSync({ timeout: 1 })),
        wait: {
          async: ({ it }, limits) => holdingAsync(it, () => it.wait(limits)),
          Sync: ({ it }, limits) => holding(it, () => it.waitSync(limits)),
        },
      },
      waitFor: {
        async: ({ it }) => holdingAsync(it, () => it.waitFor(() => true)),
        Sync: ({ it }) => holding(it, () => it.waitForSync(() => true)),
        wait: {
          async: ({ it }, limits) => holdingAsync(it, () => it.waitFor(() => false, limits)),
          Sync: ({ it }, limits) => holding(it, () => it.waitForSync(() => false, limits)),
        },
      },
    }),
  },
});

function holding<R>(condition: Condition, body: () => R): R {
  using _ = condition.holdSync();
  return body();
}

async function holdingAsync<R>(condition: Condition, body: () => Promise<R>): Promise<R> {
  using _ = await condition.hold();
  return await body();
}

const eventRig = rig<It<Event>>({
  make: () => ({ it: new Event() }),
  free: freeAll,
  rows: {
    "new Event": disposing(() => new Event()),
    ...under<It<Event>>("Event", {
      set: { Sync: ({ it }) => it.set() },
      clear: { Sync: ({ it }) => it.clear() },
      isSet: { Sync: ({ it }) => it.isSet() },
      [TEXT]: { Sync: ({ it }) => it.toString(), afterwards: "as before" },
      "[Symbol.dispose]": disposing(() => new Event()),
      wait: {
        async: async ({ it }) => (it.set(), await it.wait()),
        Sync: ({ it }) => (it.set(), it.waitSync()),
        wait: {
          async: ({ it }, limits) => it.wait(limits),
          Sync: ({ it }, limits) => it.waitSync(limits),
        },
      },
    }),
  },
});

/** `lone` has one party, who never waits; `it` has as many as never come. */
interface Barriers extends It<Barrier> {
  readonly lone: Barrier;
}

const barrierRig = rig<Barriers>({
  make: () => ({ it: new Barrier(9), lone: new Barrier(1) }),
  free: freeAll,
  rows: {
    "new Barrier": disposing(() => new Barrier(2)),
    ...under<Barriers>("Barrier", {
      wait: {
        async: ({ lone }) => lone.wait(),
        Sync: ({ lone }) => lone.waitSync(),
        wait: {
          async: ({ it }, limits) => it.wait(limits),
          Sync: ({ it }, limits) => it.waitSync(limits),
        },
        hold: ({ it }) => void it.wait().catch(() => {}),
        bereaved: /^BrokenBarrierError: Cannot wait at the barrier as a thread died while it waited$/,
      },
      abort: { Sync: ({ it }) => it.abort() },
      reset: { Sync: ({ it }) => it.reset() },
      [TEXT]: { Sync: ({ it }) => it.toString(), afterwards: "as before" },
      "[Symbol.dispose]": disposing(() => new Barrier(2)),
    }),
  },
});

/** The lock of a value or an array. */
const ownLockRig = (name: string, make: () => Value<"i"> | SharedArray<"i">): Rig =>
  rig<It<Value<"i"> | SharedArray<"i">>>({
    make: () => ({ it: make() }),
    free: freeAll,
    rows: under(name, {
      ...acquiring<Value<"i">>(),
      getLock: { Sync: ({ it }) => it.getLock() },
    }) as Record<string, Row<It<Value<"i"> | SharedArray<"i">>>>,
  });

export const SYNC_RIGS: readonly Rig[] = [
  lockRig("Lock", () => new Lock()),
  lockRig("RLock", () => new RLock()),
  semaphoreRig("Semaphore", () => new Semaphore(PERMITS)),
  semaphoreRig("BoundedSemaphore", () => new BoundedSemaphore(PERMITS)),
  conditionRig,
  eventRig,
  barrierRig,
  ownLockRig("Value", () => new Value("i", 1)),
  ownLockRig("SharedArray", () => new SharedArray("i", [1, 2])),
];
