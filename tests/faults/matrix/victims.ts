/** What runs in the threads of the matrix: those who perform an operation until they die, those who go on, those who hold. */
import type { Event, RawArray } from "../../../mod.ts";
import type { Ailment, Limits } from "./rig.ts";
import type { Form } from "./operations.ts";
import { ENTRIES } from "./rows.ts";

/** Where a thread says how far it is. */
export const ROUNDS = 0;
/** Where it is told that the others have seen what they wanted. */
export const STOP = 1;

/** Rounds before a thread ends itself, so that it dies in the middle of its work. */
const SOME_ROUNDS = 3;

/** What a performer performs. */
export interface Order {
  readonly name: string;
  readonly form: Form;
  readonly backend: "thread" | "inline";
  /** The objects, if they travel. */
  readonly objects: unknown;
  readonly state: RawArray<"i">;
}

/** A turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function objectsOf({ name, backend, objects }: Order): Promise<unknown> {
  const { rig } = ENTRIES.get(name)!;
  return rig.own ? await rig.make(backend) : objects;
}

/** Performs rounds until it is killed, or comes to its end by itself. */
export async function perish(order: Order, end: Ailment): Promise<void> {
  const { name, form, backend, state } = order;
  const { row } = ENTRIES.get(name)!;
  const objects = await objectsOf(order);
  const kept: unknown[] = [];
  for (let round = 1;; round++) {
    const result = row[form]!(objects, {});
    if (form === "async" || result instanceof Promise) await result;
    state.add(ROUNDS, 1);
    if (backend === "inline") {
      await turn();
      // Nothing ends code that has no thread of its own: it goes on where it makes no call that could refuse.
      if (state.load(STOP) === 1) return;
    }
    if (round < SOME_ROUNDS) continue;
    if (end === "exits") Deno.exit(3);
    if (end === "throws" && backend === "inline") throw new RangeError("the victim threw");
    if (end === "throws") {
      setTimeout(() => {
        throw new RangeError("the victim threw");
      });
      await turn();
    }
    while (end === "fills its heap") kept.push(new Array(10_000).fill(round));
  }
}

/** Performs rounds until it is told to stop, and one more; the number of them. */
export async function goOn(order: Order): Promise<number> {
  const { name, form, state } = order;
  const { rig, row } = ENTRIES.get(name)!;
  const objects = await objectsOf(order);
  let rounds = 0;
  for (let isLast = false; !isLast; rounds++) {
    isLast = state.load(STOP) === 1;
    await row[form]!(objects, {});
    await turn();
  }
  if (rig.own) await rig.free(objects);
  return rounds;
}

/** Says that it begins, waits for what nobody gives, and tells what came of it. */
export async function waitInVain(order: Order, limits: Limits, begun?: Event): Promise<string> {
  const { name, form } = order;
  const { rig, row } = ENTRIES.get(name)!;
  const objects = await objectsOf(order);
  row.prepare?.(objects);
  begun?.set();
  const outcome = await tell(() => row.wait![form]!(objects, limits));
  if (rig.own) await rig.free(objects);
  return outcome;
}

/** Waits for what it closes itself meanwhile, or, if it blocks, for what others close. */
export async function waitForTheEnd(order: Order, begun: Event): Promise<string> {
  const { name, form } = order;
  const { rig, row } = ENTRIES.get(name)!;
  const objects = await objectsOf(order);
  if (form === "Sync" && row.isClosedByAll) row.close!(objects);
  begun.set();
  const waiting = tell(() => row.wait![form]!(objects, {}));
  if (form === "async" && (rig.own || row.isClosedByAll)) row.close!(objects);
  const outcome = await waiting;
  if (rig.own) await rig.free(objects);
  return outcome;
}

/** Closes what others wait for, when it is time. */
export function closeInTime({ name, objects }: Order, ready: Event, time: Event): void {
  ready.set();
  time.waitSync();
  ENTRIES.get(name)!.row.close!(objects);
}

/** Calls, and tells the result or the error. */
export async function tell(call: () => unknown): Promise<string> {
  try {
    return shownResult(await call());
  } catch (error) {
    return `${error}`;
  }
}

function shownResult(result: unknown): string {
  return Array.isArray(result) ? `[${result.length === 0 ? "" : "…"}]` : String(
    (result as { done?: boolean } | undefined)?.done === true ? "done" : result,
  );
}

/** Waits with a signal of its own, and aborts it once the wait has begun. */
export async function abortOwn(order: Order): Promise<string> {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("aborted here")), 1);
  return await waitInVain(order, { signal: controller.signal });
}

/** Has a worker of its own suffer, tells what the call came to, and whether a healthy call goes well after it. */
export async function employ(order: Order, ailment: Ailment, limits: Limits): Promise<[string, string]> {
  const { name, form } = order;
  const { rig, row } = ENTRIES.get(name)!;
  const objects = await objectsOf(order);
  try {
    const outcome = await tell(() => row.sick![form]!(objects, ailment, limits));
    return [outcome, await tell(() => row[form]!(objects, {}))];
  } finally {
    await rig.free(objects);
  }
}

/** As `employ`, with a signal that is aborted while the task runs. */
export async function employAborted(order: Order): Promise<[string, string]> {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("aborted here")), 20);
  return await employ(order, "never ends", { signal: controller.signal });
}

/** Takes what the others wait for, says so, and dies when it is time. */
export async function holdUntilTime(order: Order, ready: Event, time: Event): Promise<void> {
  const { name, backend, objects } = order;
  ENTRIES.get(name)!.row.hold!(objects);
  ready.set();
  await time.wait();
  if (backend === "thread") Deno.exit(3);
}

/** As `holdUntilTime`, and never dies by itself. */
export async function holdForEver(order: Order, ready: Event): Promise<void> {
  ENTRIES.get(order.name)!.row.hold!(order.objects);
  ready.set();
  await new Promise(() => {});
}

/** Disposes of its handles, calls, and tells what came of it. */
export async function useAfterwards(order: Order): Promise<string> {
  const { name, form } = order;
  const { rig, row } = ENTRIES.get(name)!;
  const objects = await objectsOf(order);
  await rig.free(objects);
  return await tell(() => row[form]!(objects, {}));
}

/** Calls when it is time, tells what came of it, and returns when there is room again. */
export async function callWithoutRoom(
  order: Order,
  [ready, time, done, mended]: readonly [Event, Event, Event, Event],
): Promise<[string, string]> {
  const { name, form } = order;
  const { rig, row } = ENTRIES.get(name)!;
  const objects = await objectsOf(order);
  const call = () => tell(() => row[form]!(objects, {}));
  // What is loaded or compiled at the first call is so by now.
  await call();
  ready.set();
  time.waitSync();
  const outcome = await call();
  done.set();
  await mended.wait();
  const afterwards = await call();
  if (rig.own) await rig.free(objects);
  return [outcome, afterwards];
}
