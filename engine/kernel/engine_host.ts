import { thread } from "../memory/thread.ts";
import { kernelRegistry } from "./kernel_registry.ts";

// Kernels that are called directly, or by a worker, work on the engine's memory.
kernelRegistry.setHost({
  memory: () => thread().data,
  arenaMore: (bytes) => thread().core.allocArena(bytes),
});
