/** Messages for whose buffers a reader gets the memory while they are packed. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Connection, Pipe, Process, Queue } from "../../mod.ts";
import { MessageQueue } from "../../engine/channel/message_queue.ts";
import { sharedState } from "../../engine/codec/shared_object.ts";
import type { Handle } from "../../engine/memory/handle.ts";
import { thread } from "../../engine/memory/thread.ts";

const LENGTH = 1 << 18; // of doubles: 2 MiB

function echo(end: Connection<Float64Array | null>): void {
  for (let message = end.recvSync(); message !== null; message = end.recvSync()) end.sendSync(message);
}

function numbers(length: number, first: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => first + i);
}

describe("A large message", () => {
  it("is what was sent, whether its reader waits or not, and whatever came before", async () => {
    const [ours, theirs] = Pipe<Float64Array | null>();
    const process = new Process({ target: echo, args: [theirs] });
    process.start();
    for (const [first, length] of [LENGTH, LENGTH, LENGTH + 1, 1, LENGTH].entries()) {
      ours.sendSync(numbers(length, first));
      assertEquals(ours.recvSync(), numbers(length, first));
    }
    for (let first = 0; first < 3; first++) ours.sendSync(numbers(LENGTH, first));
    for (let first = 0; first < 3; first++) assertEquals(await ours.recv(), numbers(LENGTH, first));
    ours.sendSync(null);
    await process.join();
  });

  it("may be another than was expected", async () => {
    using queue = new Queue<Float64Array>();
    const { record, generation } = new MessageQueue(queue[sharedState]().refs[0] as Handle, "a queue").handle;
    thread().core.expectBytes(record, generation, 8 * LENGTH);
    const process = new Process({
      target: (queue: Queue<Float64Array>) => queue.putSync(new Float64Array(3).fill(1)),
      args: [queue],
    });
    process.start();
    assertEquals(queue.getSync(), new Float64Array(3).fill(1));
    await process.join();
    queue.putSync(numbers(LENGTH, 7));
    assertEquals(queue.getSync(), numbers(LENGTH, 7));
  });

  it("that is expected keeps no reader longer than its timeout", () => {
    using messages = MessageQueue.create(0, "a queue");
    const { record, generation } = messages.handle;
    thread().core.expectBytes(record, generation, 8 * LENGTH);
    assertEquals(messages.getSync(1).outcome, "timed out");
    // Nobody has got memory for it.
    assertEquals(thread().core.expectBytes(record, generation, 0), 8 * LENGTH);
    messages.putSync(numbers(LENGTH, 7), 0);
    assertEquals(messages.getSync(1).value, numbers(LENGTH, 7));
  });
});
