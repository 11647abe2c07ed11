import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Process } from "../../mod.ts";

const MAX_HEAP = 60;

function fill(): void {
  const rows: unknown[] = [];
  for (;;) rows.push(new Array(100_000).fill(1.5));
}

async function fillLater(): Promise<void> {
  await Promise.resolve();
  const rows: unknown[] = [];
  for (;;) rows.push(new Array(100_000).fill(1.5));
}

describe("a process that runs out of memory", () => {
  for (const target of [fill, fillLater]) {
    it(`ends with an exit code that join() waits for, in ${target.name}()`, async () => {
      const process = new Process({ target, maxHeap: MAX_HEAP });
      process.start();
      await process.join();
      assertEquals(process.exitCode, 1);
    });

    it(`ends with an exit code that joinSync() waits for, in ${target.name}()`, () => {
      const process = new Process({ target, maxHeap: MAX_HEAP });
      process.start();
      process.joinSync();
      assertEquals(process.exitCode, 1);
    });
  }
});
