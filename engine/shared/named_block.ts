import { FileExistsError } from "../errors/file_exists_error.ts";
import { FileNotFoundError } from "../errors/file_not_found_error.ts";
import { bindName, findName, MAX_NAME_BYTES, nameBytes } from "../memory/names.ts";
import { thread } from "../memory/thread.ts";
import { SharedBlock } from "./shared_block.ts";

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
        throw new FileExistsError(`Cannot create shared memory as its name is taken: received "${name}"`);
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
    throw new FileNotFoundError(`Cannot open shared memory as nothing has the name: received "${name}"`);
  }
  return { name, block: SharedBlock.of(found.handle, BLOCK_NAME, found.detail), isNew: false };
}

function checkName(name: unknown): void {
  if (typeof name !== "string") {
    throw new TypeError(`Cannot open shared memory as 'name' must be a string: received ${String(name)}`);
  }
  const bytes = nameBytes(name);
  if (bytes === 0 || bytes > MAX_NAME_BYTES || name.includes("\0") || !name.isWellFormed()) {
    throw new RangeError(
      `Cannot open shared memory as 'name' must be 1 to ${MAX_NAME_BYTES} bytes of text without NULs: received ${
        JSON.stringify(name)
      }`,
    );
  }
}
