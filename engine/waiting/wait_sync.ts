import { BLOCKED } from "../core/layout.ts";
import { mainRequests } from "../memory/header.ts";
import { thread } from "../memory/thread.ts";
import { Waitable } from "../memory/waitable.ts";
import {
  beforeBlockingHooks,
  INTERRUPT_MS,
  interruptHooks,
  LONG_BLOCK_MS,
  longBlockingHooks,
  mainRequestHooks,
  mayBlock,
  runBlocking,
  runOtherWork,
} from "./blocking.ts";
import { AdaptiveSpin } from "./spinning.ts";
import { sleepOnWord } from "./wait_on_word.ts";

/** Looks at the event before this thread sleeps: some 30 µs of them. */
const MAX_SPINS = 3000;

const eventSpin = new AdaptiveSpin();

/**
 * Blocks this thread until `attempt` returns something other than `BLOCKED`, and returns it; `BLOCKED` after `timeout` ms.
 * The attempt is made at least once. Whatever can make it succeed must signal `waitable`. Unless it `sleepsAtOnce` the thread
 * looks a moment for that before it sleeps.
 */
export function waitSync(
  waitable: number,
  attempt: () => number,
  timeout: number,
  sleepsAtOnce = false,
): number {
  const result = attempt();
  if (result !== BLOCKED || timeout <= 0) return result;
  return runBlocking(() => sleepUntil(new Waitable(waitable), attempt, timeout, sleepsAtOnce));
}

function sleepUntil(
  waitable: Waitable,
  attempt: () => number,
  timeout: number,
  sleepsAtOnce: boolean,
): number {
  beforeBlockingHooks.run();
  const began = performance.now();
  const deadline = began + timeout;
  const { core } = thread();
  let nextLook = interruptHooks.isEmpty ? Infinity : began + INTERRUPT_MS;
  let nextCare = longBlockingHooks.isEmpty ? Infinity : began + LONG_BLOCK_MS;
  while (true) {
    const { event } = waitable;
    const requests = mainRequests();
    mainRequestHooks.run();
    const result = attempt();
    if (result !== BLOCKED) return result;
    if (runOtherWork()) continue;
    const now = performance.now();
    const left = deadline - now;
    if (left <= 0 || !mayBlock(left)) return BLOCKED;
    if (now >= nextCare) {
      nextCare = now + LONG_BLOCK_MS;
      longBlockingHooks.run();
      continue;
    }
    if (now >= nextLook) {
      nextLook = now + INTERRUPT_MS;
      interruptHooks.run();
      continue;
    }
    if (!sleepsAtOnce && spinForEvent(waitable, event)) continue;
    core.park(waitable.address);
    // Who asks from here on finds this thread asleep; who asked just before did not.
    if (!mainRequestHooks.isEmpty && mainRequests() !== requests) {
      core.unpark();
      continue;
    }
    sleepOnWord(waitable.eventAddress, event, Math.min(left, nextCare - now, nextLook - now));
    core.unpark();
  }
}

/**
 * Whether the event moves on in the next few microseconds: to be woken takes longer than that, and to wake takes the other side
 * longer than not to.
 */
function spinForEvent(waitable: Waitable, event: number): boolean {
  if (!eventSpin.shouldSpin()) return false;
  let looks = MAX_SPINS;
  while (waitable.event === event && looks > 0) looks--;
  eventSpin.recordOutcome(looks > 0);
  return looks > 0;
}
