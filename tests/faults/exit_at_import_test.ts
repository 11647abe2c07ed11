/** Modules of tasks that end their thread while they are imported. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { importTasks, Pool, Process, WorkerLostError } from "../../mod.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { until } from "../support/until.ts";

/** What may follow the exit at the module's top level. */
const AFTERWARDS: Readonly<Record<string, string>> = {
  nothing: "",
  "a loop": "for (;;);",
  "a promise that never settles": "await new Promise(() => {});",
  "a promise that settles": "await new Promise((resolve) => setTimeout(resolve, 1));",
  "an error": "throw new Error('after the exit');",
  "another exit": "Deno.exit(4);",
  "calls of the engine": `
    const { Queue } = await import(${JSON.stringify(import.meta.resolve("../../mod.ts"))});
    const queue = new Queue();
    for (;;) queue.putSync(queue.qsize());`,
};

interface Tasks {
  two(): number;
}

function moduleOf(text: string): Tasks {
  const source = `${text}\nexport function two() { return 2; }`;
  return importTasks<Tasks>(`data:text/javascript,${encodeURIComponent(source)}`) as unknown as Tasks;
}

describe("A module that exits while it is imported", { sanitizeOps: false, sanitizeResources: false }, () => {
  for (const [name, text] of Object.entries(AFTERWARDS)) {
    it(`loses its task, and its pool ends: ${name} follows`, async () => {
      const { two } = moduleOf(`Deno.exit(3);\n${text}`);
      const { slots } = engineCounts();
      for (let round = 0; round < 4; round++) {
        const pool = new Pool(1);
        const lost = await assertRejects(() => pool.run(two), WorkerLostError);
        assertEquals(lost.reason, "exited with code 3");
        // Another worker has its cells: the one that has told its end takes none.
        assertEquals(await pool.run(() => 1), 1);
        pool.close();
        await pool.join();
      }
      await until(() => engineCounts().slots <= slots);
    });
  }

  it("ends its process with that code", async () => {
    const process = new Process({ target: moduleOf("Deno.exit(3);").two });
    process.start();
    await process.join();
    assertEquals(process.exitCode, 3);
    assert(!process.isAlive);
  });
});
