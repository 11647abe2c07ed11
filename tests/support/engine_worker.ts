import { parentPort, workerData } from "node:worker_threads";
import { readMessage } from "../../engine/codec/message.ts";
import { joinEngine } from "../../engine/memory/thread.ts";
import type { TestWorkerData } from "./engine_workers.ts";

const { slot, module, name, args, ...memories } = workerData as TestWorkerData;
joinEngine(memories, slot);
try {
  const functions = await import(module);
  // Importing the module has registered the shared types that it uses.
  parentPort!.postMessage({ value: await functions[name](...readMessage(args, "adopt") as unknown[]) });
} catch (error) {
  parentPort!.postMessage({ error: error instanceof Error ? `${error.stack}` : String(error) });
}
