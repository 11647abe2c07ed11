import { assertEquals } from "@std/assert";
import { importTasks, Pipe, Process } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/pipes.ts");
const { pollOnly, sendAll } = importTasks<typeof import("./fixtures/pipes.ts")>(FIXTURES);

const bytesOf = (text: string) => new TextEncoder().encode(text);

suite("_test_multiprocessing", "_TestPoll", ({ same }) => {
  same("test_empty_string", async () => {
    const [a, b] = Pipe();
    assertEquals(await a.poll(), false);
    b.sendBytes(new Uint8Array());
    assertEquals([await a.poll(), await a.poll(), a.pollSync()], [true, true, true]);
    a.close();
    b.close();
  });

  same("test_strings", async () => {
    const messages = ["hello", "", "a", "b", "", "bye", "", "lop"].map(bytesOf);
    const [a, b] = Pipe();
    const process = new Process({ target: sendAll, args: [b, messages] });
    process.start();
    for (const message of messages) {
      while (!await a.poll({ timeout: 10 }));
      assertEquals(await a.recvBytes(), message);
    }
    await process.join();
    a.close();
    b.close();
  });

  same("test_boundaries", async () => {
    const [reader, writer] = Pipe(false);
    const process = new Process({ target: pollOnly, args: [reader] });
    process.start();
    for (const message of ["first", "second"]) writer.sendBytes(bytesOf(message));
    writer.close();
    await process.join();
    assertEquals([await reader.recvBytes(), await reader.recvBytes()], [bytesOf("first"), bytesOf("second")]);
    reader.close();
  });

  same("test_dont_merge", async () => {
    const [a, b] = Pipe();
    assertEquals([await a.poll(), await a.poll({ timeout: 5 })], [false, false]);
    const process = new Process({ target: sendAll, args: [b, ["a", "b", "cd"].map(bytesOf)] });
    process.start();
    assertEquals(await a.recvBytes(), bytesOf("a"));
    for (const message of ["b", "cd"]) {
      for (let i = 0; i < 2; i++) assertEquals(await a.poll({ timeout: Infinity }), true);
      assertEquals(await a.recvBytes(), bytesOf(message));
    }
    await process.join();
    a.close();
    b.close();
  });
});
