import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Connection,
  ConnectionClosedError,
  Event,
  Pipe,
  Process,
  Semaphore,
  wait,
  waitSync,
} from "../../mod.ts";
import { suite } from "./conform.ts";

type Numbered = readonly [number, string];

/** Sends ten messages, with pauses if so wished. */
async function send(end: Connection<Numbered>, sender: string, isSlow: boolean): Promise<void> {
  for (let number = 0; number < 10; number++) {
    if (isSlow) await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
    await end.send([number, sender]);
  }
  end.close();
}

/** Reads from all senders what is there, until all have closed their ends. */
async function readAll(isSlow: boolean): Promise<void> {
  const readers: Connection<Numbered>[] = [], processes: Process[] = [], expected: string[] = [];
  for (const sender of ["a", "b", "c", "d"]) {
    const [reader, writer] = Pipe<Numbered>(false);
    const process = new Process({ target: send, args: [writer, sender, isSlow], daemon: true });
    process.start();
    // The process has an end of its own.
    writer.close();
    readers.push(reader);
    processes.push(process);
    for (let number = 0; number < 10; number++) expected.push(`${number} ${sender}`);
  }
  const messages: string[] = [];
  const open = new Set(readers);
  while (open.size > 0) {
    for (const reader of await wait(open)) {
      try {
        messages.push((await reader.recv()).join(" "));
      } catch (error) {
        if (!(error instanceof ConnectionClosedError)) throw error;
        open.delete(reader);
        reader.close();
      }
    }
  }
  assertEquals(messages.sort(), expected.sort());
  for (const process of processes) await process.join();
}

const SOCKETS = "Sockets are the runtime's, which waits for them with promises: `Promise.race` has both";

suite("_test_multiprocessing", "TestWait", ({ same, better, notApplicable }) => {
  same("test_wait", () => readAll(false));
  same("test_wait_slow", () => readAll(true));
  notApplicable("test_wait_socket", SOCKETS);
  notApplicable("test_wait_socket_slow", SOCKETS);

  same("test_wait_timeout", async () => {
    const [a, b] = Pipe<null>();
    assertEquals(await wait([a, b], { timeout: 10 }), []);
    assertEquals(waitSync([a, b], { timeout: 10 }), []);
    await b.send(null);
    assertEquals(await wait([a, b], { timeout: 60_000 }), [a]);
    a.close();
    b.close();
  });

  same("test_wait_integer", async () => {
    // Python waits for the number that is a process's sentinel, here it is the process.
    using started = new Semaphore(0), end = new Event();
    const target = (started: Semaphore, end: Event) => {
      started.release();
      end.waitSync();
    };
    const [a, b] = Pipe<null>();
    const process = new Process({ target, args: [started, end] });
    process.start();
    await started.acquire();
    const all = [a, process, b];
    assertEquals(await wait(all, { timeout: 5 }), []);
    end.set();
    assertEquals(await wait(all), [process]);
    a.sendSync(null);
    assertEquals(await wait(all), [process, b]);
    b.sendSync(null);
    assertEquals(await wait(all), [a, process, b]);
    await process.join();
    a.close();
    b.close();
  });

  better("test_neg_timeout", "It is refused, where Python takes it for 0", () => {
    const [a, b] = Pipe<null>();
    assertThrows(() => waitSync([a], { timeout: -1 }), RangeError, "must be 0 or more milliseconds");
    assertEquals(waitSync([a], { timeout: 0 }), []);
    a.close();
    b.close();
    assert(a.closed);
  });
});
