import * as layout from "../../../engine/core/layout.ts";
import type { Script, Thread } from "../thread.ts";
import { done, killer, type Play, POOL_RING, same, type Stage } from "../stage.ts";

const RING = layout.RINGS + POOL_RING * layout.RING_SIZE;
type Way = "waitFor" | "listenFor";

/** Threads that wait for values of a ring, asleep or with their doorbells, and one that pushes as many, one at a time. */
function values(stage: Stage, ways: readonly Way[], end?: (stage: Stage) => Script) {
  const before = stage.census();
  let popped: number[] = [];
  return {
    scripts: [
      ...ways.map((way): Script =>
        function* (thread: Thread) {
          popped.push(yield* thread[way](RING + layout.RING_WAITABLE, () => thread.call("pop", POOL_RING)));
        }
      ),
      function* (thread) {
        // Each push is for one sleeper: if that is killed, the other must look as well, so there is one for each.
        for (const value of ways.keys()) yield* done(thread, "push", POOL_RING, value);
      },
      ...end === undefined ? [] : [end(stage)],
    ] satisfies Script[],
    begin: () => void (popped = []),
    check: () => {
      if (end === undefined) same("popped", String(popped.sort()), String([...ways.keys()]));
      stage.assertRest(before);
    },
  };
}

/** A thread waits for a lock with its doorbell, and the others use it. */
function lock(stage: Stage, others: number) {
  const lock = stage.create(layout.KIND_LOCK);
  const before = stage.census();
  const user = (way: Way): Script =>
    function* (thread) {
      yield* thread[way](lock.waitable, () => thread.call("acquire", lock.address));
      yield* done(thread, "unlock", lock.address);
    };
  return {
    scripts: [user("listenFor"), ...Array.from({ length: others }, () => user("waitFor"))],
    check: () => {
      same("owner", stage.word(lock.address + layout.LOCK_OWNER), 0);
      stage.assertRest(before);
    },
  };
}

/** An event is set and cleared while a thread waits: it sees that. */
function event(stage: Stage, way: Way) {
  const event = stage.create(layout.KIND_EVENT);
  const turns = event.address + layout.EVENT_TURNS;
  return {
    scripts: [
      function* (thread) {
        const found = yield* thread.load(turns);
        yield* thread[way](event.waitable, function* () {
          const now = yield* thread.load(turns);
          return (now & 1) === 1 || now !== found ? 0 : layout.BLOCKED;
        });
      },
      function* (thread) {
        yield* thread.call("setEvent", event.address, 1);
        yield* thread.call("setEvent", event.address, 0);
        yield* thread.call("setEvent", event.address, 1);
      },
    ] satisfies Script[],
    check: () => same("turns", stage.word(turns) & 1, 1),
  };
}

export const WAITING_PLAYS: readonly Play[] = [
  { room: "waiting", name: "one listens for a value", stage: (stage) => values(stage, ["listenFor"]) },
  {
    room: "waiting",
    name: "one sleeps, one listens",
    isLong: true,
    stage: (stage) => values(stage, ["waitFor", "listenFor"]),
  },
  {
    room: "waiting",
    name: "one of two sleepers is killed",
    isLong: true,
    stage: (stage) => values(stage, ["waitFor", "waitFor"], (stage) => killer(0, stage)),
  },
  { room: "waiting", name: "one listens for a lock", stage: (stage) => lock(stage, 1) },
  {
    room: "waiting",
    name: "one listens for a lock, two sleep",
    isLong: true,
    stage: (stage) => lock(stage, 2),
  },
  { room: "waiting", name: "one sleeps until an event", stage: (stage) => event(stage, "waitFor") },
  { room: "waiting", name: "one listens for an event", stage: (stage) => event(stage, "listenFor") },
];
