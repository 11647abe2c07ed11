/** Short messages and those that have a block of their own are one queue's items. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { sharedState } from "../../engine/codec/shared_object.ts";
import { recordField } from "../support/control_words.ts";
import { thread } from "../../engine/memory/thread.ts";
import { Lock, Pipe, Queue, QueueFullError, RawArray } from "../../mod.ts";
import { RECORD_TAINTED, SHORT_BYTES, SHORT_COUNT } from "../../engine/core/layout.ts";
import { engineCounts } from "../support/engine_counts.ts";

/** Its message has `length` bytes and a few more. */
const text = (length: number) => "x".repeat(length);

describe("A queue's items", () => {
  it("come in their order and whole, whatever their length", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ length: fc.nat({ max: 2 * SHORT_BYTES }), isAsync: fc.boolean() }), {
          maxLength: 40,
        }),
        async (items) => {
          const before = engineCounts();
          using queue = new Queue<string>();
          for (const [i, { length, isAsync }] of items.entries()) {
            const item = `${i} ${text(length)}`;
            if (isAsync) await queue.put(item);
            else queue.putSync(item);
          }
          for (const [i, { length, isAsync }] of items.entries()) {
            assertEquals(isAsync ? queue.getSync() : await queue.get(), `${i} ${text(length)}`);
          }
          assertEquals(engineCounts(), { ...before, holds: before.holds + 1 });
        },
      ),
    ));

  it("arrive each where it is waited for, though several come at once", async () => {
    using queue = new Queue<number>();
    const got = Array.from({ length: 5 }, () => queue.get());
    for (let i = 0; i < 5; i++) queue.putSync(i);
    assertEquals(await Promise.all(got), [0, 1, 2, 3, 4]);
  });

  it("do not overtake one that waits for room", async () => {
    using queue = new Queue<string>(1);
    await queue.put("first");
    const waiting = ["second", text(1000), "fourth"].map((item) => queue.put(item));
    assertThrows(() => queue.putNowait("too early"), QueueFullError);
    assertEquals(await queue.get(), "first");
    assertEquals(await queue.get(), "second");
    assertEquals(await queue.get(), text(1000));
    assertEquals(await queue.get(), "fourth");
    await Promise.all(waiting);
  });

  it("take blocks when there is no short message left", () => {
    using queue = new Queue<number>();
    const more = 10;
    for (let i = 0; i < SHORT_COUNT + more; i++) queue.putSync(i);
    assertEquals(engineCounts().shorts, SHORT_COUNT);
    for (let i = 0; i < SHORT_COUNT + more; i++) assertEquals(queue.getSync(), i);
    assertEquals(engineCounts().shorts, 0);
  });

  it("are freed with the queue, and with the end of a pipe that would have read them", () => {
    const before = engineCounts();
    const queue = new Queue<unknown>();
    const [ours, theirs] = Pipe();
    for (const item of [1, text(1000), { lock: new Lock() }, 2]) {
      queue.putSync(item);
      ours.sendSync(item);
    }
    assertEquals(engineCounts().shorts - before.shorts, 4);
    theirs.close();
    assertEquals(engineCounts().shorts - before.shorts, 2);
    ours.close();
    queue[Symbol.dispose]();
    const { shorts, usedBytes } = engineCounts();
    assertEquals({ shorts, usedBytes }, { shorts: before.shorts, usedBytes: before.usedBytes });
  });

  it("taint nothing else when a process that had the queue is killed", () => {
    using queue = new Queue<string>();
    // The lengths of the messages are numbers of records too.
    const blocks = Array.from({ length: SHORT_BYTES }, () => new RawArray("f64", 4));
    for (let length = 0; length < SHORT_BYTES - 10; length++) queue.putSync(text(length));
    const { record, generation } = queue[sharedState]().refs[0]!;
    thread().core.taint(record, generation);
    const { words } = thread();
    const tainted = Array.from({ length: SHORT_BYTES }, (_, other) => other)
      .filter((other) => other !== record && words[recordField(other, RECORD_TAINTED)] !== 0);
    assertEquals(tainted, []);
    for (const block of blocks) block[Symbol.dispose]();
  });

  it("count as many bytes as the block would have", () => {
    const fits = (length: number, maxBytes: number) => {
      using queue = new Queue<string>({ maxBytes });
      queue.putSync(text(length));
      try {
        queue.putNowait(text(length));
        return true;
      } catch (error) {
        assert(error instanceof QueueFullError);
        return false;
      }
    };
    const bytes = (length: number) => Math.ceil((16 + length + 3) / 16) * 16;
    for (const length of [50, SHORT_BYTES - 10, SHORT_BYTES + 10]) {
      assert(fits(length, 2 * bytes(length)));
      assert(!fits(length, 2 * bytes(length) - 16));
    }
  });
});
