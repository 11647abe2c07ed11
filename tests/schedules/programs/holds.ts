import * as layout from "../../../engine/core/layout.ts";
import type { Script } from "../thread.ts";
import { death, done, holds, killer, type Play, same, type Stage } from "../stage.ts";

/** One thread lets go of a block while another takes hold of it: it is freed once, after the last. */
function shared(stage: Stage) {
  const before = stage.census();
  const [first] = stage.machine.threads;
  const block = stage.ref(first!.at("alloc", 64));
  const generation = layout.RECORDS + block.record * layout.RECORD_SIZE + layout.RECORD_GENERATION;
  return {
    scripts: [
      function* (thread) {
        yield* done(thread, "release", block.hold);
      },
      function* (thread) {
        const hold = yield* thread.call("hold", block.record, block.generation, -1);
        if (hold === layout.STALE) return;
        same("generation", stage.word(generation), block.generation);
        yield* done(thread, "release", hold);
      },
    ] satisfies Script[],
    check: () => {
      holds(stage.word(generation) !== block.generation, "It was not freed");
      stage.assertRest(before);
    },
  };
}

/** Threads that allocate: no two have the same bytes. */
function allocating(stage: Stage, threads: number, isKilled = false) {
  const before = stage.census();
  const taken = new Set<number>();
  const user: Script = function* (thread) {
    for (const bytes of [16, 32]) {
      const block = stage.ref(yield* done(thread, "alloc", bytes));
      const parts = Array.from({ length: bytes / 16 }, (_, part) => block.address + part * 16);
      holds(parts.every((part) => !taken.has(part)), "Two have the same bytes");
      parts.forEach((part) => taken.add(part));
      // Whoever overtakes it here finds them taken.
      yield* thread.load(layout.HEAP_LOCK);
      parts.forEach((part) => taken.delete(part));
      yield* done(thread, "release", block.hold);
    }
  };
  const scripts = Array.from({ length: threads }, () => user);
  if (isKilled) {
    // What it had is free once it is reaped, and is not known here.
    scripts[0] = function* (thread) {
      yield* done(thread, "alloc", 16);
      yield* done(thread, "create", layout.KIND_LOCK, 0, 0);
    };
    scripts.push(killer(0, stage));
  }
  return {
    scripts,
    begin: () => taken.clear(),
    check: () => stage.assertRest(before),
  };
}

/** A message that holds a lock is put by a thread and got by another, one of which is ended: nothing stays behind. */
function inMessages(stage: Stage, victim: 0 | 1, end: typeof killer) {
  const queue = stage.create(layout.KIND_QUEUE);
  const before = stage.census();
  const scripts: Script[] = [
    function* (thread) {
      const lock = stage.ref(yield* done(thread, "create", layout.KIND_LOCK, 0, 0));
      const message = stage.ref(yield* done(thread, "alloc", 64));
      yield* done(thread, "hold", lock.record, lock.generation, message.record);
      yield* done(thread, "release", lock.hold);
      yield* done(thread, "put", queue.record, queue.generation, message.hold);
    },
    function* (thread) {
      const got = yield* thread.call("get", queue.record, queue.generation);
      if (got >= 0) yield* done(thread, "release", got);
    },
    end(victim, stage),
  ];
  return {
    scripts,
    check: () => {
      const left = stage.main.at("get", queue.record, queue.generation);
      if (left >= 0) stage.main.at("release", left);
      stage.assertRest(before);
    },
  };
}

/** A queue is let go of while a thread puts into it. */
function gone(stage: Stage) {
  const before = stage.census();
  const [first] = stage.machine.threads;
  const queue = stage.create(layout.KIND_QUEUE, 0, 0, first);
  return {
    scripts: [
      function* (thread) {
        yield* done(thread, "release", queue.hold);
      },
      function* (thread) {
        const hold = yield* done(thread, "alloc", 64);
        const result = yield* thread.call("put", queue.record, queue.generation, hold);
        if (result !== 0) {
          same("put", result, layout.STALE);
          yield* done(thread, "release", hold);
        }
      },
    ] satisfies Script[],
    check: () => stage.assertRest(before),
  };
}

