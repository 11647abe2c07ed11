import * as layout from "../../../engine/core/layout.ts";
import type { Script, Thread } from "../thread.ts";
import { done, holds, killer, type Play, type Ref, same, type Stage } from "../stage.ts";

interface Both {
  readonly lock: Ref;
  readonly condition: Ref;
}

function prepare(stage: Stage): Both {
  const lock = stage.create(layout.KIND_LOCK);
  return { lock, condition: stage.create(layout.KIND_CONDITION, lock.record) };
}

function* acquiring(thread: Thread, { lock }: Both): Generator<void, number, void> {
  return yield* thread.waitFor(lock.waitable, () => thread.call("acquire", lock.address));
}

/** `Condition.waitSync`, by its four steps. Whether it was called before it left the line. */
function* waiting(
  stage: Stage,
  thread: Thread,
  both: Both,
  isPatient = true,
): Generator<void, boolean, void> {
  const hold = yield* done(thread, "beginWait", both.condition.address);
  const ticket = stage.ref(hold);
  if (isPatient) {
    yield* thread.waitFor(ticket.waitable, function* () {
      const state = yield* thread.load(ticket.address + layout.TICKET_STATE);
      return state === layout.TICKET_WAITS ? layout.BLOCKED : state;
    });
  }
  const wasCalled = (yield* thread.call("leaveLine", hold)) === layout.TICKET_CALLED;
  yield* thread.waitFor(both.lock.waitable, () => thread.call("resume", hold));
  yield* done(thread, "release", hold);
  return wasCalled;
}

/** Some threads wait until something has happened; whoever sees it tells the next one, and no more than one. */
function passingOn(stage: Stage, waiters: number, end?: (stage: Stage) => Script) {
  const both = prepare(stage);
  const before = stage.census();
  let hasHappened = false, seen = 0;
  const waiter: Script = function* (thread) {
    yield* acquiring(thread, both);
    while (!hasHappened) yield* waiting(stage, thread, both);
    seen++;
    yield* done(thread, "notify", both.condition.address, 1);
    yield* done(thread, "unlock", both.lock.address);
  };
  return {
    scripts: [
      ...Array.from({ length: waiters }, () => waiter),
      function* (thread) {
        yield* acquiring(thread, both);
        hasHappened = true;
        yield* done(thread, "notify", both.condition.address, 1);
        yield* done(thread, "unlock", both.lock.address);
      },
      ...end === undefined ? [] : [end(stage)],
    ] satisfies Script[],
    begin: () => {
      hasHappened = false;
      seen = 0;
    },
    check: () => {
      if (end === undefined) same("threads that saw it", seen, waiters);
      else holds(seen >= waiters - 1, "A notification died with a thread");
      same("line", stage.word(both.condition.address + layout.LINE_LENGTH), 0);
      stage.assertRest(before);
    },
  };
}

/** A thread waits for no time at all while another notifies: it was called if and only if its place in line was used. */
function impatient(stage: Stage) {
  const both = prepare(stage);
  const before = stage.census();
  let called: number | undefined, calls = 0;
  return {
    scripts: [
      function* (thread) {
        yield* acquiring(thread, both);
        called = Number(yield* waiting(stage, thread, both, false));
        yield* done(thread, "unlock", both.lock.address);
      },
      function* (thread) {
        yield* acquiring(thread, both);
        calls = stage.word(both.condition.address + layout.LINE_LENGTH);
        yield* done(thread, "notify", both.condition.address, 1);
        yield* done(thread, "unlock", both.lock.address);
      },
    ] satisfies Script[],
    begin: () => {
      called = undefined;
      calls = 0;
    },
    check: () => {
      if (called === 1) same("places in line", calls, 1);
      same("owner", stage.word(both.lock.address + layout.LOCK_OWNER), 0);
      stage.assertRest(before);
    },
  };
}

export const CONDITION_PLAYS: readonly Play[] = [
  { room: "condition", name: "one waits, one notifies", stage: (stage) => passingOn(stage, 1) },
  { room: "condition", name: "one waits for no time, one notifies", stage: impatient },
  {
    room: "condition",
    name: "two wait, and pass it on",
    isLong: true,
    stage: (stage) => passingOn(stage, 2),
  },
  {
    room: "condition",
    name: "one of two that wait is killed",
    isLong: true,
    stage: (stage) => passingOn(stage, 2, (stage) => killer(0, stage)),
  },
];
