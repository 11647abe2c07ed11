import { KIND_LOCK, KIND_RLOCK, LOCK_ABANDONED, LOCK_OWNER } from "../../../engine/core/layout.ts";
import type { Script } from "../thread.ts";
import { death, done, killer, type Play, same, type Stage } from "../stage.ts";

/** Threads that increment a number that is not atomic, under a lock. */
function counting(stage: Stage, kind: number, times: readonly number[], depth = 1) {
  const lock = stage.create(kind);
  const before = stage.census();
  let inside = 0, count = 0, isAbandoned = 0;
  const script = (rounds: number): Script =>
    function* (thread) {
      for (let round = 0; round < rounds; round++) {
        for (let level = 0; level < depth; level++) {
          const result = yield* thread.waitFor(lock.waitable, () => thread.call("acquire", lock.address));
          isAbandoned += result;
        }
        same("threads inside", inside++, 0);
        // Here the others go on, if there is a fault.
        yield* thread.load(lock.address + LOCK_OWNER);
        count++;
        inside--;
        for (let level = 0; level < depth; level++) yield* done(thread, "unlock", lock.address);
      }
    };
  return {
    scripts: times.map(script),
    begin: () => void (inside = count = isAbandoned = 0),
    check: () => {
      same("count", count, times.reduce((sum, rounds) => sum + rounds, 0));
      same("abandoned", isAbandoned, 0);
      same("owner", stage.word(lock.address + LOCK_OWNER), 0);
      stage.assertRest(before);
    },
  };
}

/** A thread that has the lock for a moment is ended; another wants the lock. */
function ended(stage: Stage, end: typeof killer) {
  const lock = stage.create(KIND_LOCK);
  const before = stage.census();
  let isOwner: boolean | "perhaps", sawAbandoned: number | undefined;
  return {
    scripts: [
      function* (thread) {
        isOwner = "perhaps";
        yield* thread.waitFor(lock.waitable, () => thread.call("acquire", lock.address));
        isOwner = true;
        isOwner = "perhaps";
        yield* done(thread, "unlock", lock.address);
        isOwner = false;
      },
      function* (thread) {
        sawAbandoned = yield* thread.waitFor(lock.waitable, () => thread.call("acquire", lock.address));
        yield* done(thread, "unlock", lock.address);
      },
      end(0, stage),
    ] satisfies Script[],
    begin: () => {
      isOwner = false;
      sawAbandoned = undefined;
    },
    check: () => {
      const left = stage.word(lock.address + LOCK_ABANDONED);
      if (isOwner === false) same("abandoned", sawAbandoned! + left, 0);
      same("owner", stage.word(lock.address + LOCK_OWNER), 0);
      stage.assertRest(before);
    },
  };
}

/** Any thread may release a lock that does not nest: one does so while its dead owner is reaped. */
function releasedByAnother(stage: Stage) {
  const owner = stage.machine.threads[0]!;
  const lock = stage.create(KIND_LOCK);
  owner.at("acquire", lock.address);
  const before = stage.census();
  return {
    scripts: [
      function* () {},
      function* (thread) {
        yield* thread.call("unlock", lock.address);
        yield* thread.waitFor(lock.waitable, () => thread.call("acquire", lock.address));
        yield* done(thread, "unlock", lock.address);
      },
      death(0, stage),
    ] satisfies Script[],
    check: () => {
      same("owner", stage.word(lock.address + LOCK_OWNER), 0);
      stage.assertRest(before);
    },
  };
}

export const LOCK_PLAYS: readonly Play[] = [
  { room: "lock", name: "two threads, twice each", stage: (stage) => counting(stage, KIND_LOCK, [2, 2]) },
  {
    room: "lock",
    name: "three threads",
    isLong: true,
    stage: (stage) => counting(stage, KIND_LOCK, [1, 1, 1]),
  },
  { room: "lock", name: "two threads, nested", stage: (stage) => counting(stage, KIND_RLOCK, [1, 1], 2) },
  { room: "lock", name: "an owner is killed", stage: (stage) => ended(stage, killer) },
  { room: "lock", name: "an owner dies", stage: (stage) => ended(stage, death) },
  { room: "lock", name: "released for a dead owner", stage: releasedByAnother },
];
