/** The layout of the control memory, checked field by field. A constant that `control_layout.ts` does not know fails here. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as layout from "../../engine/core/layout.ts";
import { ENUMERATIONS, LIMITS, STRUCTURES, TABLES } from "../support/control_layout.ts";

const WORD = 4;
const CACHE_LINE = 64;

const values: Readonly<Record<string, number>> = layout;

/** A structure's fields as they lie. */
function extentsOf(name: string): { name: string; start: number; end: number }[] {
  return Object.entries(STRUCTURES[name]!.fields)
    .map(([name, width]) => ({ name, start: values[name]!, end: values[name]! + width }))
    .sort((a, b) => a.start - b.start);
}

/** What overlays the words of any object. */
const isOverlay = (name: string) => name === "OBJECT_WORDS";

describe("the layout of the control memory", () => {
  it("has a row for every constant, and no row for what it has not", () => {
    const fields = Object.values(STRUCTURES).flatMap(({ fields }) => Object.keys(fields));
    const known = new Set([...fields, ...TABLES.flat(), ...ENUMERATIONS.flat(), ...LIMITS]);
    assertEquals([...known].sort(), Object.keys(layout).sort());
  });

  for (const [name, { size, fields, ownLines = [] }] of Object.entries(STRUCTURES)) {
    it(`keeps fields apart, aligned and within the ${size} bytes: ${name}`, () => {
      const extents = extentsOf(name);
      let end = 0;
      for (const field of extents) {
        assert(field.start >= end, `${field.name} begins at ${field.start}, before ${end}`);
        assert(field.end > field.start, `${field.name} has no bytes`);
        assertEquals(field.start % WORD, 0, `${field.name} is not aligned`);
        end = field.end;
      }
      assert(end <= size, `its fields end at ${end}`);
      assertEquals(Object.keys(fields), extents.map(({ name }) => name), "the offsets are not sorted");
      for (const own of ownLines) {
        const line = Math.floor(values[own]! / CACHE_LINE);
        const shared = extents.filter((field) =>
          field.name !== own && Math.floor(field.start / CACHE_LINE) <= line &&
          Math.floor((field.end - 1) / CACHE_LINE) >= line
        );
        assertEquals(shared, [], `${own} has no cache line of its own`);
      }
    });
  }

  it("declares the offsets of each structure in their order", async () => {
    const text = await Deno.readTextFile(new URL("../../engine/core/layout.ts", import.meta.url));
    const declared = [...text.matchAll(/^export const (\w+)/gm)].map(([, name]) => name!);
    for (const name of Object.keys(STRUCTURES)) {
      const own = extentsOf(name).map(({ name }) => name).filter((field) =>
        !isOverlay(field) && !(name !== "object" && field.startsWith("OBJECT_")) && !field.startsWith("LINE_")
      );
      assertEquals(declared.filter((field) => own.includes(field)), own);
    }
  });

  it("keeps what all objects have before the words of each kind", () => {
    for (const [name, { size, fields }] of Object.entries(STRUCTURES)) {
      if (size !== layout.OBJECT_SIZE || !("OBJECT_KIND" in fields)) continue;
      const own = extentsOf(name).filter((field) => !field.name.startsWith("OBJECT_"));
      assert(own.every(({ start }) => start >= layout.OBJECT_WORDS), name);
    }
  });

  it("lays its tables end to end, each entry aligned to what is in it", () => {
    let end = layout.HEADER_SIZE;
    for (const [start, size, count] of TABLES) {
      assertEquals(values[start], end, `${start} does not follow what is before it`);
      assertEquals([end % 16, values[size]! % 16], [0, 0], `entries from ${start} on are not aligned`);
      end += values[size]! * values[count]!;
    }
    assertEquals(layout.CONTROL_BYTES, end);
    assert(end < 2 ** 31, "addresses in the control memory are no longer positive");
  });

  it("puts numbers, and what threads contend for, on their boundaries", () => {
    assertEquals((layout.CELLS + layout.CELL_INLINE) % 8, 0);
    assertEquals(layout.CELL_INLINE_SIZE % 8, 0);
    const contended = [layout.SLOTS, layout.SLOT_SIZE, layout.CELLS, layout.CELL_SIZE, layout.RINGS];
    contended.push(layout.RING_SIZE, layout.OBJECTS, layout.OBJECT_SIZE);
    assertEquals(contended.map((bytes) => bytes % CACHE_LINE), contended.map(() => 0));
  });

  it("has room for what its counts say", () => {
    assertEquals(layout.WAIT_INTEREST_WORDS * 32, layout.SLOT_COUNT);
    assertEquals(layout.CELL_COUNT, layout.MAIN_CELLS + (layout.SLOT_COUNT - 1) * layout.WORKER_CELLS);
    assertEquals(layout.RING_COUNT, layout.POOL_RINGS + layout.POOL_RING_COUNT);
    assertEquals(layout.POOL_RINGS, layout.SLOT_COUNT);
    assert(layout.RING_CAPACITY >= layout.MAIN_CELLS);
    assert(layout.WORKER_RING_CAPACITY >= layout.WORKER_CELLS + layout.SLOT_COUNT - 1);
    for (const capacity of [layout.RING_CAPACITY, layout.WORKER_RING_CAPACITY]) {
      assertEquals(capacity & (capacity - 1), 0, "a ring's capacity is no power of two");
    }
    assertEquals(layout.SHORT_HOLDS * layout.HOLD_SIZE, layout.SHORT_SIZE);
    assertEquals(layout.SHORT_TEXT, layout.HOLD_SIZE);
    assertEquals(layout.NAME_TEXT + layout.NAME_TEXT_SIZE, layout.NAME_SIZE);
    assert(layout.OWNER_SLOT >= layout.RECORD_COUNT, "an owner could be a record and a slot");
    assert(layout.MESSAGE_HEADER >= WORD && layout.HEAP_START % layout.BLOCK_ALIGNMENT === 0);
  });

  it("gives no value of an enumeration twice", () => {
    for (const names of ENUMERATIONS) {
      assertEquals(new Set(names.map((name) => values[name])).size, names.length, names.join(", "));
    }
    // A ring's entry is a cell, or the order to leave.
    assertEquals(layout.CELL_LEAVE, layout.CELL_COUNT);
  });
});
