import * as layout from "../../../engine/core/layout.ts";
import type { Script, Thread } from "../thread.ts";
import { done, holds, killer, type Play, type Ref, same, type Stage } from "../stage.ts";

const PASSED = layout.TICKET_CALLED;

/** Waits with a ticket until it is out of the line, and lets go of it: the state that it was in, and its value. */
function* waiting(stage: Stage, thread: Thread, barrier: Ref, hold: number): Generator<void, number, void> {
  const ticket = stage.ref(hold);
  let state = yield* thread.waitFor(ticket.waitable, function* () {
    const state = yield* thread.load(ticket.address + layout.TICKET_STATE);
    return state === layout.TICKET_WAITS ? layout.BLOCKED : state;
  });
  if (state === layout.TICKET_ACTS) {
    same("parties while it acts", stage.word(barrier.address + layout.LINE_LENGTH), 2);
    state = yield* thread.call("openBarrier", hold);
  }
  yield* done(thread, "release", hold);
  return state;
}

function* arriving(thread: Thread, barrier: Ref): Generator<void, number, void> {
  return yield* thread.waitFor(barrier.waitable, () => thread.call("arrive", barrier.address));
}

/** All parties come, so many times; none goes on before all have come. */
function rounds(stage: Stage, parties: number, times: number, hasAction = 0) {
  const barrier = stage.create(layout.KIND_BARRIER, parties, hasAction);
  const before = stage.census();
  let came: number[] = [], passed = 0;
  const party: Script = function* (thread) {
    for (let round = 0; round < times; round++) {
      came[round]!++;
      const hold = yield* arriving(thread, barrier);
      holds(hold > 0, `arrive gave ${hold}`);
      same("state", yield* waiting(stage, thread, barrier, hold), PASSED);
      same("parties that came", came[round], parties);
      passed++;
    }
  };
  return {
    scripts: Array.from({ length: parties }, () => party),
    begin: () => {
      came = Array.from({ length: times }, () => 0);
      passed = 0;
    },
    check: () => {
      same("passed", passed, parties * times);
      stage.assertRest(before);
    },
  };
}

/** One party is in line and is killed, one comes. Either both are let through, or the barrier breaks. */
function killed(stage: Stage) {
  const barrier = stage.create(layout.KIND_BARRIER, 2, 0);
  const before = stage.census();
  const victim = stage.machine.threads[0]!;
  const hold = victim.at("arrive", barrier.address);
  let first: number | undefined, second: number | undefined;
  return {
    scripts: [
      function* (thread) {
        first = yield* waiting(stage, thread, barrier, hold);
      },
      function* (thread) {
        const hold = yield* arriving(thread, barrier);
        second = hold < 0 ? hold : yield* waiting(stage, thread, barrier, hold);
      },
      killer(0, stage),
    ] satisfies Script[],
    begin: () => void (first = second = undefined),
    check: () => {
      const broken = stage.word(barrier.address + layout.BARRIER_BROKEN);
      same("second", second, broken === 0 ? PASSED : layout.CLOSED);
      if (first !== undefined) same("first", first, PASSED);
      if (broken !== 0) same("why it broke", broken, layout.BROKEN_BY_DEATH);
      stage.assertRest(before);
    },
  };
}

/** One party gives up while the other comes: a round lets through all of its parties or none. */
function givenUp(stage: Stage) {
  const barrier = stage.create(layout.KIND_BARRIER, 2, 0);
  const before = stage.census();
  let first: number | undefined, second: number | undefined;
  return {
    scripts: [
      function* (thread) {
        const hold = yield* done(thread, "arrive", barrier.address);
        first = yield* thread.call("giveUp", hold, layout.BROKEN_BY_TIMEOUT);
        yield* done(thread, "release", hold);
      },
      function* (thread) {
        const hold = yield* arriving(thread, barrier);
        second = hold < 0 ? hold : yield* waiting(stage, thread, barrier, hold);
      },
    ] satisfies Script[],
    begin: () => void (first = second = undefined),
    check: () => {
      same("both pass", first === PASSED, second === PASSED);
      if (first !== PASSED) {
        holds(second === layout.CLOSED || second === layout.TICKET_BROKEN, `second: ${second}`);
      }
      stage.assertRest(before);
    },
  };
}

export const BARRIER_PLAYS: readonly Play[] = [
  { room: "barrier", name: "two parties", stage: (stage) => rounds(stage, 2, 1) },
  { room: "barrier", name: "two parties, two rounds", isLong: true, stage: (stage) => rounds(stage, 2, 2) },
  { room: "barrier", name: "two parties and an action", stage: (stage) => rounds(stage, 2, 1, 1) },
  { room: "barrier", name: "three parties", isLong: true, stage: (stage) => rounds(stage, 3, 1) },
  { room: "barrier", name: "one of two gives up", stage: givenUp },
  { room: "barrier", name: "one of two is killed", isLong: true, stage: killed },
];
