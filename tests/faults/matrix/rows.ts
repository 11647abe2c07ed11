/** All rows of the matrix, by the name of the operation. */
import type { Rig, Row } from "./rig.ts";
import { CHANNEL_RIGS } from "./rows/channel.ts";
import { MANAGER_RIGS } from "./rows/manager.ts";
import { POOL_RIGS } from "./rows/pool.ts";
import { PROCESS_RIGS } from "./rows/process.ts";
import { SHARED_RIGS } from "./rows/shared.ts";
import { SYNC_RIGS } from "./rows/sync.ts";

/** A row with the rig that makes what it works on. */
export interface Entry {
  readonly rig: Rig;
  readonly row: Row<unknown>;
}

const RIGS: readonly Rig[] = [
  ...SYNC_RIGS,
  ...CHANNEL_RIGS,
  ...SHARED_RIGS,
  ...POOL_RIGS,
  ...PROCESS_RIGS,
  ...MANAGER_RIGS,
];

export const ENTRIES: ReadonlyMap<string, Entry> = new Map(
  RIGS.flatMap((rig) => Object.entries(rig.rows).map(([name, row]) => [name, { rig, row }] as const)),
);
