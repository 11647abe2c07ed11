import { ProcessError } from "../errors/process_error.ts";
import { ShareableList } from "./shareable_list.ts";
import type { Shareable } from "./shareable_value.ts";
import { SharedMemory } from "./shared_memory.ts";

/**
 * Makes named shared memory, and takes all of it back at once (Python's `multiprocessing.managers.SharedMemoryManager`). It
 * needs no server: it has been started when it is created.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { FileNotFoundError, SharedMemory, SharedMemoryManager } from "../../mod.ts";
 *
 * let name: string;
 * {
 *   using manager = new SharedMemoryManager();
 *   const list = manager.ShareableList([1, "two", null]);
 *   assertEquals([...list], [1, "two", null]);
 *   name = manager.SharedMemory(1024).name;
 * }
 * assertThrows(() => new SharedMemory({ name }), FileNotFoundError);
 * ```
 */
export class SharedMemoryManager implements Disposable {
  readonly #made: (SharedMemory | ShareableList<Shareable>)[] = [];
  #isShutDown = false;

  /**
   * New memory of so many bytes, with a name of its own.
   *
   * @throws {ProcessError} If the manager has been shut down.
   * @throws {RangeError} If the size is no integer of 1 or more.
   * @throws {OutOfMemoryError} If the shared memory has no room for it.
   */
  SharedMemory(size: number): SharedMemory {
    this.#check("shared memory");
    const memory = new SharedMemory({ create: true, size });
    this.#made.push(memory);
    return memory;
  }

  /**
   * A new list of copies of these values: see {@linkcode ShareableList}.
   *
   * @throws {ProcessError} If the manager has been shut down.
   * @throws {TypeError} If a value is of another type.
   * @throws {RangeError} If a bigint has more than 64 bits or a value more than 256 MiB.
   * @throws {OutOfMemoryError} If the shared memory has no room for it.
   */
  ShareableList<T extends Shareable>(values: Iterable<T>): ShareableList<T> {
    this.#check("a ShareableList");
    const list = new ShareableList<Shareable>(values);
    this.#made.push(list);
    return list as unknown as ShareableList<T>;
  }

  /** Takes the names of all that it made away, and closes it in this thread; others have it until they close it. Idempotent. */
  shutdown(): void {
    this.#isShutDown = true;
    for (const made of this.#made.splice(0)) made[Symbol.dispose]();
  }

  /** Shuts it down. */
  [Symbol.dispose](): void {
    this.shutdown();
  }

  #check(what: string): void {
    if (this.#isShutDown) {
      throw new ProcessError(`Cannot create ${what} as its manager has been shut down`);
    }
  }
}
