/** Random steps in one thread, each primitive beside the simplest model of it. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { Barrier, BoundedSemaphore, BrokenBarrierError, Condition, Event, Lock, RLock } from "../../mod.ts";

/** Lets whatever has been woken go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 1));
const RUNS = { numRuns: 40 };

/** A wait that began, as the primitive and as the model say it goes. */
interface Wait {
  readonly controller: AbortController;
  /** What came of it. */
  outcome: string;
  /** What should come of it. */
  expected: string;
}

function track(begin: (signal: AbortSignal) => Promise<unknown>): Wait {
  const controller = new AbortController();
  const wait: Wait = { controller, outcome: "waits", expected: "waits" };
  begin(controller.signal).then(
    (value) => wait.outcome = String(value),
    (error) => wait.outcome = error instanceof BrokenBarrierError ? "broken" : "aborted",
  );
  return wait;
}

const compare = (waits: readonly Wait[]) =>
  assertEquals(waits.map((wait) => wait.outcome), waits.map((wait) => wait.expected));

/** The wait that a number picks among those that the model says still wait. */
function pick(waits: readonly Wait[], number: number): Wait | undefined {
  const waiting = waits.filter((wait) => wait.expected === "waits");
  return waiting[number % waiting.length];
}

const step = <T extends string>(...kinds: T[]) =>
  fc.record({ kind: fc.constantFrom(...kinds), number: fc.nat({ max: 3 }) });
const steps = <T extends string>(...kinds: T[]) => fc.array(step(...kinds), { maxLength: 25 });

describe("By its model,", () => {
  it("a bounded semaphore has as many permits as are not taken, and serves in order", () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 3 }),
        steps("acquire", "try", "hold", "let go", "release", "abort"),
        async (limit, list) => {
          using semaphore = new BoundedSemaphore(limit);
          const waits: Wait[] = [];
          const guards: Disposable[] = [];
          let permits = limit;
          const add = () => {
            const next = pick(waits, 0);
            if (next !== undefined) next.expected = "true";
            else permits++;
          };
          for (const { kind, number } of list) {
            if (kind === "acquire") {
              waits.push(track((signal) => semaphore.acquire({ signal })));
              if (permits > 0) (permits--, waits.at(-1)!.expected = "true");
            } else if (kind === "try") {
              assertEquals(semaphore.acquireSync({ timeout: 0 }), permits > 0);
              if (permits > 0) permits--;
            } else if (kind === "hold" && permits > 0) {
              guards.push(semaphore.holdSync());
              permits--;
            } else if (kind === "let go" && guards.length > 0) {
              guards.splice(number % guards.length, 1)[0]![Symbol.dispose]();
              if (permits < limit) add();
            } else if (kind === "release") {
              let refused = false;
              try {
                semaphore.release();
              } catch {
                refused = true;
              }
              assertEquals(refused, permits === limit);
              if (!refused) add();
            } else if (kind === "abort") {
              const wait = pick(waits, number);
              wait?.controller.abort();
              if (wait !== undefined) wait.expected = "aborted";
            }
            await settle();
            compare(waits);
            assertEquals(semaphore.getValue(), permits);
          }
          for (const wait of waits) wait.controller.abort();
          await settle();
        },
      ),
      RUNS,
    ));

  it("an event wakes all that waited when it was set", () =>
    fc.assert(
      fc.asyncProperty(steps("set", "clear", "pulse", "wait", "abort"), async (list) => {
        using event = new Event();
        const waits: Wait[] = [];
        let isSet = false;
        for (const { kind, number } of list) {
          if (kind === "wait") {
            waits.push(track((signal) => event.wait({ signal })));
            if (isSet) waits.at(-1)!.expected = "true";
          } else if (kind === "abort") {
            const wait = pick(waits, number);
            wait?.controller.abort();
            if (wait !== undefined) wait.expected = "aborted";
          } else {
            if (kind !== "clear") {
              event.set();
              for (const wait of waits) if (wait.expected === "waits") wait.expected = "true";
            }
            if (kind !== "set") event.clear();
            isSet = kind === "set";
          }
          await settle();
          compare(waits);
          assertEquals(event.isSet(), isSet);
        }
        for (const wait of waits) wait.controller.abort();
        await settle();
      }),
      RUNS,
    ));

  for (const Class of [Lock, RLock]) {
    it(`a condition of ${Class.name} wakes the oldest in its line`, () =>
      fc.assert(
        fc.asyncProperty(steps("wait", "notify", "notifyAll", "abort"), async (list) => {
          using condition = new Condition(new Class());
          const waits: Wait[] = [];
          const wait = async (signal: AbortSignal) => {
            try {
              return await condition.wait({ signal });
            } finally {
              condition.release();
            }
          };
          for (const { kind, number } of list) {
            if (kind === "wait") {
              condition.acquireSync();
              waits.push(track(wait));
            } else if (kind === "abort") {
              const wait = pick(waits, number);
              wait?.controller.abort();
              if (wait !== undefined) wait.expected = "aborted";
            } else {
              const count = kind === "notify" ? number : Infinity;
              for (let woken = 0, next; woken < count && (next = pick(waits, 0)); woken++) {
                next.expected = "true";
              }
              using _ = condition.holdSync();
              if (kind === "notify") condition.notify(number);
              else condition.notifyAll();
            }
            await settle();
            compare(waits);
            assertEquals(condition.locked(), false);
          }
          for (const wait of waits) wait.controller.abort();
          await settle();
        }),
        RUNS,
      ));
  }

  it("a barrier lets its parties through together, or none of them", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        steps("wait", "try", "abort", "reset", "break"),
        async (parties, list) => {
          using barrier = new Barrier(parties);
          const waits: Wait[] = [];
          let isBroken = false;
          const waiting = () => waits.filter((wait) => wait.expected === "waits");
          const breakAll = (breaks: boolean) => {
            for (const wait of waiting()) wait.expected = "broken";
            isBroken = breaks;
          };
          for (const { kind, number } of list) {
            if (kind === "wait" || kind === "try") {
              const timeout = kind === "try" ? 0 : undefined;
              waits.push(track((signal) => barrier.wait({ signal, timeout })));
              if (isBroken) waits.at(-1)!.expected = "broken";
              else if (waiting().length === parties) {
                waiting().forEach((wait, place) => wait.expected = String(place));
              } else if (kind === "try") breakAll(true);
            } else if (kind === "abort") {
              const wait = pick(waits, number);
              wait?.controller.abort();
              if (wait !== undefined) {
                wait.expected = "aborted";
                breakAll(true);
              }
            } else if (kind === "reset") {
              barrier.reset();
              breakAll(false);
            } else {
              barrier.abort();
              breakAll(true);
            }
            await settle();
            compare(waits);
            assertEquals([barrier.broken, barrier.nWaiting], [isBroken, waiting().length]);
          }
          barrier.abort();
          await settle();
        },
      ),
      RUNS,
    ));
});
