import * as layout from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { beforeBlockingHooks, isBlocking, longBlockingHooks, mainRequestHooks } from "../waiting/blocking.ts";
import { readMessage } from "../codec/message.ts";
import { mainRequests } from "../memory/header.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { isolateState } from "../platform/copies.ts";
import { createWorker } from "./create_worker.ts";
import type { ThreadOrder } from "./thread_order.ts";
import { reapSlot } from "../memory/core_calls.ts";
import { reportExit } from "./remote_thread.ts";
import { type TableThread, threadTable } from "./thread_table.ts";

const requests = isolateState("main thread's requests", () => ({ isServing: false, served: 0 }));

/** From now on this thread, the main one, does for the others what only it can: see `engine/threads/README.md`. */
export function serveMainThreadRequests(): void {
  if (requests.isServing) return;
  requests.isServing = true;
  doorbell().addDrain(() => {
    serve();
    return false;
  });
  mainRequestHooks.add(serve);
  // What was left to the event loop may have to be done without it.
  beforeBlockingHooks.add(() => {
    if (threadTable.hasRequested || threadTable.hasUntold) requests.served--;
  });
}

function serve(): void {
  const count = mainRequests();
  if (count === requests.served) return;
  requests.served = count;
  for (let slot = 1; slot < layout.SLOT_COUNT; slot++) {
    if (new Slot(slot).state === layout.STATE_REQUESTED) startRequested(slot);
    else {
      const worker = threadTable.at(slot);
      if (worker !== undefined) serveStartedThread(worker);
    }
  }
}

function startRequested(slot: number): void {
  thread().core.answerRequest(slot);
  const order = readMessage(new Slot(slot).order, "adopt") as ThreadOrder;
  try {
    createWorker(slot, order, { onEnd() {}, onUnstoppable() {} });
  } catch (error) {
    const reason = `could not be started: ${(error as Error).message}`;
    reportExit(slot, {
      ...{ code: 1, finished: false, killed: false, wasReady: false, initializerThrew: false, cell: -1 },
      finalizerResult: undefined,
      ...{ error, reason, isCorrupted: false, isProven: true, isRefused: true },
    });
    reapSlot(slot, { kept: true });
  }
}

function serveStartedThread(worker: TableThread): void {
  const slot = new Slot(worker.slot);
  if (slot.kill !== 0 && !worker.isBooting) {
    const how = slot.takeKill();
    worker.kill(how < layout.KILL_RUNNING ? undefined : how - layout.KILL_RUNNING);
  }
  if (slot.isDeathReported || worker.isUntold) worker.onProof();
  // While this thread blocks it does not hear of the end of a lifeline. The watchdog does.
  else if (worker.isEnding && worker.isRequested && isBlocking()) longBlockingHooks.run();
}
