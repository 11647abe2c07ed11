import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { ARRAYS_START } from "./kernel_memory.ts";
import { inWorkers } from "./in_workers.ts";
import { stressReference } from "./stress_reference.ts";

const { wasm } = await compileModule({
  "stress.ts": await Deno.readTextFile(new URL("stress.as.ts", import.meta.url)),
});
const module = new WebAssembly.Module(wasm);

describe("arena", () => {
  it("gives four workers on one memory their own objects", async () => {
    const tasks = 100;
    const reports = await inWorkers(module, 4, tasks);
    for (const [index, { results, chunks }] of reports.entries()) {
      assertEquals(results, Array.from({ length: tasks }, (_, task) => stressReference(index * 1000 + task)));
      assert(chunks < 10, `the chunks of one task serve all: ${chunks}`);
    }
  });

  it("keeps what four workers format apart", async () => {
    const { wasm } = await compileModule({
      "format.ts": await Deno.readTextFile(new URL("format.as.ts", import.meta.url)),
    });
    for (const { results } of await inWorkers(new WebAssembly.Module(wasm), 4, 20)) {
      assertEquals(results, Array(20).fill(0));
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
