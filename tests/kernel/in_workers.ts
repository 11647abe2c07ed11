import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { ArenaWorkerData } from "./arena_worker.ts";
import { ARRAYS_START } from "./kernel_memory.ts";

/** What one worker reports. */
export interface WorkerReport {
  readonly results: number[];
  readonly chunks: number;
}

/** Runs the kernel `stress` of a module in several workers at once on one memory, each with seeds of its own from `1000 · index`. */
export async function inWorkers(
  module: WebAssembly.Module,
  workers: number,
  tasks: number,
): Promise<WorkerReport[]> {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 256, shared: true });
  const threads = Array.from({ length: workers }, (_, index) => {
    const workerData: ArenaWorkerData = {
      module,
      memory,
      index,
      workers,
      tasks,
      heap: ARRAYS_START,
      chunkBytes: 65536,
    };
    return new Worker(new URL("arena_worker.ts", import.meta.url), { workerData });
  });
  await Promise.all(threads.map((thread) => once(thread, "message")));
  return await Promise.all(threads.map(async (thread) => {
    const over = Promise.all([once(thread, "message"), once(thread, "exit")]);
    thread.postMessage("go");
    const [[report]] = await over;
    return report as WorkerReport;
  }));
}
