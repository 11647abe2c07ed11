/** Threads for tests: they join the engine as its own workers do, run one exported function, and end. */
import "../../engine/memory/use_shared_memory.ts";
import { Worker } from "node:worker_threads";
import { packMessage } from "../../engine/codec/message.ts";
import { heldRecord } from "../../engine/memory/records.ts";
import { thread } from "../../engine/memory/thread.ts";
import { MORE, SLOT_COUNT } from "../../engine/core/layout.ts";

/** What a test worker is started with. */
export interface TestWorkerData {
  readonly data: WebAssembly.Memory;
  readonly control: WebAssembly.Memory;
  readonly coreModule: WebAssembly.Module;
  readonly slot: number;
  readonly module: string;
  readonly name: string;
  /** Record of the message with the arguments. */
  readonly args: number;
}

/** A running test worker. */
export interface TestWorker<R> {
  readonly slot: number;
  /** What the function returned, once the thread has ended and its slot is clean again. */
  readonly result: Promise<R>;
}

// The engine takes slots from 1 up.
const FIRST_SLOT = 200;
const slots = Array.from({ length: SLOT_COUNT - FIRST_SLOT }, (_, i) => SLOT_COUNT - 1 - i);

/** Calls `functions[name](...args)` in a new thread. `url` is the module that exports the function. */
export function startWorker<A extends unknown[], R>(
  url: string,
  fn: (...args: A) => R,
  ...args: A
): TestWorker<Awaited<R>> {
  const { data, control, coreModule, core } = thread();
  const slot = slots.pop()!;
  core.openSlot(slot, 0);
  const message = packMessage(args);
  const workerData: TestWorkerData = {
    ...{ data, control, coreModule, slot, name: fn.name },
    module: new URL(url).href,
    args: heldRecord(message),
  };
  const worker = new Worker(new URL("./engine_worker.ts", import.meta.url), { workerData });
  const result = new Promise<Awaited<R>>((resolve, reject) => {
    let outcome: { value?: Awaited<R>; error?: string } | undefined;
    worker.on("message", (received) => outcome = received);
    worker.on("error", reject);
    worker.on("exit", (code) => {
      core.release(message);
      while (core.reap(slot, 0, 1) === MORE);
      slots.push(slot);
      if (outcome === undefined) reject(new Error(`The worker ended with code ${code} and no outcome`));
      else if (outcome.error !== undefined) reject(new Error(outcome.error));
      else resolve(outcome.value!);
    });
  });
  return { slot, result };
}

/** Runs a function in a new thread and waits for what it returns. */
export function inWorker<A extends unknown[], R>(
  url: string,
  fn: (...args: A) => R,
  ...args: A
): Promise<Awaited<R>> {
  return startWorker(url, fn, ...args).result;
}
