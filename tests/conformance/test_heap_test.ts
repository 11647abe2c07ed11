import { assertEquals } from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RawArray } from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { Random, withSeed } from "../support/random.ts";
import { until } from "../support/until.ts";
import { suite } from "./conform.ts";

const BLOCKS = 5000;
const MAX_AT_A_TIME = 50;

suite("_test_multiprocessing", "_TestHeap", ({ same }) => {
  same("test_heap", () =>
    withSeed((seed) => {
      const random = new Random(seed);
      const before = checkHeap();
      const arrays: RawArray<"b">[] = [];
      const freeOne = () => arrays.splice(random.below(arrays.length), 1)[0]![Symbol.dispose]();
      for (let i = 0; i < BLOCKS; i++) {
        // Of all orders of magnitude, as often.
        arrays.push(new RawArray("b", 1 + random.below(2 ** random.below(16))));
        if (arrays.length > MAX_AT_A_TIME) freeOne();
        if (i % 500 === 0) assertEquals(checkHeap().blocks, before.blocks + arrays.length);
      }
      while (arrays.length > 0) freeOne();
      const { blocks, usedBytes, gaps } = checkHeap();
      assertEquals({ blocks, usedBytes, gaps }, {
        blocks: before.blocks,
        usedBytes: before.usedBytes,
        gaps: before.gaps,
      });
    }));

  same("test_free_from_gc", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const before = checkHeap().blocks;
    for (let i = 0; i < BLOCKS; i++) {
      const [a, b] = [new RawArray("b", 1), new RawArray("b", 1)] as { buddy?: unknown }[];
      [a!.buddy, b!.buddy] = [b, a];
    }
    await until(() => {
      collect();
      return checkHeap().blocks <= before;
    });
  });
});
