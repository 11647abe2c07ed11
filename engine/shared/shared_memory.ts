import { FileExistsError, FileNotFoundError } from "../errors/system_errors.ts";
import { bindName, findName, MAX_NAME_BYTES, nameBytes, unbindName } from "../memory/names.ts";
import { thread } from "../memory/thread.ts";
import { SharedBlock } from "./shared_block.ts";
import {
  registerSharedType,
  type SharedObject,
  type SharedState,
  sharedState,
} from "../codec/shared_object.ts";
import { checkOptions } from "../options/check_options.ts";
import { customInspect } from "../platform/runtime.ts";
import { cut, shown } from "../options/shown.ts";

/** What errors call a block with a name. */
export const BLOCK_NAME = "a SharedMemory";

/** A block and the name by which other threads find it. */
export interface NamedBlock {
  readonly name: string;
  readonly block: SharedBlock;
  /** Whether this thread has just made it. */
  readonly isNew: boolean;
}

/**
 * Makes a zeroed block, has its bytes filled, and gives it a name, one of its own if none is asked for. Others find all of it or nothing.
 *
 * @throws {FileExistsError} If the name is taken.
 */
export function createNamedBlock(
  asked: string | undefined,
  size: number,
  fill: (bytes: Uint8Array<SharedArrayBuffer>) => void = () => {},
): NamedBlock {
  if (asked !== undefined) checkName(asked);
  const block = SharedBlock.create(size, BLOCK_NAME, { lock: false });
  try {
    fill(new Uint8Array(thread().bytes.buffer, block.handle.address, size));
    while (true) {
      const name = asked ?? `psm_${crypto.randomUUID().slice(0, 8)}`;
      if (bindName(name, block.handle, size)) return { name, block, isNew: true };
      if (asked !== undefined) {
        throw new FileExistsError(
          `Cannot create shared memory as its name is taken: received "${shown(name)}"`,
        );
      }
    }
  } catch (error) {
    block[Symbol.dispose]();
    throw error;
  }
}

/**
 * The block that has the name, with a hold of this thread's.
 *
 * @throws {FileNotFoundError} If none has.
 */
export function findNamedBlock(name: string): NamedBlock {
  checkName(name);
  const found = findName(name);
  if (found === undefined) {
    throw new FileNotFoundError(
      `Cannot open shared memory as nothing has the name: received "${shown(name)}"`,
    );
  }
  return { name, block: SharedBlock.of(found.handle, BLOCK_NAME, found.detail), isNew: false };
}

function checkName(name: unknown): void {
  if (typeof name !== "string") {
    throw new TypeError(`Cannot open shared memory as 'name' must be a string: received ${shown(name)}`);
  }
  const bytes = nameBytes(name);
  if (bytes === 0 || bytes > MAX_NAME_BYTES || name.includes("\0") || !name.isWellFormed()) {
    throw new RangeError(
      `Cannot open shared memory as 'name' must be 1 to ${MAX_NAME_BYTES} bytes of text without NULs: received ${
        cut(JSON.stringify(name))
      }`,
    );
  }
}

/** Options of `SharedMemory`. */
export interface SharedMemoryOptions {
  /** Of memory to attach to, or for new memory, which is given a name of its own if this is left out. */
  readonly name?: string | undefined;
  /** Whether to make new memory, instead of attaching to what another made. Default `false`. */
  readonly create?: boolean | undefined;
  /** Bytes of new memory. */
  readonly size?: number | undefined;
}

