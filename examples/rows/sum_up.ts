import { type Pool, SharedArray } from "../../mod.ts";
import { sumUp as sumUpBlocks } from "./generated/rows.kernels.ts";
import type { Station } from "./station.ts";

// More than any number of workers, so that none waits long for the last one.
const BLOCKS = 64;
const SLOTS = 1024;
const ENTRY_LENGTH = 6;

/** Sums up the lines of a text on all workers of a pool. They count in tenths, exactly, so the order does not matter. */
export async function sumUp(pool: Pool, text: SharedArray<"u8">): Promise<Map<string, Station>> {
  using tables = new SharedArray("f64", BLOCKS * SLOTS * ENTRY_LENGTH);
  const blockSize = Math.ceil(text.length / BLOCKS);
  await pool.parallelFor(BLOCKS, sumUpBlocks, [text, tables, blockSize, SLOTS]);

  const stations = new Map<string, Station>();
  const decoder = new TextDecoder();
  const entries = tables.view;
  for (let at = 0; at < entries.length; at += ENTRY_LENGTH) {
    const [start, length, count, least, greatest, sum] = entries.subarray(
      at,
      at + ENTRY_LENGTH,
    ) as unknown as number[];
    if (count === 0) continue;
    const name = decoder.decode(text.view.subarray(start!, start! + length!));
    const station = stations.get(name);
    stations.set(name, {
      count: count! + (station?.count ?? 0),
      least: Math.min(least!, station?.least ?? Infinity),
      greatest: Math.max(greatest!, station?.greatest ?? -Infinity),
      sum: sum! + (station?.sum ?? 0),
    });
  }
  return stations;
}
