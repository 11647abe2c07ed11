import type { SharedBlock } from "./shared_block.ts";

/** How a field of some type lies in memory, as C would have it. */
export interface FieldType {
  readonly bytes: number;
  /** Its address is a multiple of this. */
  readonly alignment: number;
  /** What the field of a struct in that block is, `at` bytes into the data memory. */
  read(block: SharedBlock, at: number): unknown;
  /** Writes a value. One that consists of several is written in part if one of these is refused. */
  write(view: DataView, at: number, value: unknown): void;
}
