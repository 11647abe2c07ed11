import { TransferError } from "../errors/transfer_errors.ts";

/** What errors call the items of a chunk that starts at an item of that number: `item 3`. */
export function nameItems(from: number): (step: string) => string {
  return (step) => `item ${from + Number(step.slice(1, -1))}`;
}

/**
 * Whether a chunk of so many items that was refused is to be sent in two halves: an item that cannot be sent costs only itself, and
 * halving finds it.
 */
export function isDivisible(count: number, refusal: unknown): boolean {
  return count > 1 && refusal instanceof TransferError;
}
