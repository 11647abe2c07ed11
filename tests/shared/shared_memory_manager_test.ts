import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { FileNotFoundError } from "../../engine/errors/system_errors.ts";
import { ProcessError } from "../../engine/errors/process_error.ts";
import { SharedMemory } from "../../engine/shared/shared_memory.ts";
import { SharedMemoryManager } from "../../engine/shared/shared_memory_manager.ts";
import { checkHeap } from "../support/check_heap.ts";

describe("SharedMemoryManager", () => {
  it("shutdown() takes back all that it made, also what others have unlinked or closed", () => {
    const before = checkHeap();
    const manager = new SharedMemoryManager();
    const [plain, unlinked, closed] = [
      manager.SharedMemory(10),
      manager.SharedMemory(20),
      manager.SharedMemory(30),
    ];
    unlinked.unlink();
    closed.close();
    const list = manager.ShareableList([1, "two", null]);
    assertEquals([...list], [1, "two", null]);
    const names = [plain.name, closed.name, list.shm.name];
    manager.shutdown();
    manager.shutdown();
    for (const name of names) assertThrows(() => new SharedMemory({ name }), FileNotFoundError);
    assertEquals(checkHeap(), before);
  });

  it("leaves memory to those who have attached to it", () => {
    const before = checkHeap();
    const manager = new SharedMemoryManager();
    const memory = manager.SharedMemory(10);
    memory.buf[0] = 42;
    {
      using same = new SharedMemory({ name: memory.name });
      manager.shutdown();
      assertEquals(same.buf[0], 42);
      assertThrows(() => memory.buf, ReferenceError);
    }
    assertEquals(checkHeap(), before);
  });

  it("makes nothing after shutdown(), or of a wrong size", () => {
    using manager = new SharedMemoryManager();
    assertThrows(() => manager.SharedMemory(0), RangeError, "received 0");
    assertThrows(() => manager.ShareableList([{}] as never), TypeError);
    manager.shutdown();
    assertThrows(() => manager.SharedMemory(1), ProcessError, "has been shut down");
    assertThrows(() => manager.ShareableList([1]), ProcessError, "has been shut down");
  });
});
