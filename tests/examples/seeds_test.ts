/**
 * Runs every program in `examples/seeds` without a flag and compares what it prints with what its Python original prints
 * under CPython 3.11, letting only those lines change places that Python does not order either.
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runProgram } from "../tools/run_program.ts";

const SEEDS = new URL("../../examples/seeds/", import.meta.url);
const WITHOUT_THREADS = new URL("../inline/fixtures/without_threads.ts", import.meta.url);

/** One line, or the lines of processes that run side by side: each one's in order, mixed in any way. */
type Expected = string | { sideBySide: string[][] };

const fiveLines = (prefix: string) => [1, 2, 3, 4, 5].map((i) => `${prefix}${i}`);
const inAnyOrder = (lines: string[]) => ({ sideBySide: lines.map((line) => [line]) });

const OUTPUTS: Record<string, Expected[]> = {
  "apply_async_power.ts": ["25"],
  "pipe_message.ts": ["Hello from sender!"],
  "pipe_send_list.ts": ["[1, 2, 3]"],
  "pool_apply_cube.ts": ["27"],
  "pool_map_four_processes.ts": ["[1, 4, 9, 16, 25]"],
  "pool_map_list.ts": ["[1, 4, 9, 16, 25]"],
  "pool_map_outlives_block.ts": ["[1, 4, 9, 16, 25]"],
  "pool_map_range.ts": ["[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]"],
  "pool_map_squares.ts": ["Squares: [1, 4, 9, 16, 25]"],
  "process_count.ts": ["0", "1", "2", "3", "4"],
  "process_display.ts": ["This is a child process running.", "Main process finished."],
  "process_five_workers.ts": [inAnyOrder([0, 1, 2, 3, 4].map((i) => `Worker ${i} is running`))],
  "process_four_numbered.ts": [inAnyOrder([0, 1, 2, 3].map((i) => `Process ${i}: Printing number ${i}`))],
  "process_four_numbers.ts": [
    inAnyOrder([1, 2, 3, 4].map((i) => `Process printing number: ${i}`)),
    "All processes finished.",
  ],
  "process_square.ts": ["Process finished."],
  "process_subclass.ts": [
    { sideBySide: [fiveLines("Process MyProcess-1: "), fiveLines("Process MyProcess-2: ")] },
  ],
  "process_two_counters.ts": [{ sideBySide: [fiveLines("Number: "), fiveLines("Number: ")] }],
  "process_worker.ts": ["Worker process is running"],
  "queue_message.ts": ["Hello from Process!"],
  "queue_square.ts": ["25"],
  "queue_squares.ts": [inAnyOrder(["1", "4", "9", "16", "25"])],
  "shared_array_update.ts": ["[100, 2, 3]"],
  "shared_value_array.ts": ["15", "[2, 3, 4]"],
  "shared_value_counter.ts": ["1"],
  "shared_value_increment.ts": ["11"],
};

/** Its process is cut off at the program's end, so it may print any beginning of these lines. */
const DAEMON = "daemon_process.ts";
const DAEMON_LINES = fiveLines("Number: ");

describe("deno run examples/seeds", () => {
  for (const [file, expected] of Object.entries(OUTPUTS)) {
    it(`${file} prints what its Python original prints`, async () => {
      assertLines(await runProgram(new URL(file, SEEDS)), expected);
    });
  }

  it("on the inline backend they print the same", async () => {
    const files = [...Object.keys(OUTPUTS), DAEMON];
    const run = async (file: string) => {
      const lines = await runProgram(new URL(file, SEEDS), WITHOUT_THREADS);
      // Without threads nothing cuts the daemon's process off while it does not await anything.
      assertLines(lines, file === DAEMON ? DAEMON_LINES : OUTPUTS[file]!);
    };
    while (files.length > 0) await Promise.all(files.splice(0, 2).map(run));
  });

  it(`${DAEMON} ends without waiting for its process`, async () => {
    const lines = await runProgram(new URL(DAEMON, SEEDS));
    assertEquals(lines, DAEMON_LINES.slice(0, lines.length));
  });
});

describe("examples/seeds/README.md", () => {
  it("lists every program once, and each is run here", async () => {
    const readme = await Deno.readTextFile(new URL("README.md", SEEDS));
    const listed = [...readme.matchAll(/\]\((\w+\.ts)\)/g)].map((match) => match[1]!);
    const files = [...Deno.readDirSync(SEEDS)].map((entry) => entry.name).filter((name) =>
      name.endsWith(".ts")
    );
    assertEquals(listed.toSorted(), files.toSorted());
    assertEquals([...Object.keys(OUTPUTS), DAEMON].toSorted(), files.toSorted());
  });
});

function assertLines(lines: string[], expected: Expected[]): void {
  const rest = [...lines];
  for (const step of expected) {
    if (typeof step === "string") assertEquals(rest.shift(), step);
    else takeSideBySide(rest, step.sideBySide.map((sequence) => [...sequence]));
  }
  assertEquals(rest, [], "Lines after the end");
}

/** Takes a mix of all the sequences off the front of `lines`. Each line belongs to the first sequence it continues. */
function takeSideBySide(lines: string[], sequences: string[][]): void {
  const count = sequences.flat().length;
  for (const line of lines.splice(0, count)) {
    const sequence = sequences.find((candidate) => candidate[0] === line);
    assert(sequence !== undefined, `No process should print this line now: ${line}`);
    sequence.shift();
  }
  assertEquals(sequences.flat(), [], "Missing lines");
}
