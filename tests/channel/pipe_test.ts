import * as passing from "./fixtures/passing.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Connection, Pipe } from "../../engine/channel/pipe.ts";
import { wait } from "../../engine/channel/wait.ts";
import { BufferTooShortError, ConnectionClosedError } from "../../engine/errors/channel_errors.ts";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { checkHeap } from "../support/check_heap.ts";
import { inWorker, startWorker } from "../support/engine_workers.ts";

const FIXTURES = import.meta.resolve("./fixtures/passing.ts");

function closeAll(...connections: Connection[]): void {
  for (const connection of connections) connection.close();
}

describe("Pipe()", () => {
  it("joins two ends that both send and receive", async () => {
    const [left, right] = Pipe();
    assert(left.readable && left.writable && right.readable && right.writable);
    await left.send({ a: [1] });
    right.sendSync("back");
    assertEquals([await right.recv(), left.recvSync()], [{ a: [1] }, "back"]);
    closeAll(left, right);
  });

  it("joins a reader and a writer if it is not duplex", async () => {
    for (const [reader, writer] of [Pipe(false), Pipe({ duplex: false })]) {
      assertEquals([reader.readable, reader.writable, writer.readable, writer.writable], [
        true,
        false,
        false,
        true,
      ]);
      await writer.send(1);
      assertEquals(await reader.recv(), 1);
      await assertRejects(() => reader.send(1), TypeError, "read-only");
      await assertRejects(() => writer.recv(), TypeError, "write-only");
      assertThrows(() => writer.pollSync(), TypeError, "write-only");
      closeAll(reader, writer);
    }
  });

  it("refuses an unknown option", () => {
    assertThrows(() => Pipe({ duplx: true } as never), TypeError, "the options are duplex");
  });

  it("leaves nothing behind, also of what nobody received", async () => {
    const before = checkHeap();
    const [left, right] = Pipe();
    await left.send(new Uint8Array(1000));
    // An end that lies unread in its own pipe.
    await left.send(left);
    closeAll(left, right);
    assertEquals(checkHeap(), before);
  });
});

