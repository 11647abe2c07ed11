import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { afterAll, beforeAll } from "@std/testing/bdd";
import { Executor } from "../../mod.ts";
import { suite } from "./conform.ts";

const text = (n: number) => String(n);
const add = (a: number, b: number) => a + b;
const NUMBERS = [0, 1, 2, 3];
const SIZES = [1, 2, 4, 8];

/** All whole numbers. */
function* count(): Generator<number> {
  for (let n = 0;; n++) yield n;
}

/** The first results of an iteration that does not end. */
async function firstOf<T>(results: AsyncIterableIterator<T>, wanted: number): Promise<(T | undefined)[]> {
  const found = [];
  for (let n = 0; n < wanted; n++) found.push((await results.next()).value);
  await results.return!();
  return found;
}

suite("test_concurrent_futures", "ProcessPoolExecutorTest", ({ same, better, inPart, notApplicable }) => {
  let executor: Executor;
  beforeAll(() => void (executor = new Executor(2)));
  afterAll(() => executor.shutdown());

  same("test_map_buffersize_type_validation", () => {
    const bufferSize = "foo" as never;
    assertThrows(
      () => executor.map(text, NUMBERS, { bufferSize }),
      TypeError,
      "'bufferSize' must be a number",
    );
    // There is one type of numbers.
    assertThrows(() => executor.map(text, NUMBERS, { bufferSize: 2.5 }), RangeError, "a whole number");
  });

  same("test_map_buffersize_value_validation", () => {
    for (const bufferSize of [0, -1]) {
      assertThrows(() => executor.map(text, NUMBERS, { bufferSize }), RangeError, "must be at least 1");
    }
  });

  same("test_map_buffersize", async () => {
    for (const bufferSize of SIZES) {
      const results = executor.map(text, NUMBERS, { bufferSize });
      assertEquals(await Array.fromAsync(results), ["0", "1", "2", "3"]);
    }
  });

  same("test_map_buffersize_on_multiple_iterables", async () => {
    for (const bufferSize of SIZES) {
      const results = executor.map(add, NUMBERS, NUMBERS, { bufferSize });
      assertEquals(await Array.fromAsync(results), [0, 2, 4, 6]);
    }
  });

  same("test_map_buffersize_on_infinite_iterable", async () => {
    assertEquals(await firstOf(executor.map(text, count(), { bufferSize: 2 }), 3), ["0", "1", "2"]);
  });

  same("test_map_buffersize_on_multiple_infinite_iterables", async () => {
    assertEquals(await firstOf(executor.map(add, count(), count(), { bufferSize: 2 }), 3), [0, 2, 4]);
  });

  same("test_map_buffersize_on_empty_iterable", async () => {
    assertEquals(await executor.map(text, [], { bufferSize: 2 }).next(), { done: true, value: undefined });
  });

  better("test_map_buffersize_without_iterable", "a map without items is refused; Python's is empty", () => {
    assertThrows(() => executor.map(() => "", { bufferSize: 2 } as never), TypeError, "takes an iterable");
  });

  inPart(
    "test_map_buffersize_when_buffer_is_full",
    "`shutdown()` waits until the results of such a map are taken, or it is ended",
    async () => {
      const numbers = count();
      const results = executor.map(text, numbers, { bufferSize: 2 });
      assertEquals(await executor.submit(text, 7), "7");
      assertEquals(numbers.next().value, 2);
      await results.return!();
    },
  );

  better(
    "test_swallows_falsey_exceptions",
    "whatever a task throws is its error, also what is no object, as JavaScript can throw it",
    async () => {
      for (const thrown of [0, "", null, false]) {
        const future = executor.submit((thrown: unknown) => {
          throw thrown;
        }, thrown);
        const caught = await future.then(() => "nothing", (error: unknown) => ({ error }));
        assertEquals(caught, { error: thrown });
      }
      class Falsy extends Error {
        get length() {
          return 0;
        }
      }
      const failing = executor.submit((message: string) => {
        throw new RangeError(message);
      }, new Falsy("lenlen").message);
      await assertRejects(() => failing.result(), RangeError, "lenlen");
    },
  );

  notApplicable(
    "test_force_shutdown_workers_invalid_op",
    "each operation has a method of its own: no name of one is passed",
  );
});
