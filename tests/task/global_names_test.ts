import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { functionRef } from "../../engine/task/function_ref.ts";
import { GLOBAL_NAMES } from "../../engine/task/global_names.ts";
import { RemoteCaller } from "./fixtures/remote_caller.ts";

/** Names under which multicore exports things: in a user's function they mean those. */
const OWN_NAMES = `
  Pool AsyncResult Process Queue JoinableQueue SimpleQueue Pipe Connection Lock RLock Semaphore BoundedSemaphore Condition
  Event Barrier Value RawValue SharedArray RawArray SharedMemory ShareableList Manager Namespace Listener Client Executor
  Future TimeoutError ProcessError TransferError WorkerLostError OutOfMemoryError KernelError PoolClosedError
  QueueEmptyError QueueFullError ConnectionClosedError BufferTooShortError BrokenBarrierError BootstrapError
`.trim().split(/\s+/);

/** Names of other runtimes. */
const ELSEWHERE = ["Bun"];

describe("GLOBAL_NAMES", () => {
  it("holds only names that this thread and a worker have, or would have elsewhere", async () => {
    const missing = (names: string[]) => names.filter((name) => !(name in globalThis));
    const names = [...GLOBAL_NAMES].filter((name) => !ELSEWHERE.includes(name));
    const caller = new RemoteCaller();
    assertEquals(await caller.call(functionRef(missing), [names]), []);
    assertEquals(missing(names), []);
    await caller.stop();
  });

  it("holds no name that multicore exports", () => {
    assertEquals(OWN_NAMES.filter((name) => GLOBAL_NAMES.has(name)), []);
  });
});
