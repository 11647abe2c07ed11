import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { compileKernels } from "../../kernels/build/compile_kernels.ts";
import type { ArenaWorkerData } from "./arena_worker.ts";
import { ARRAYS_START } from "./kernel_memory.ts";
import { stressReference } from "./stress_reference.ts";

const { wasm } = await compileKernels({
  "stress.ts": await Deno.readTextFile(new URL("stress.as.ts", import.meta.url)),
});
const module = new WebAssembly.Module(wasm);

describe("arena", () => {
  it("gives four workers on one memory their own objects", async () => {
    const memory = new WebAssembly.Memory({ initial: 256, maximum: 256, shared: true });
    const workers = 4;
    const tasks = 100;
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
    const reports = await Promise.all(threads.map(async (thread) => {
      const over = Promise.all([once(thread, "message"), once(thread, "exit")]);
      thread.postMessage("go");
      const [[report]] = await over;
      return report as { results: number[]; chunks: number };
    }));
    for (const [index, { results, chunks }] of reports.entries()) {
      assertEquals(results, Array.from({ length: tasks }, (_, task) => stressReference(index * 1000 + task)));
      assert(chunks < 10, `the chunks of one task serve all: ${chunks}`);
    }
  });

  it("takes no new chunk for a task that an earlier one's chunks can serve", () => {
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
    let used = 0;
    const instance = new KernelInstance(module, {
      memory: () => memory,
      arenaMore: (bytes) => (used += bytes, ARRAYS_START + used - bytes),
    });
    instance.call("stress", [1]);
    const usedByOne = used;
    for (let seed = 2; seed < 50; seed++) {
      assertEquals(instance.call("stress", [seed]), stressReference(seed));
    }
    assert(used <= usedByOne + 65536, `${used} bytes after many tasks, ${usedByOne} after one`);
  });
});
