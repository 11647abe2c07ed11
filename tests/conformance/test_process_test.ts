import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  activeChildren,
  cpuCount,
  currentProcess,
  Event,
  parentProcess,
  Pipe,
  Process,
  SimpleQueue,
  Value,
  wait,
} from "../../mod.ts";
import { collectGarbage } from "../support/collect_garbage.ts";
import { suite } from "./conform.ts";
import { beWatched, type Facts, grow, leaveBehind, tellFacts, tellParent } from "./fixtures/family.ts";

const forEver = () => new Promise<void>(() => {});

suite("_test_multiprocessing", "_TestProcess", ({ same, better, notApplicable }) => {
  same("test_current", () => {
    const current = currentProcess();
    assertStrictEquals(currentProcess(), current);
    assert(current.isAlive);
    assert(!current.daemon);
    assert(current.authKey instanceof Uint8Array);
    assert(current.authKey.length > 0);
    assertEquals([current.pid, current.exitCode, current.name], [Deno.pid, null, "MainProcess"]);
  });

  notApplicable(
    "test_set_executable",
    "A process is a thread of the program that runs: no executable is started",
  );

  same("test_args_argument", async () => {
    const target = (...args: number[]) => Deno.exit(args.length);
    const some: (readonly number[])[] = [[], [1], [1, 2], Object.freeze([1, 2, 3])];
    const processes = some.map((args) => new Process({ target, args }));
    processes.push(new Process({ target }));
    for (const process of processes) process.start();
    assertEquals(await Promise.all(processes.map(({ exited }) => exited)), [0, 1, 2, 3, 0]);
  });

  same("test_daemon_argument", () => {
    assertEquals(new Process({ target: forEver }).daemon, currentProcess().daemon);
    assertEquals(new Process({ target: forEver, daemon: true }).daemon, true);
    assertEquals(new Process({ target: forEver, daemon: false }).daemon, false);
  });

  same("test_parent_process_attributes", async () => {
    assertEquals(parentProcess(), null);
    const facts = new SimpleQueue<[number | null, string]>();
    const process = new Process({ target: tellParent, args: [facts] });
    process.start();
    assertEquals(await facts.get(), [currentProcess().pid, currentProcess().name]);
    await process.join();
  });

  same("test_parent_process", async () => {
    const [reports, theirs] = Pipe<string>(false);
    const process = new Process({ target: beWatched, args: [theirs] });
    process.start();
    assertEquals(await reports.recv(), "alive");
    process.terminate();
    await process.join();
    assertEquals(await reports.recv(), "not alive");
  });

  same("test_process", async () => {
    const facts = new SimpleQueue<Facts>();
    const args = [1, 2, { hello: 23, bye: 2.54 }];
    const process = new Process({ target: tellFacts, args: [facts, ...args], name: "SomeProcess" });
    process.daemon = true;
    assertEquals([process.isAlive, process.daemon, process.exitCode], [false, true, null]);
    const { authKey } = currentProcess();
    assertEquals(process.authKey, authKey);
    assert(!activeChildren().includes(process));
    process.start();
    assertEquals([process.isAlive, process.exitCode], [true, null]);
    assert(activeChildren().includes(process));
    assertEquals(await facts.get(), { args, name: process.name, authKey, pid: process.pid, daemon: true });
    await process.join();
    assertEquals([process.exitCode, process.isAlive], [0, false]);
    assert(!activeChildren().includes(process));
    process.close();
  });

  notApplicable(
    "test_process_mainthread_native_id",
    "JavaScript is not told the system's number of a thread; `pid` is another in each process",
  );

  notApplicable(
    "test_interrupt",
    "no `KeyboardInterrupt` can be thrown into a thread: `interrupt()` ends it as a process that does not handle it",
  );

  const endings = [
    ["test_interrupt_no_handler", "interrupt", -2],
    ["test_terminate", "terminate", -15],
    ["test_kill", "kill", -9],
  ] as const;
  for (const [test, name, code] of endings) {
    better(
      test,
      "It also ends a thread that never returns to its event loop. A negative timeout is refused, not taken for 0",
      async () => {
        using running = new Event();
        const target = (running: Event) => {
          running.set();
          for (;;);
        };
        const process = new Process({ target, args: [running], daemon: true });
        process.start();
        assert(process.isAlive);
        assert(activeChildren().includes(process));
        assertEquals(process.exitCode, null);
        await process.join(0);
        process.joinSync(0);
        assertThrows(() => process.joinSync(-1), RangeError, "must be 0 or more milliseconds");
        assert(process.isAlive);
        await running.wait();
        process[name]();
        await process.join();
        assertEquals([process.isAlive, process.exitCode], [false, code]);
        assert(!activeChildren().includes(process));
        await process.join();
      },
    );
  }

  same("test_cpu_count", () => {
    assert(Number.isInteger(cpuCount()));
    assert(cpuCount() >= 1);
  });

  same("test_active_children", async () => {
    using end = new Event();
    const process = new Process({ target: (end: Event) => void end.waitSync(), args: [end] });
    assert(!activeChildren().includes(process));
    process.start();
    assert(activeChildren().includes(process));
    end.set();
    await process.join();
    assert(!activeChildren().includes(process));
  });

  same("test_recursion", async () => {
    const [results, theirs] = Pipe<number[]>(false);
    const root = new Process({ target: grow, args: [theirs, []] });
    root.start();
    await root.join();
    const places: number[][] = [];
    while (results.pollSync()) places.push(await results.recv());
    assertEquals(places, [[], [0], [0, 0], [0, 1], [1], [1, 0], [1, 1]]);
  });

  same("test_sentinel", async () => {
    using end = new Event();
    const process = new Process({ target: (end: Event) => void end.waitSync(), args: [end] });
    assertThrows(() => process.exited, Error, "it has not been started");
    process.start();
    const { exited } = process;
    assertEquals(await wait([process], { timeout: 0 }), []);
    end.set();
    assertEquals(await wait([process]), [process]);
    assertEquals(await exited, 0);
    await process.join();
    assertEquals(await wait([process]), [process]);
  });

  same("test_close", async () => {
    using end = new Event();
    // A function of its own, so that none of its variables is kept.
    const closed = await (async () => {
      const process = new Process({ target: (end: Event) => void end.waitSync(), args: [end] });
      process.daemon = true;
      process.start();
      assertEquals([process.isAlive, process.exitCode], [true, null]);
      assertThrows(() => process.close(), Error, "while it is still running");
      end.set();
      await process.join();
      process.close();
      for (
        const use of [
          () => process.isAlive,
          () => process.joinSync(),
          () => process.terminate(),
          () => process.exitCode,
        ]
      ) assertThrows(use, Error, "it is closed");
      process.close();
      return new WeakRef(process);
    })();
    await collectGarbage();
    assertEquals(closed.deref(), undefined);
  });

  same("test_many_processes", async () => {
    const all = (target: () => unknown) => Array.from({ length: 5 }, () => new Process({ target }));
    const short = all(() => {});
    for (const process of short) process.start();
    for (const process of short) await process.join();
    assertEquals(short.map(({ exitCode }) => exitCode), [0, 0, 0, 0, 0]);
    const long = all(forEver);
    for (const process of long) process.start();
    for (const process of long) process.terminate();
    for (const process of long) await process.join();
    assertEquals(long.map(({ exitCode }) => exitCode), [-15, -15, -15, -15, -15]);
  });

  same("test_lose_target_ref", async () => {
    using result = new Value("i", 0);
    const [process, target, argument] = (() => {
      const target = (result: Value<"i">, { five }: { five: number }) => void (result.value = five);
      const argument = { five: 5 };
      const process = new Process({ target, args: [result, argument] });
      process.start();
      return [process, new WeakRef(target), new WeakRef(argument)];
    })();
    await process.join();
    await collectGarbage();
    assertEquals([argument.deref(), target.deref()], [undefined, undefined]);
    assertEquals(result.value, 5);
    process.close();
  });

  notApplicable("test_child_fd_inflation", "Threads share the program's files: none is copied for a process");

  same("test_wait_for_threads", async () => {
    // What a process of Python's does besides is a thread; here it is another process.
    using done = new Event();
    const process = new Process({ target: leaveBehind, args: [done] });
    process.start();
    await process.join();
    assert(done.isSet());
  });

  notApplicable(
    "test_error_on_stdio_flush_1",
    "The console is the program's: a thread cannot replace or close it",
  );
  notApplicable(
    "test_error_on_stdio_flush_2",
    "The console is the program's: a thread cannot replace or close it",
  );
  notApplicable("test_forkserver_sigint", "There is no fork server that could be interrupted");
  notApplicable("test_forkserver_sigkill", "There is no fork server that could be killed");
  notApplicable("test_forkserver_auth_is_enabled", "There is no fork server that others could ask");
  notApplicable("test_forkserver_without_auth_fails", "There is no fork server that others could ask");
});
