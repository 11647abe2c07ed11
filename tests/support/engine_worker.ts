import { parentPort, workerData } from "node:worker_threads";
import { readMessage } from "../../engine/codec/message.ts";
import { joinEngine } from "../../engine/memory/thread.ts";
// So that the shared types of the arguments are registered.
import "../../engine/channel/queue.ts";
import "../../engine/channel/pipe.ts";
import "../../engine/channel/simple_queue.ts";
import "../../engine/shared/shared_array.ts";
import "../../engine/shared/value.ts";
import "../../engine/shared_types.ts";
import type { TestWorkerData } from "./engine_workers.ts";

const { slot, module, name, args, ...memories } = workerData as TestWorkerData;
joinEngine(memories, slot);
try {
  const functions = await import(module);
  parentPort!.postMessage({ value: await functions[name](...readMessage(args, "adopt") as unknown[]) });
} catch (error) {
  parentPort!.postMessage({ error: error instanceof Error ? `${error.stack}` : String(error) });
}
