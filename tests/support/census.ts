/** How much of everything a program uses: for tests that it stays flat. */
import * as layout from "../../engine/core/layout.ts";
import { thread } from "../../engine/memory/thread.ts";
import { checkHeap } from "./check_heap.ts";
import { recordField } from "./control_words.ts";
import { countObjects } from "./count_objects.ts";
import { engineCounts } from "./engine_counts.ts";

/** What is in use. */
export interface Census {
  readonly usedBytes: number;
  readonly retiredBytes: number;
  readonly records: number;
  readonly holds: number;
  readonly objects: number;
  readonly slots: number;
  /** Open files; 0 where the system does not tell. */
  readonly descriptors: number;
  /** Threads of the system; 0 where it does not tell. */
  readonly threads: number;
  readonly residentBytes: number;
}

/** Counts, and makes sure that the heap is consistent. No other thread may use it meanwhile. */
export function takeCensus(): Census {
  const { usedBytes, retiredBytes } = checkHeap();
  const { holds, slots } = engineCounts();
  let objects = 0;
  for (let kind = layout.KIND_LOCK; kind <= layout.KIND_TICKET; kind++) objects += countObjects(kind);
  return {
    ...{ usedBytes, retiredBytes, records: countRecords(), holds, objects, slots },
    descriptors: entries("/proc/self/fd"),
    threads: entries("/proc/self/task"),
    residentBytes: Deno.memoryUsage().rss,
  };
}

/** Records in use. */
function countRecords(): number {
  const { words } = thread();
  let free = 0;
  for (let record = words[layout.RECORD_FREE >> 2]!; record !== 0; free++) {
    record = words[recordField(record, layout.RECORD_NEXT)]!;
  }
  return words[layout.RECORD_TOP >> 2]! - free;
}

function entries(folder: string): number {
  try {
    return [...Deno.readDirSync(folder)].length;
  } catch {
    return 0;
  }
}