describe("Connection", () => {
  it("recv() and poll() wait as long as they are told to", async () => {
    const [left, right] = Pipe();
    assertEquals([await right.poll(), right.pollSync(), await right.poll({ timeout: 1 })], [
      false,
      false,
      false,
    ]);
    await assertRejects(() => right.recv({ timeout: 1 }), TimeoutError, "within 1 ms");
    assertThrows(() => right.recvSync({ timeout: 1 }), TimeoutError);
    await assertRejects(() => right.poll({ timeout: -1 }), RangeError);
    await assertRejects(() => right.recv({ tmeout: 1 } as never), TypeError);
    const polled = right.poll({ timeout: Infinity });
    await left.send(1);
    assertEquals([await polled, await right.poll(), right.pollSync()], [true, true, true]);
    assertEquals(await right.recv(), 1);
    closeAll(left, right);
  });

  it("gives what was sent before the other end was closed, and then its end", async () => {
    const [left, right] = Pipe();
    await left.send("last words");
    left.close();
    assertEquals(await right.recv(), "last words");
    assertEquals([await right.poll(), right.pollSync()], [true, true]);
    for (let i = 0; i < 2; i++) {
      await assertRejects(() => right.recv(), ConnectionClosedError, "the other end of the pipe is closed");
      assertThrows(() => right.recvSync(), ConnectionClosedError);
    }
    await assertRejects(() => right.send(1), ConnectionClosedError, "the other end of the pipe is closed");
    right.close();
  });

  it("wakes who waits to receive when either end is closed", async () => {
    const [left, right] = Pipe();
    const waiting = right.recv();
    left.close();
    await assertRejects(() => waiting, ConnectionClosedError, "the other end");
    right.close();
    const [near, far] = Pipe();
    const own = near.recv();
    near.close();
    await assertRejects(() => own, ConnectionClosedError, "closed meanwhile");
    far.close();
  });

  it("refuses every use after close()", async () => {
    const [left, right] = Pipe();
    left.close();
    left.close();
    assertEquals([left.closed, right.closed], [true, false]);
    await assertRejects(() => left.send(1), ConnectionClosedError, "as the connection is closed");
    await assertRejects(() => left.recv(), ConnectionClosedError, "as the connection is closed");
    await assertRejects(() => left.poll(), ConnectionClosedError);
    const [near, far] = Pipe();
    await assertRejects(() => near.send(left), TransferError, "a connection that is closed");
    closeAll(right, near, far);
  });

  it("is closed only when every thread has closed it", async () => {
    const [left, right] = Pipe();
    await inWorker(FIXTURES, passing.sendAndEnd, right, [1, 2]);
    assertEquals([await left.recv(), await left.recv()], [1, 2]);
    assertEquals(await left.poll(), false);
    right.close();
    await assertRejects(() => left.recv(), ConnectionClosedError);
    left.close();
  });

  it("may be sent through another pipe and closed by its sender", async () => {
    const [left, right] = Pipe<Connection>();
    const [near, far] = Pipe();
    await left.send(far);
    far.close();
    assertEquals(await near.poll(), false);
    const arrived = await right.recv();
    await arrived.send("hello");
    assertEquals(await near.recv(), "hello");
    arrived.close();
    await assertRejects(() => near.recv(), ConnectionClosedError);
    closeAll(left, right, near);
  });

  for (const manner of ["echo", "echoSync"] as const) {
    it(`carries values there and back, ${manner}, and ends with its other end`, async () => {
      const [left, right] = Pipe();
      const { result } = startWorker<[Connection], string | Promise<string>>(
        FIXTURES,
        passing[manner],
        right,
      );
      right.close();
      for (let i = 0; i < 500; i++) {
        await left.send([i, "x".repeat(i)]);
        assertEquals(await left.recv(), [i, "x".repeat(i)]);
        left.sendSync(i);
        assertEquals(left.recvSync(), i);
      }
      const big = new Uint8Array(16 * 1024 ** 2).fill(7);
      await left.send(big);
      assertEquals((await left.recv() as Uint8Array).length, big.length);
      left.close();
      assertEquals(await result, "ConnectionClosedError");
    });
  }

  it("sendBytes(), recvBytes() and recvBytesInto() keep the boundaries of messages", async () => {
    const [left, right] = Pipe();
    left.sendBytes(Uint8Array.of(1, 2, 3, 4), 1, 2);
    left.sendBytes(new Uint8Array(0));
    left.sendBytes(Uint16Array.of(0x0201));
    left.sendBytes(Uint8Array.of(5, 6, 7).buffer, 1);
    assertEquals(await right.recvBytes(), Uint8Array.of(2, 3));
    assertEquals(right.recvBytesSync(), new Uint8Array(0));
    const target = new Uint8Array(4);
    assertEquals(await right.recvBytesInto(target, 1), 2);
    assertEquals(target, Uint8Array.of(0, 1, 2, 0));
    const error = await assertRejects(() => right.recvBytesInto(target, 3), BufferTooShortError);
    assertEquals((error as BufferTooShortError).bytes, Uint8Array.of(6, 7));
    for (const [offset, size] of [[-1], [5], [0, 5], [2, -1], [1.5]] as const) {
      assertThrows(() => left.sendBytes(new Uint8Array(4), offset, size), RangeError, "Cannot send");
    }
    assertThrows(() => left.sendBytes("text" as never), TypeError);
    await assertRejects(() => right.recvBytesInto(target, 5), RangeError, "received 5");
    left.sendBytes(Uint8Array.of(9));
    assertEquals([right.recvBytesIntoSync(target, 3), target[3]], [1, 9]);
    await left.send("text");
    await assertRejects(() => right.recvBytes(), TypeError, "another value");
    closeAll(left, right);
  });

  it("recvBytes() gives what is too long to the caller in its error, and goes on", async () => {
    const [left, right] = Pipe();
    for (const length of [3, 2, 3, 2]) left.sendBytes(new Uint8Array(length).fill(length));
    const error = await assertRejects(() => right.recvBytes(2), BufferTooShortError, "3 bytes where 2 fit");
    assertEquals((error as BufferTooShortError).bytes, Uint8Array.of(3, 3, 3));
    assertEquals(await right.recvBytes(2), Uint8Array.of(2, 2));
    assertThrows(() => right.recvBytesSync(0), BufferTooShortError);
    assertEquals(right.recvBytesSync(2, { timeout: 1 }), Uint8Array.of(2, 2));
    await assertRejects(() => right.recvBytes(undefined, { timeout: 1 }), TimeoutError);
    for (const maxLength of [-1, NaN, "5" as never]) {
      await assertRejects(() => right.recvBytes(maxLength), RangeError, "'maxLength' must be 0 or more");
    }
    closeAll(left, right);
  });

  it("recvBytes() leaves a message that is no bytes to the next call", async () => {
    const [left, right] = Pipe();
    for (const value of [[1, 2], "text", 3]) left.sendSync(value);
    await assertRejects(() => right.recvBytes(), TypeError, "another value");
    assertThrows(() => right.recvBytesSync(), TypeError, "another value");
    await assertRejects(() => right.recvBytesInto(new Uint8Array(4)), TypeError, "another value");
    assertEquals([right.pollSync(), await right.poll()], [true, true]);
    assertEquals(await wait([right], { timeout: 0 }), [right]);
    assertEquals([right.recvSync(), await right.recv(), right.recvSync()], [[1, 2], "text", 3]);
    assertEquals(right.pollSync(), false);
    // Who waits behind gets what the first does not want.
    const bytes = assertRejects(() => right.recvBytes(), TypeError);
    const value = right.recv();
    left.sendSync("late");
    await bytes;
    assertEquals(await value, "late");
    left.close();
    await assertRejects(() => right.recvBytes(), ConnectionClosedError);
    right.close();
  });
});
