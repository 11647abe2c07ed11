/** Slices against Python's own rules: as its documentation has them, and as Python itself gives them where there is one. */
import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { checkHeap } from "../support/check_heap.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { sliceIndices } from "../../engine/shared/indexing.ts";
import { struct } from "../../engine/shared/struct/struct.ts";

type Bound = number | undefined;

/** The indices that `[start:stop:step]` picks, one by one, as the Python Library Reference defines them for sequences. */
function indicesOf(length: number, start: Bound, stop: Bound, step: number = 1): number[] {
  const bound = (value: number) => {
    if (value < 0) value += length;
    return step > 0 ? Math.min(Math.max(value, 0), length) : Math.min(Math.max(value, -1), length - 1);
  };
  const from = start === undefined ? (step > 0 ? 0 : length - 1) : bound(start);
  const to = stop === undefined ? (step > 0 ? length : -1) : bound(stop);
  const indices: number[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) indices.push(i);
  return indices;
}

function picked(length: number, start: Bound, stop: Bound, step: Bound): number[] {
  const { start: first, step: by, count } = sliceIndices(length, start, stop, step);
  return Array.from({ length: count }, (_, i) => first + i * by);
}

const bounds = fc.option(fc.integer({ min: -14, max: 14 }), { nil: undefined });
const steps = fc.option(fc.integer({ min: -5, max: 5 }).filter((step) => step !== 0), { nil: undefined });
const values = fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 10 });

describe("sliceIndices()", () => {
  it("picks what Python's definition does", () => {
    fc.assert(fc.property(fc.nat(10), bounds, bounds, steps, (length, start, stop, step) => {
      assertEquals(picked(length, start, stop, step), indicesOf(length, start, stop, step));
    }));
  });

  it("picks what Python does", async (context) => {
    const cases: [number, Bound, Bound, Bound][] = [];
    const ends: Bound[] = [undefined, -9, -5, -4, -1, 0, 1, 3, 4, 5, 9];
    for (const length of [0, 1, 4, 5]) {
      for (const start of ends) {
        for (const stop of ends) {
          for (const step of [undefined, -7, -2, -1, 1, 2, 7]) cases.push([length, start, stop, step]);
        }
      }
    }
    const script = "import json, sys\n" +
      "print(json.dumps([list(range(n))[slice(i, j, k)] for n, i, j, k in json.load(sys.stdin)]))";
    const expected = await runPython(script, JSON.stringify(cases));
    await context.step({
      name: expected === undefined ? "skipped: there is no python3" : `${cases.length} slices`,
      ignore: expected === undefined,
      fn: () => assertEquals(cases.map((each) => picked(...each)), JSON.parse(expected!)),
    });
  });
});

describe("SharedArray", () => {
  it("slice() gives the elements that Python's does", () => {
    fc.assert(fc.property(values, bounds, bounds, steps, (list, start, stop, step) => {
      using array = new SharedArray("i", list);
      assertEquals(
        array.slice(start, stop, step),
        indicesOf(list.length, start, stop, step).map((index) => list[index]),
      );
    }));
  });

  it("setSlice() changes the elements that Python's does, and only if their number stays", () => {
    fc.assert(fc.property(values, values, bounds, bounds, steps, (list, source, start, stop, step) => {
      using array = new SharedArray("i", list);
      const indices = indicesOf(list.length, start, stop, step);
      const expected = [...list];
      if (source.length === indices.length) {
        array.setSlice(source, start, stop, step);
        indices.forEach((index, i) => expected[index] = source[i]!);
      } else {
        const message = `its length must stay ${indices.length}: received ${source.length} elements`;
        assertThrows(() => array.setSlice(source, start, stop, step), RangeError, message);
      }
      assertEquals(array.slice(), expected);
    }));
  });

  it("setSlice() takes slices of the array itself, whatever holds them", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 8 }), (list) => {
        for (const source of ["slice", "view", "iterator"] as const) {
          using array = new SharedArray("i", list);
          const { length } = array;
          array.setSlice(
            source === "slice" ? array.slice() : source === "view" ? array.view : array,
            undefined,
            undefined,
            -1,
          );
          assertEquals(array.slice(), list.toReversed());
          array.setSlice(array.view.subarray(0, length - 1), 1);
          assertEquals(array.slice(), [list.at(-1), ...list.toReversed().slice(0, -1)]);
        }
      }),
    );
  });

  it("setSlice() moves structs within their array", () => {
    const Pair = struct({ a: "b", b: "i" });
    using array = new SharedArray(Pair, [1, 2, 3, 4].map((n) => ({ a: n, b: n * 10 })));
    array.setSlice(array.slice(0, 3), 1);
    assertEquals(array.slice().map(({ a, b }) => [a, b]), [[1, 10], [1, 10], [2, 20], [3, 30]]);
    array.setSlice([{ a: 7 }, { b: 8 }], undefined, undefined, -3);
    assertEquals(array.slice().map(({ a, b }) => [a, b]), [[0, 8], [1, 10], [2, 20], [7, 0]]);
    assertThrows(() => array.setSlice([{ a: 1 }, { a: 1.5 }], 0, 2), TypeError, "received 1.5");
    assertEquals(array[0]!.b, 8);
  });

  it("slice() and setSlice() refuse a step of 0 and bounds that are no integers", () => {
    using array = new SharedArray("i", [1, 2, 3]);
    assertThrows(() => array.slice(0, 3, 0), RangeError, "'step' must not be 0");
    assertThrows(() => array.setSlice([], 0, 0, 0), RangeError, "'step' must not be 0");
    for (const wrong of [0.5, NaN, "1", null]) {
      assertThrows(
        () => array.slice(wrong as never),
        TypeError,
        `'start' must be an integer: received ${wrong}`,
      );
      assertThrows(() => array.slice(0, wrong as never), TypeError, "'stop' must be an integer");
      assertThrows(() => array.setSlice([1], 0, 1, wrong as never), TypeError, "'step' must be an integer");
    }
    assertThrows(() => array.slice(0, 1, Infinity), TypeError, "'step'");
    assertEquals(array.slice(-Infinity, Infinity), [1, 2, 3]);
    assertThrows(() => array.setSlice([1, 2, 2.5]), TypeError, "received 2.5");
    assertThrows(() => array.setSlice(5 as never), TypeError, "must be iterable");
    assertEquals(array.slice(), [1, 2, 3]);
  });

  it("slices of characters are strings", () => {
    using text = new SharedArray("u", "h\u00e9llo \u{1f600}!");
    assertEquals([text.slice(1, 3), text.slice(undefined, undefined, -2)], ["\u00e9l", "! l\u00e9"]);
    text.setSlice("ab", 0, 4, 2);
    assertEquals(text.slice(), "a\u00e9blo \u{1f600}!");
  });

  it("fill() counts as slices do, and leaves nothing behind", () => {
    const before = checkHeap();
    {
      using array = new SharedArray("q", 5);
      array.fill(7n, -3, -1).fill(9n, 4, 99);
      assertEquals(array.slice(), [0n, 0n, 7n, 7n, 9n]);
    }
    assertEquals(checkHeap(), before);
  });
});

/** What a Python program prints; `undefined` where there is no Python. */
async function runPython(script: string, input: string): Promise<string | undefined> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command("python3", { args: ["-c", script], stdin: "piped", stdout: "piped" }).spawn();
  } catch {
    return undefined;
  }
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout } = await child.output();
  return success ? new TextDecoder().decode(stdout) : undefined;
}
