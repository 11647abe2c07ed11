import * as layout from "../../../engine/core/layout.ts";
import type { Script, Thread } from "../thread.ts";
import { done, holds, killer, type Play, POOL_RING, same, type Stage } from "../stage.ts";

const RING = layout.RINGS + POOL_RING * layout.RING_SIZE;

function* popping(thread: Thread): Generator<void, number, void> {
  return yield* thread.waitFor(RING + layout.RING_WAITABLE, () => thread.call("pop", POOL_RING));
}

/** Some threads push `values`, others pop so many. */
function passing(stage: Stage, pushes: readonly (readonly number[])[], pops: readonly number[]) {
  const before = stage.census();
  let popped: number[][] = [];
  return {
    scripts: [
      ...pushes.map((values): Script =>
        function* (thread) {
          for (const value of values) yield* done(thread, "push", POOL_RING, value);
        }
      ),
      ...pops.map((count, index): Script =>
        function* (thread) {
          for (let left = count; left > 0; left--) popped[index]!.push(yield* popping(thread));
        }
      ),
    ],
    begin: () => void (popped = pops.map(() => [])),
    check: () => {
      same("popped", String(popped.flat().sort()), String(pushes.flat().sort()));
      for (const values of pushes) {
        for (const part of popped) {
          const own = part.filter((value) => values.includes(value));
          same("order", String(own), String(own.toSorted()));
        }
      }
      same("left", stage.main.at("pop", POOL_RING), layout.BLOCKED);
      stage.assertRest(before);
    },
  };
}

/** A ring that has one place left, and two threads that push while one pops. */
function full(stage: Stage) {
  const before = stage.census();
  for (const value of [1, 2, 3]) stage.main.at("push", POOL_RING, value);
  let pushed: number[] = [], first = 0;
  const push = (value: number): Script =>
    function* (thread) {
      if ((yield* thread.call("push", POOL_RING, value)) === 0) pushed.push(value);
    };
  return {
    scripts: [push(4), push(5), function* (thread) {
      first = yield* thread.call("pop", POOL_RING);
    }] satisfies Script[],
    begin: () => void (pushed = []),
    check: () => {
      same("first", first, 1);
      holds(pushed.length >= 1, "There was room for one at least");
      const left = [];
      for (let value; (value = stage.main.at("pop", POOL_RING)) >= 0;) left.push(value);
      same("left", String(left.sort()), String([2, 3, ...pushed.sort()]));
      stage.assertRest(before);
    },
  };
}

/** A client queues a cell and cancels it, while workers take cells: the cell comes back once, and was run or cancelled. */
function cancelling(stage: Stage, workers: number) {
  const before = stage.census();
  const client = stage.machine.threads[0]!;
  const CELL = 5;
  const cell = layout.CELLS + CELL * layout.CELL_SIZE;
  stage.machine.words[(cell + layout.CELL_CLIENT) >> 2] = client.slot;
  let runs = 0, was = -1;
  const worker: Script = function* (thread) {
    while (true) {
      const taken = yield* thread.waitFor(RING + layout.RING_WAITABLE, () => thread.call("take", POOL_RING));
      if (taken === layout.CLOSED) return;
      same("taken", taken, CELL);
      runs++;
      yield* thread.call("complete", taken);
    }
  };
  return {
    scripts: [
      function* (thread) {
        yield* done(thread, "submit", POOL_RING, CELL);
        yield* thread.call("wakeSome", RING, 1);
        was = yield* thread.call("cancel", CELL);
        for (let left = workers; left > 0; left--) yield* done(thread, "push", POOL_RING, layout.CELL_LEAVE);
      },
      ...Array.from({ length: workers }, () => worker),
    ] satisfies Script[],
    begin: () => void (runs = 0),
    check: () => {
      same("runs", runs, was === layout.CELL_QUEUED ? 0 : 1);
      same("completed", client.at("pop", client.slot), CELL);
      same("completed again", client.at("pop", client.slot), layout.BLOCKED);
      const state = stage.word(cell + layout.CELL_STATE);
      same("state", state, runs === 1 ? layout.CELL_DONE : layout.CELL_CANCELLED);
      stage.assertRest(before);
    },
  };
}

/** A worker is killed while it takes a cell, runs it and hands it back: the cell is somewhere, once. */
function killedWorker(stage: Stage) {
  const before = stage.census();
  const [worker, client] = stage.machine.threads as [Thread, Thread];
  const CELL = 5;
  stage.machine.words[(layout.CELLS + CELL * layout.CELL_SIZE + layout.CELL_CLIENT) >> 2] = client.slot;
  return {
    scripts: [
      function* (thread) {
        const taken = yield* thread.waitFor(
          RING + layout.RING_WAITABLE,
          () => thread.call("take", POOL_RING),
        );
        yield* thread.call("complete", taken);
      },
      function* (thread) {
        yield* done(thread, "submit", POOL_RING, CELL);
        yield* thread.call("wakeSome", RING, 1);
      },
      killer(0, stage),
    ] satisfies Script[],
    check: () => {
      const inRing = Number(stage.main.at("pop", POOL_RING) === CELL);
      const isBack = Number(client.at("pop", client.slot) === CELL);
      const address = layout.SLOTS + worker.slot * layout.SLOT_SIZE;
      const isRunning = Number(stage.word(address + layout.SLOT_CELL) === CELL + 1);
      same("places of the cell", inRing + isBack + isRunning, 1);
      stage.assertRest(before);
    },
  };
}

export const RING_PLAYS: readonly Play[] = [
  {
    room: "ring",
    name: "a thread pushes two, one pops two",
    stage: (stage) => passing(stage, [[1, 2]], [2]),
  },
  {
    room: "ring",
    name: "two push, one pops",
    isLong: true,
    stage: (stage) => passing(stage, [[1], [2]], [2]),
  },
  {
    room: "ring",
    name: "one pushes, two pop",
    isLong: true,
    stage: (stage) => passing(stage, [[1, 2]], [1, 1]),
  },
  { room: "ring", name: "a ring that is nearly full", stage: full },
  { room: "ring", name: "a cell is cancelled", stage: (stage) => cancelling(stage, 1) },
  {
    room: "ring",
    name: "a cell is cancelled, two workers",
    isLong: true,
    stage: (stage) => cancelling(stage, 2),
  },
  { room: "ring", name: "a worker is killed", isLong: true, stage: killedWorker },
];
