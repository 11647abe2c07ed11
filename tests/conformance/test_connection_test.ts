import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BufferTooShortError, ConnectionClosedError, importTasks, Pipe, Process } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/pipes.ts");
const { echo, echoAll } = importTasks<typeof import("./fixtures/pipes.ts")>(FIXTURES);

const bytesOf = (text: string) => new TextEncoder().encode(text);
const NO_FILES =
  "an open file belongs to the thread that opened it, and the runtime hands none on: its path can be sent";

suite("_test_multiprocessing", "_TestConnection", ({ same, better, notApplicable }) => {
  better(
    "test_connection",
    "a message that is too long leaves the connection usable; a negative timeout, which Python takes for 0, is refused; " +
      "a pipe is no file, so it has no `fileno()`",
    async () => {
      const [ours, theirs] = Pipe();
      const process = new Process({ target: echoAll, args: [theirs], daemon: true });
      process.start();

      const values = [1, 2.25, null];
      assertEquals(await ours.send(values), undefined);
      assertEquals(await ours.recv(), values);
      const message = bytesOf("hello world");
      ours.sendBytes(message);
      assertEquals(await ours.recvBytes(), message);

      const numbers = new Int32Array([0, 1, 2, 3]);
      for (const offset of [0, 3]) {
        const buffer = new Int32Array(10);
        ours.sendBytes(numbers);
        assertEquals(await ours.recvBytesInto(buffer, offset * 4), numbers.byteLength);
        const expected = new Int32Array(10);
        expected.set(numbers, offset);
        assertEquals(buffer, expected);
      }
      const long = bytesOf("hello world".repeat(10));
      ours.sendBytes(long);
      const error = await assertRejects(() => ours.recvBytesInto(new Uint8Array(40)), BufferTooShortError);
      assertEquals(error.bytes, long);

      assertEquals([await ours.poll(), ours.pollSync()], [false, false]);
      assertEquals([await ours.poll({ timeout: 5 }), ours.pollSync({ timeout: 5 })], [false, false]);
      await assertRejects(() => ours.poll({ timeout: -1 }), RangeError);
      await ours.send(null);
      assert(await ours.poll({ timeout: Infinity }));
      assertEquals([await ours.poll(), ours.pollSync()], [true, true]);
      assertEquals(await ours.recv(), null);

      const huge = new Uint8Array(16 * 2 ** 20).fill(0x58);
      ours.sendBytes(huge);
      const back = await ours.recvBytes();
      assert(back.length === huge.length && back.every((byte) => byte === 0x58));

      ours.sendBytes(new Uint8Array());
      theirs.close();
      assertEquals([ours.readable, ours.writable], [true, true]);
      await assertRejects(() => ours.recv(), ConnectionClosedError);
      await assertRejects(() => ours.recvBytes(), ConnectionClosedError);
      ours.close();
      await process.join();
      assertEquals(process.exitCode, 0);
    },
  );

  same("test_duplex_false", async () => {
    const [reader, writer] = Pipe<number>(false);
    await writer.send(1);
    assertEquals(await reader.recv(), 1);
    assertEquals([reader.readable, reader.writable], [true, false]);
    assertEquals([writer.readable, writer.writable], [false, true]);
    await assertRejects(() => reader.send(2), TypeError, "read-only");
    await assertRejects(() => writer.recv(), TypeError, "write-only");
    await assertRejects(() => writer.poll(), TypeError, "write-only");
    reader.close();
    writer.close();
  });

  same("test_spawn_close", async () => {
    const [ours, theirs] = Pipe();
    const process = new Process({ target: echo, args: [theirs], daemon: true });
    process.start();
    theirs.close(); // before it has started, most likely
    ours.sendBytes(bytesOf("hello"));
    assertEquals(await ours.recvBytes(), bytesOf("hello"));
    ours.sendBytes(new Uint8Array());
    ours.close();
    await process.join();
    assertEquals(process.exitCode, 0);
  });

  same("test_sendbytes", async () => {
    const message = bytesOf("abcdefghijklmnopqrstuvwxyz");
    const [a, b] = Pipe();
    const parts: [offset: number, size?: number][] = [[0], [5], [7, 8], [26], [26, 0]];
    for (const [offset, size] of parts) {
      a.sendBytes(message, offset, size);
      assertEquals(await b.recvBytes(), message.slice(offset, size === undefined ? 26 : offset + size));
    }
    for (const [offset, size] of [[27], [22, 5], [26, 1], [-1], [4, -1]] as typeof parts) {
      assertThrows(() => a.sendBytes(message, offset, size), RangeError);
    }
    assert(!b.pollSync());
    a.close();
    b.close();
  });

  notApplicable("test_fd_transfer", NO_FILES);
  notApplicable("test_large_fd_transfer", NO_FILES);
  notApplicable("test_missing_fd_transfer", NO_FILES);

  same("test_context", async () => {
    const [a, b] = Pipe<number>();
    {
      using _a = a;
      using _b = b;
      await a.send(1729);
      assertEquals(await b.recv(), 1729);
      assertEquals([a.closed, b.closed], [false, false]);
    }
    assertEquals([a.closed, b.closed], [true, true]);
    await assertRejects(() => a.recv(), ConnectionClosedError);
    await assertRejects(() => b.recv(), ConnectionClosedError);
  });
});