interface MemoryState {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Bytes in the shared memory that any thread of the program finds by their name (Python's `shared_memory.SharedMemory`).
 *
 * What has a name lives until `unlink`, whatever becomes of the thread that made it, and then until the last thread has closed it;
 * nobody's exit takes it from those that still use it. It may also be sent: that is faster than looking it up, and works
 * after `unlink` too. Leaving `using` closes it, and unlinks it if this object created it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Pool, SharedMemory } from "../../mod.ts";
 *
 * using memory = new SharedMemory({ create: true, size: 1024 });
 * memory.buf[0] = 42;
 * using same = new SharedMemory({ name: memory.name });
 * assertEquals([same.buf[0], same.size], [42, 1024]);
 *
 * await using pool = new Pool(1);
 * await pool.run((sent: SharedMemory) => void (sent.buf[1] = 43), memory);
 * assertEquals(memory.buf[1], 43);
 * ```
 */
export class SharedMemory implements Disposable, SharedObject {
  readonly #name: string;
  readonly #block: SharedBlock;
  readonly #isCreator: boolean;
  #buf: Uint8Array<SharedArrayBuffer> | undefined;

  /**
   * Makes zeroed memory, or attaches to what has the name.
   *
   * @throws {FileExistsError} If it is to be created, and the name is taken.
   * @throws {FileNotFoundError} If it is not to be created, and nothing has the name.
   * @throws {TypeError} If an option is of the wrong type or unknown, or neither a name nor `create` is given.
   * @throws {RangeError} If the size of new memory is no integer of 1 or more, or the name is empty, holds a NUL or has more
   * than 116 bytes of UTF-8.
   * @throws {OutOfMemoryError} If the shared memory has no room for it.
   */
  constructor(options: SharedMemoryOptions);
  constructor(options: SharedMemoryOptions, named: NamedBlock = openMemory(options)) {
    this.#name = named.name;
    this.#block = named.block;
    this.#isCreator = named.isNew;
  }

  /**
   * What is in that block already.
   *
   * @internal
   */
  static over(named: NamedBlock): SharedMemory {
    const Over = SharedMemory as unknown as new (options: undefined, named: NamedBlock) => SharedMemory;
    return new Over(undefined, named);
  }

  /** The name, by which others attach to it. */
  get name(): string {
    return this.#name;
  }

  /** Its bytes, as many as were asked for. */
  get size(): number {
    return this.#block.state.bytes;
  }

  /**
   * Its bytes. They must not be used once it has been closed, when the memory may be another's.
   *
   * @throws {ReferenceError} If it has been closed.
   */
  get buf(): Uint8Array<SharedArrayBuffer> {
    this.#block.check();
    if (this.#buf === undefined) {
      const { buffer } = thread().bytes;
      this.#buf = new Uint8Array(buffer, this.#block.handle.address, this.size);
    }
    return this.#block.retainFor(this.#buf);
  }

  /** The address of its first byte in the data memory, for kernels. */
  get byteOffset(): number {
    return this.buf.byteOffset;
  }

  /** Lets go of it in this thread, whatever the others do. Idempotent. */
  close(): void {
    this.#block[Symbol.dispose]();
  }

  /**
   * Takes the name away, which is free at once. The memory can be used until it is closed. May be called after `close`.
   *
   * @throws {FileNotFoundError} If it has no name any more.
   */
  unlink(): void {
    if (!unbindName(this.#name, this.#block.handle)) {
      throw new FileNotFoundError(`Cannot unlink the shared memory as it has lost its name: "${this.#name}"`);
    }
  }

  /** Closes it, and unlinks it if this object created it and nobody has done so. */
  [Symbol.dispose](): void {
    if (this.#isCreator) unbindName(this.#name, this.#block.handle);
    this.close();
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    this.#block.check();
    const state: MemoryState = { name: this.#name, bytes: this.size };
    return { type: "SharedMemory", refs: [this.#block.handle], state };
  }

  /** How the console shows it. */
  [customInspect](): string {
    return `SharedMemory("${this.#name}", size=${this.size})`;
  }
}

function openMemory(options: SharedMemoryOptions): NamedBlock {
  checkOptions(options, ["name", "create", "size"], "open shared memory");
  const { name, create = false, size = 0 } = options ?? {};
  if (typeof create !== "boolean") {
    throw new TypeError(
      `Cannot open shared memory as 'create' must be true or false: received ${shown(create)}`,
    );
  }
  if (!(Number.isInteger(size) && size >= (create ? 1 : 0))) {
    throw new RangeError(
      `Cannot open shared memory as 'size' must be an integer of 1 or more: received ${shown(size)}`,
    );
  }
  if (create) return createNamedBlock(name, size);
  if (name === undefined) throw new TypeError("Cannot open shared memory: give a name, or set 'create'");
  return findNamedBlock(name);
}

registerSharedType("SharedMemory", ([ref], state, mode) => {
  const { name, bytes } = state as MemoryState;
  const block = SharedBlock.revive(ref, { bytes, lock: undefined }, mode, BLOCK_NAME);
  return SharedMemory.over({ name, block, isNew: false });
});
