import type { RuntimeName } from "./runtimes.ts";

/** Something that the library does, and a program that does it and then prints "ok". */
export interface Feature {
  readonly name: string;
  /** In `programs/`. */
  readonly program: string;
  /** The runtimes where it does not work. */
  readonly lacking?: Readonly<Partial<Record<RuntimeName, Lack>>>;
}

/** Why something does not work, and how the program ends then. */
export interface Lack {
  readonly why: string;
  readonly failure: RegExp;
}

const NO_LIMIT: Lack = { why: "`maxHeap` has no effect", failure: /Missing expected rejection/ };
const NO_SOCKETS: Lack = { why: "Deno only", failure: /this runtime lacks the sockets/ };
const NO_FLAG: Lack = { why: "with `DENO_V8_FLAGS`", failure: /ThreadUnstoppableError: Cannot stop worker/ };
const NO_SYNTAX: Lack = { why: "call `terminate()` …", failure: /SyntaxError/ };

/** All that the table tells of, in its order. */
export const FEATURES: readonly Feature[] = [
  { name: "pools, with inline functions", program: "pool.ts" },
  { name: "functions of modules, TypeScript and JavaScript", program: "modules.ts" },
  { name: "executors and futures", program: "executors.ts" },
  { name: "pools of workers' own", program: "nested.ts" },
  { name: "processes", program: "processes.ts" },
  { name: "queues and pipes", program: "queues.ts" },
  { name: "locks, semaphores, events, conditions, barriers", program: "locks.ts" },
  { name: "shared values, arrays, structs and lists", program: "shared.ts" },
  { name: "copies of cycles, maps, dates, errors …", program: "copies.ts" },
  { name: "errors of tasks", program: "errors.ts" },
  { name: "kernels", program: "kernels.ts" },
  { name: "kernels with relaxed SIMD", program: "relaxed_simd.ts" },
  { name: "compiling kernels, ahead and at run time", program: "compiling.ts" },
  { name: "timeouts that stop a busy worker", program: "timeouts.ts" },
  {
    name: "timeouts that stop a loop that V8 unrolls",
    program: "unrolled.ts",
    lacking: { Deno: NO_FLAG },
  },
  { name: "exit codes, even with an endless thread", program: "endless.ts" },
  { name: "workers that exit or throw", program: "deaths.ts" },
  { name: "memory and locks of stopped tasks given back", program: "lifelines.ts" },
  {
    name: "workers out of memory: many small objects",
    program: "memory_objects.ts",
    lacking: { Bun: NO_LIMIT },
  },
  {
    name: "workers out of memory: fewer large ones",
    program: "memory_arrays.ts",
    lacking: { Bun: NO_LIMIT },
  },
  { name: "forgotten pools, exit functions", program: "endings.ts" },
  { name: "managers", program: "managers.ts" },
  {
    name: "`Listener` and `Client`",
    program: "sockets.ts",
    lacking: { "Node 22": NO_SOCKETS, "Node 24": NO_SOCKETS, Bun: NO_SOCKETS },
  },
  { name: '`backend: "inline"`', program: "inline.ts" },
  { name: "several copies of the library in one program", program: "two_copies.ts" },
  { name: "the syntax `using`", program: "using.ts", lacking: { "Node 22": NO_SYNTAX } },
  { name: "`if (import.meta.main)`", program: "main_guard.ts" },
];