/** One end of a pipe is let go of while the other end's thread waits for a message, or puts one. */
function hangingUp(stage: Stage) {
  const [first] = stage.machine.threads;
  const queues = [stage.create(layout.KIND_QUEUE), stage.create(layout.KIND_QUEUE)] as const;
  const before = stage.census();
  const end = stage.create(layout.KIND_CONNECTION, queues[0].record, queues[1].record, first);
  return {
    scripts: [
      function* (thread) {
        yield* done(thread, "release", end.hold);
      },
      function* (thread) {
        const got = yield* thread.waitFor(
          queues[1].waitable,
          () => thread.call("get", queues[1].record, queues[1].generation),
        );
        same("get", got, layout.CLOSED);
      },
      function* (thread) {
        const hold = yield* done(thread, "alloc", 64);
        const result = yield* thread.call("put", queues[0].record, queues[0].generation, hold);
        if (result === 0) return; // it goes with its reader
        same("put", result, layout.CLOSED);
        yield* done(thread, "release", hold);
      },
    ] satisfies Script[],
    check: () => stage.assertRest(before),
  };
}

/** A guard of a semaphore is killed: its permit comes back, and whoever waits gets it. */
function guarded(stage: Stage) {
  const semaphore = stage.create(layout.KIND_SEMAPHORE, 1, 1);
  const before = stage.census();
  const user: Script = function* (thread) {
    const hold = yield* thread.waitFor(
      semaphore.waitable,
      () => thread.call("takePermitForGuard", semaphore.address),
    );
    yield* done(thread, "release", hold);
  };
  return {
    scripts: [user, user, killer(0, stage)],
    check: () => {
      same("permits", stage.word(semaphore.address + layout.SEMAPHORE_VALUE), 1);
      stage.assertRest(before);
    },
  };
}

export const HOLDS_PLAYS: readonly Play[] = [
  { room: "holds", name: "one lets go, one takes hold", stage: shared },
  { room: "holds", name: "two allocate", isLong: true, stage: (stage) => allocating(stage, 2) },
  {
    room: "holds",
    name: "one of two that allocate is killed",
    isLong: true,
    stage: (stage) => allocating(stage, 2, true),
  },
  { room: "holds", name: "a queue is let go of", stage: gone },
  { room: "holds", name: "a pipe hangs up", isLong: true, stage: hangingUp },
  {
    room: "holds",
    name: "a writer of shared objects is killed",
    isLong: true,
    stage: (stage) => inMessages(stage, 0, killer),
  },
  {
    room: "holds",
    name: "a reader of shared objects dies",
    isLong: true,
    stage: (stage) => inMessages(stage, 1, death),
  },
  { room: "holds", name: "a guard is killed", isLong: true, stage: guarded },
];

/** The heap lock alone: threads that take it for a moment, so often each. */
function takingHeapLock(stage: Stage, times: readonly number[], end?: (stage: Stage) => Script) {
  const queue = stage.create(layout.KIND_QUEUE);
  const before = stage.census();
  return {
    scripts: [
      ...times.map((rounds): Script =>
        function* (thread) {
          for (let round = 0; round < rounds; round++) {
            same(
              "taskDone",
              yield* thread.call("taskDone", queue.record, queue.generation),
              layout.NOT_OWNER,
            );
          }
        }
      ),
      ...end === undefined ? [] : [end(stage)],
    ],
    check: () => stage.assertRest(before),
  };
}

const heapLock = (name: string, stage: Play["stage"], isLong = false): Play => ({
  room: "heap lock",
  isExact: true,
  isLong,
  name,
  stage,
});

export const HEAP_LOCK_PLAYS: readonly Play[] = [
  heapLock("two threads", (stage) => takingHeapLock(stage, [1, 1])),
  heapLock("two threads, twice each", (stage) => takingHeapLock(stage, [2, 2]), true),
  heapLock("three threads", (stage) => takingHeapLock(stage, [1, 1, 1]), true),
  heapLock(
    "one of two threads is killed",
    (stage) => takingHeapLock(stage, [1, 1], (stage) => killer(0, stage)),
    true,
  ),
];
