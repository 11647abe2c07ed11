import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";

/** What the test gives each worker. */
export interface ArenaWorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Which of the workers this is, and how many there are: their chunks lie next to each other in turns. */
  readonly index: number;
  readonly workers: number;
  readonly chunkBytes: number;
  readonly heap: number;
  readonly tasks: number;
}

const { module, memory, index, workers, chunkBytes, heap, tasks } = workerData as ArenaWorkerData;
let chunks = 0;
const instance = new KernelInstance(module, {
  memory: () => memory,
  arenaMore: (bytes) => bytes > chunkBytes ? 0 : heap + (chunks++ * workers + index) * chunkBytes,
});
parentPort!.postMessage("ready"); // all begin together: workers that run one after the other cannot collide
await once(parentPort!, "message");
const results: number[] = [];
for (let task = 0; task < tasks; task++) {
  results.push(instance.call("stress", [index * 1000 + task]) as number);
}
parentPort!.postMessage({ results, chunks });
