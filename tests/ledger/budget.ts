/** What a program has in use. */
import * as layout from "../../engine/core/layout.ts";
import { retiredBytes } from "../../engine/memory/header.ts";
import { thread } from "../../engine/memory/thread.ts";
import { checkHeap } from "../support/check_heap.ts";
import { loadWord, recordField } from "../support/control_words.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { until } from "../support/until.ts";

/** Counts, and bytes. */
export interface Budget {
  readonly used: number;
  readonly retired: number;
  readonly records: number;
  readonly holds: number;
  readonly objects: number;
  readonly slots: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly rss: number;
}

/** Milliseconds in which the system takes back what a thread had that has ended. */
const TAKEN_BACK = 20_000;

/** What is in use once no more than `slots` threads have a slot, and the system has as little left as `before`, if it ever has. */
export async function settled(slots: number, before?: Budget): Promise<Budget> {
  const end = performance.now() + TAKEN_BACK;
  const isBack = () =>
    before === undefined || (descriptors() <= before.descriptors && threads() <= before.threads);
  await until(() => engineCounts().slots <= slots && (isBack() || performance.now() > end));
  const { holds, usedBytes } = engineCounts();
  checkHeap();
  return {
    used: usedBytes,
    retired: retiredBytes(),
    records: records(),
    holds,
    objects: objects(),
    slots: engineCounts().slots,
    descriptors: descriptors(),
    threads: threads(),
    rss: Deno.memoryUsage().rss,
  };
}

function descriptors(): number {
  return [...Deno.readDirSync("/proc/self/fd")].length;
}

function threads(): number {
  return [...Deno.readDirSync("/proc/self/task")].length;
}

function records(): number {
  const { words } = thread();
  let free = 0;
  for (let record = loadWord(layout.RECORD_FREE); record !== 0; free++) {
    record = words[recordField(record, layout.RECORD_NEXT)]!;
  }
  return loadWord(layout.RECORD_TOP) - free;
}

function objects(): number {
  const top = layout.OBJECTS + loadWord(layout.OBJECT_TOP) * layout.OBJECT_SIZE;
  let count = 0;
  for (let object = layout.OBJECTS; object < top; object += layout.OBJECT_SIZE) {
    if (loadWord(object + layout.OBJECT_KIND) !== 0) count++;
  }
  return count;
}
