import { assertEquals } from "@std/assert";
import { Semaphore } from "../../mod.ts";
import { suite } from "./conform.ts";

suite("_test_multiprocessing", "SemLockTests", ({ same }) => {
  same("test_semlock_subclass", () => {
    class Counted extends Semaphore {
      acquired = 0;
      override acquireSync(): boolean {
        this.acquired++;
        return super.acquireSync();
      }
    }
    using semaphore = new Counted(1);
    assertEquals([semaphore.acquireSync(), semaphore.acquired, semaphore.getValue()], [true, 1, 0]);
    semaphore.release();
  });
});
