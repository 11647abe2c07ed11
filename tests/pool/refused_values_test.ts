/** Items, results and errors that cannot be sent cost only themselves, on both backends. */
import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Executor, Pool, ProcessError, TransferError } from "../../mod.ts";

/** What each item of an iteration gives: its value, or the message of its error. */
async function outcomes(results: AsyncIterator<unknown>): Promise<unknown[]> {
  const got: unknown[] = [];
  while (true) {
    try {
      const { done, value } = await results.next();
      if (done) return got;
      got.push(value);
    } catch (error) {
      got.push((error as Error).message);
    }
  }
}

const FUNCTIONS = "functions do not travel inside values";
const ITEMS = [0, 1, 2, () => 3, 4, { deep: [() => 5] }, 6];
const identity = (value: unknown) => value;

for (const backend of ["thread", "inline"] as const) {
  describe(`Values that cannot be sent, on the ${backend} backend`, () => {
    it("are named as the caller knows them", async () => {
      await using pool = new Pool({ processes: 1, backend });
      const message = async (call: () => Promise<unknown>) =>
        (await assertRejects(call, TransferError)).message;
      const wanted = (path: string) => `Cannot send ${path} as ${FUNCTIONS}`;
      assertStringIncludes(await message(() => pool.run(identity, { cb() {} })), wanted("args[0].cb"));
      const result = () => ({ config: { transform: () => 1 } });
      assertStringIncludes(await message(() => pool.run(result)), wanted("result.config.transform"));
      assertStringIncludes(
        await message(() => pool.map(identity, ITEMS, { chunkSize: 7 })),
        wanted("item 3"),
      );
      const lists: [unknown][] = [[1], [2], [{ f() {} }]];
      assertStringIncludes(await message(() => pool.starmap(identity, lists)), wanted("item 2[0].f"));
    });

    it("cost only themselves in a chunk of items", async () => {
      await using pool = new Pool({ processes: 1, backend });
      const wanted = [
        0,
        1,
        2,
        `Cannot send item 3 as ${FUNCTIONS}`,
        4,
        `Cannot send item 5.deep[0] as ${FUNCTIONS}`,
        6,
      ];
      assertEquals(await outcomes(pool.imap(identity, ITEMS, { chunkSize: 7 })), wanted);
      const unordered = await outcomes(pool.imapUnordered(identity, ITEMS, { chunkSize: 3 }));
      assertEquals(unordered.map(String).sort(), wanted.map(String).sort());
      await using executor = new Executor({ maxWorkers: 1, backend });
      const mapped = await outcomes(executor.map(identity, ITEMS, { chunkSize: 5 })[Symbol.asyncIterator]());
      // As in Python, the first error ends it.
      assertEquals(mapped.slice(0, 3), [0, 1, 2]);
      assertStringIncludes(mapped[3] as string, "Cannot send item 3");
    });

    it("cost only themselves in a chunk of results and errors", async () => {
      await using pool = new Pool({ processes: 1, backend });
      const work = (n: number) => {
        if (n === 1) return { config: { transform: () => n } };
        if (n === 2) throw { code: 2, retry() {} };
        if (n === 3) throw Object.assign(new Error("three"), { retry() {} });
        return n;
      };
      const got = await outcomes(pool.imap(work, [0, 1, 2, 3, 4], { chunkSize: 5 }));
      assertEquals([got[0], got[1], got[3], got[4]], [
        0,
        `Cannot send result.config.transform as ${FUNCTIONS}`,
        "three",
        4,
      ]);
      assertStringIncludes(got[2] as string, `Cannot send the error.retry as ${FUNCTIONS}: received`);
      assertStringIncludes(got[2] as string, "code: 2");
    });

    it("do not come before an error of an earlier item of a map, and all other items run", async () => {
      await using pool = new Pool({ processes: 1, backend });
      const seen: number[] = [];
      const options = { chunkSize: 7, onProgress: ({ done }: { done: number }) => void seen.push(done) };
      const fails = (value: unknown) => {
        if (value === 1) throw new RangeError("first");
        return value;
      };
      await assertRejects(() => pool.map(fails, ITEMS, options), RangeError, "first");
      assertEquals(seen.at(-1), ITEMS.length);
    });

    it("leave an error its message, stack, causes and fields", async () => {
      await using pool = new Pool({ processes: 1, backend });
      const error = await pool.run(() => {
        const cause = Object.assign(new RangeError("inner"), { f() {} });
        throw Object.assign(new TypeError("outer", { cause }), { code: 28, retry: () => 1 });
      }).catch((error) => error);
      assertInstanceOf(error, TypeError);
      assertInstanceOf(error.cause, RangeError);
      assertEquals([error.message, error.cause.message], ["outer", "inner"]);
      assertEquals({ ...error }, { code: 28, unsent: ["retry"] });
      assertEquals({ ...error.cause }, { unsent: ["f"] });
    });

    it("leave an initializer's and a finalizer's errors theirs", async () => {
      const initializer = () => {
        throw Object.assign(new Error("no licence"), { client: { f() {} } });
      };
      await using bad = new Pool({ processes: 1, backend, initializer });
      const refused = await assertRejects(() => bad.run(() => 1), ProcessError, "no licence");
      assertEquals((refused.cause as { unsent?: unknown }).unsent, ["client"]);
      const finalizer = () => {
        throw Object.assign(new Error("no end"), { client: { f() {} } });
      };
      const pool = new Pool({ processes: 1, backend, finalizer });
      await pool.run(() => 1);
      pool.close();
      const told = await assertRejects(() => pool.join(), ProcessError, "no end");
      assertEquals((told.cause as { unsent?: unknown }).unsent, ["client"]);
    });
  });
}

describe("What a worker throws outside of any task", () => {
  it("keeps its message, although a field of it cannot be sent", async () => {
    await using pool = new Pool(1);
    const error = await pool.run(() => {
      setTimeout(() => {
        throw Object.assign(new Error("outside"), { f() {} });
      }, 0);
      return new Promise(() => {});
    }).catch((error) => error);
    assert(error instanceof ProcessError);
    assertStringIncludes(error.message, "outside");
    assertEquals((error.cause as { unsent?: unknown }).unsent, ["f"]);
  });
});
