import { assert, assertEquals } from "@std/assert";
import { recordField } from "./control_words.ts";
import { thread } from "../../engine/memory/thread.ts";
import * as layout from "../../engine/core/layout.ts";

/** What the heap's records say, once they have been found consistent. */
export interface HeapState {
  readonly usedBytes: number;
  readonly retiredBytes: number;
  readonly blocks: number;
  readonly gaps: number;
}

/**
 * Walks the data memory from record to record, and the lists of gaps, and asserts that they agree: blocks and gaps fill
 * the memory with no overlap and no hole, no two gaps are neighbours, and every gap is in the list of its size. No other
 * thread may use the heap meanwhile.
 */
export function checkHeap(): HeapState {
  const gapsSeen = new Set<number>();
  let usedBytes = 0, retiredBytes = 0, blocks = 0;
  let record = 1, before = 0, address = header(layout.DATA_START), lastWasGap = false;
  while (record !== 0) {
    const bytes = field(record, layout.RECORD_BYTES);
    const kind = field(record, layout.RECORD_KIND);
    assertEquals(field(record, layout.RECORD_ADDRESS), address, `record ${record} begins elsewhere`);
    assertEquals(field(record, layout.RECORD_BEFORE), before, `record ${record} has another neighbour`);
    assertEquals(bytes % layout.BLOCK_ALIGNMENT, 0);
    assert(bytes > 0);
    if (kind === layout.RECORD_IS_GAP) {
      assert(!lastWasGap, `gap ${record} follows another`);
      gapsSeen.add(record);
    } else if (kind === layout.RECORD_IS_BLOCK) {
      usedBytes += bytes;
      blocks++;
    } else {
      assertEquals(kind, layout.RECORD_IS_RETIRED);
      retiredBytes += bytes;
    }
    lastWasGap = kind === layout.RECORD_IS_GAP;
    address += bytes;
    before = record;
    record = field(record, layout.RECORD_AFTER);
  }
  assertEquals(address, header(layout.DATA_END));
  assertEquals(listedGaps(), gapsSeen);
  assertEquals(header(layout.USED_BYTES), usedBytes);
  assertEquals(header(layout.RETIRED_BYTES), retiredBytes);
  return { usedBytes, retiredBytes, blocks, gaps: gapsSeen.size };
}

/** The bytes up to which the heap was ever used. */
export function highWater(): number {
  return header(layout.HIGH_WATER) - header(layout.DATA_START);
}

function listedGaps(): Set<number> {
  const gaps = new Set<number>();
  for (let first = 0; first < layout.FIRST_LEVEL_COUNT; first++) {
    const bitmap = header(layout.SECOND_LEVEL + first * 4);
    assertEquals((header(layout.FIRST_LEVEL) >>> first & 1) === 1, bitmap !== 0);
    for (let second = 0; second < layout.SECOND_LEVEL_COUNT; second++) {
      let gap = header(layout.FREE_LISTS + (first * layout.SECOND_LEVEL_COUNT + second) * 4);
      assertEquals((bitmap >>> second & 1) === 1, gap !== 0);
      for (let previous = 0; gap !== 0; previous = gap, gap = field(gap, layout.RECORD_NEXT)) {
        assertEquals(field(gap, layout.RECORD_PREVIOUS), previous);
        assertEquals(classOf(field(gap, layout.RECORD_BYTES)), [first, second]);
        gaps.add(gap);
      }
    }
  }
  return gaps;
}

/** A size's class, from its definition: the position of the highest bit, and the four bits below. */
function classOf(size: number): [number, number] {
  if (size < 256) return [0, Math.floor(size / 16)];
  const highest = Math.floor(Math.log2(size));
  return [highest - 7, Math.floor(size / 2 ** (highest - 4)) % 16];
}

function header(offset: number): number {
  return thread().words[offset >> 2]! >>> 0;
}

function field(record: number, offset: number): number {
  return thread().words[recordField(record, offset)]! >>> 0;
}
