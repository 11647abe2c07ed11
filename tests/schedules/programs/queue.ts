import * as layout from "../../../engine/core/layout.ts";
import type { Script, Thread } from "../thread.ts";
import { done, holds, killer, type Play, type Ref, same, type Stage } from "../stage.ts";

/** Lets a thread put a short message that says a number. */
function* putting(stage: Stage, thread: Thread, queue: Ref, number: number): Generator<void, number, void> {
  const text = (layout.SLOTS + thread.slot * layout.SLOT_SIZE + layout.SLOT_SHORT) >> 2;
  stage.machine.remember(text << 2);
  stage.machine.words[text] = number;
  return yield* thread.waitFor(
    queue.waitable,
    () => thread.call("putShort", queue.record, queue.generation, 8),
  );
}

/** The number that the next message says, or CLOSED. */
function* getting(stage: Stage, thread: Thread, queue: Ref): Generator<void, number, void> {
  const got = yield* thread.waitFor(
    queue.waitable,
    () => thread.call("get", queue.record, queue.generation),
  );
  if (got === layout.CLOSED) return got;
  same("length", got - layout.HOLD_COUNT, 8);
  return stage.word(layout.SLOTS + thread.slot * layout.SLOT_SIZE + layout.SLOT_SHORT);
}

/** Some threads put numbers, others get so many. */
function passing(stage: Stage, puts: readonly (readonly number[])[], gets: readonly number[], limit = 0) {
  const queue = stage.create(layout.KIND_QUEUE, 0, limit);
  const before = stage.census();
  let got: number[][] = [];
  return {
    scripts: [
      ...puts.map((numbers): Script =>
        function* (thread) {
          for (const number of numbers) same("put", yield* putting(stage, thread, queue, number), 0);
        }
      ),
      ...gets.map((count, index): Script =>
        function* (thread) {
          for (let left = count; left > 0; left--) got[index]!.push(yield* getting(stage, thread, queue));
        }
      ),
    ],
    begin: () => void (got = gets.map(() => [])),
    check: () => {
      same("got", String(got.flat().sort()), String(puts.flat().sort()));
      for (const numbers of puts) {
        for (const part of got) {
          const own = part.filter((number) => numbers.includes(number));
          same("order", String(own), String(own.toSorted()));
        }
      }
      same("left", stage.word(queue.address + layout.QUEUE_COUNT), 0);
      // A short message that was used once stays in the list of free ones.
      stage.assertRest(before);
    },
  };
}

/** A thread puts one message and closes the queue: every reader comes to its end. */
function closing(stage: Stage, readers: number) {
  const queue = stage.create(layout.KIND_QUEUE);
  const before = stage.census();
  let got: number[] = [];
  const reader: Script = function* (thread) {
    for (let number; (number = yield* getting(stage, thread, queue)) >= 0;) got.push(number);
  };
  return {
    scripts: [
      function* (thread) {
        same("put", yield* putting(stage, thread, queue, 7), 0);
        yield* done(thread, "closeQueue", queue.record, queue.generation);
      },
      ...Array.from({ length: readers }, () => reader),
    ] satisfies Script[],
    begin: () => void (got = []),
    check: () => {
      same("got", String(got), "7");
      stage.assertRest(before);
    },
  };
}

/** A reader is killed: what it has not taken is there, in its order, and at most one message is gone with it. */
function killedReader(stage: Stage) {
  const queue = stage.create(layout.KIND_QUEUE);
  const before = stage.census();
  let got: number[] = [];
  return {
    scripts: [
      function* (thread) {
        while (true) got.push(yield* getting(stage, thread, queue));
      },
      function* (thread) {
        for (const number of [1, 2]) same("put", yield* putting(stage, thread, queue, number), 0);
      },
      killer(0, stage),
    ] satisfies Script[],
    begin: () => void (got = []),
    check: () => {
      const left: number[] = [];
      while (stage.main.at("get", queue.record, queue.generation) >= 0) {
        left.push(stage.word(layout.SLOTS + stage.main.slot * layout.SLOT_SIZE + layout.SLOT_SHORT));
      }
      const there = [...got, ...left];
      holds(there.length >= 1, `More than one is lost: ${there}`);
      same("order", String(there), String(there.toSorted()));
      stage.assertRest(before);
    },
  };
}

/** A writer is killed while it puts: the message is in the queue or it is not, and whoever reads goes on. */
function killedWriter(stage: Stage) {
  const queue = stage.create(layout.KIND_QUEUE, 0, 1);
  const before = stage.census();
  let got: number[] = [];
  return {
    scripts: [
      function* (thread) {
        for (const number of [1, 2]) yield* putting(stage, thread, queue, number);
      },
      function* (thread) {
        for (let number; (number = yield* getting(stage, thread, queue)) >= 0;) got.push(number);
      },
      function* (thread) {
        yield* killer(0, stage)(thread);
        yield* done(thread, "closeQueue", queue.record, queue.generation);
      },
    ] satisfies Script[],
    begin: () => void (got = []),
    check: () => {
      holds(["", "1", "1,2"].includes(String(got)), `got ${got}`);
      stage.assertRest(before);
    },
  };
}

/** Whoever joins goes on once every message is reported done, and not before. */
function joining(stage: Stage) {
  const queue = stage.create(layout.KIND_QUEUE);
  stage.main.at("putShort", queue.record, queue.generation, 8);
  stage.main.at("putShort", queue.record, queue.generation, 8);
  let isDone = 0;
  const consumer: Script = function* (thread) {
    yield* getting(stage, thread, queue);
    isDone++;
    yield* done(thread, "taskDone", queue.record, queue.generation);
  };
  return {
    scripts: [
      consumer,
      consumer,
      function* (thread) {
        const unfinished = queue.address + layout.QUEUE_UNFINISHED;
        yield* thread.waitFor(queue.waitable, function* () {
          return (yield* thread.load(unfinished)) === 0 ? 0 : layout.BLOCKED;
        });
        same("done", isDone, 2);
      },
    ] satisfies Script[],
    begin: () => void (isDone = 0),
    check: () => same("unfinished", stage.word(queue.address + layout.QUEUE_UNFINISHED), 0),
  };
}

export const QUEUE_PLAYS: readonly Play[] = [
  { room: "queue", name: "one puts, one gets", stage: (stage) => passing(stage, [[1]], [1]) },
  {
    room: "queue",
    name: "one puts two, one gets two",
    isLong: true,
    stage: (stage) => passing(stage, [[1, 2]], [2]),
  },
  { room: "queue", name: "a limit of one", isLong: true, stage: (stage) => passing(stage, [[1, 2]], [2], 1) },
  {
    room: "queue",
    name: "two put, one gets",
    isLong: true,
    stage: (stage) => passing(stage, [[1], [2]], [2]),
  },
  {
    room: "queue",
    name: "one puts, two get",
    isLong: true,
    stage: (stage) => passing(stage, [[1, 2]], [1, 1]),
  },
  { room: "queue", name: "one is put, and it is closed", stage: (stage) => closing(stage, 1) },
  {
    room: "queue",
    name: "it is closed before two readers",
    isLong: true,
    stage: (stage) => closing(stage, 2),
  },
  { room: "queue", name: "a reader is killed", isLong: true, stage: killedReader },
  { room: "queue", name: "a writer is killed", isLong: true, stage: killedWriter },
  { room: "queue", name: "two report done, one joins", isLong: true, stage: joining },
];
