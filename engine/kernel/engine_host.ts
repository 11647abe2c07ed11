import { thread } from "../memory/thread.ts";
import { kernelRegistry } from "./kernel_registry.ts";

// Kernels that are called directly, or by a worker, work on the engine's memory. A second copy of this module, in a worker
// that imports the library, finds the first one's host.
if (!kernelRegistry.hasHost) {
  kernelRegistry.setHost({
    memory: () => thread().data,
    arenaMore: (bytes) => thread().core.allocArena(bytes),
  });
}
