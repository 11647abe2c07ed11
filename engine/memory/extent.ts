import { recordBytes } from "./records.ts";
import type { Handle } from "./handle.ts";

/**
 * Checks that a part of a block lies in it: what says so came in a message, and views of the memory know no ends of blocks. Errors
 * call the block `what`.
 *
 * @throws {RangeError} If the part is none, or ends beyond the block.
 */
export function checkExtent({ record }: Handle, bytes: number, what: string, offset: number = 0): void {
  const room = recordBytes(record);
  if (
    Number.isInteger(offset) && offset >= 0 && Number.isInteger(bytes) && bytes >= 0 && offset + bytes <= room
  ) {
    return;
  }
  throw new RangeError(
    `Cannot use ${what} as its block has ${room} bytes: received ${bytes} from ${offset} on`,
  );
}
