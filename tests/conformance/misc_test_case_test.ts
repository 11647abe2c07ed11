import { assertEquals } from "@std/assert";
import * as multicore from "../../mod.ts";
import { suite } from "./conform.ts";

/** What `from multiprocessing import *` gives, by its name here. */
const NAMES: Readonly<Record<string, keyof typeof multicore>> = {
  Array: "SharedArray",
  Barrier: "Barrier",
  BoundedSemaphore: "BoundedSemaphore",
  BufferTooShort: "BufferTooShortError",
  Condition: "Condition",
  Event: "Event",
  JoinableQueue: "JoinableQueue",
  Lock: "Lock",
  Pipe: "Pipe",
  Pool: "Pool",
  Process: "Process",
  ProcessError: "ProcessError",
  Queue: "Queue",
  RLock: "RLock",
  RawArray: "RawArray",
  RawValue: "RawValue",
  Semaphore: "Semaphore",
  SimpleQueue: "SimpleQueue",
  TimeoutError: "TimeoutError",
  Value: "Value",
  active_children: "activeChildren",
  cpu_count: "cpuCount",
  current_process: "currentProcess",
  get_logger: "getLogger",
  log_to_stderr: "logToStderr",
  parent_process: "parentProcess",
};

suite("_test_multiprocessing", "MiscTestCase", ({ same, notApplicable }) => {
  same("test__all__", () => {
    const missing = Object.values(NAMES).filter((name) => typeof multicore[name] !== "function");
    assertEquals(missing, []);
  });

  notApplicable("test_spawn_sys_executable_none_allows_import", "No executable is started for a process");

  same("test_large_pool", async () => {
    await using pool = new multicore.Pool(200);
    const squares = await pool.map((n: number) => n * n, Array(1000).keys());
    assertEquals(squares.reduce((sum, square) => sum + square), 332833500);
  });

  notApplicable("test_forked_thread_not_started", "Nothing forks");
  for (
    const test of ["test_preload_main", "test_preload_main_sys_argv", "test_preload_main_large_sys_argv"]
  ) {
    notApplicable(test, "There is no server that processes are forked from");
  }
});
