/** Faults as one might make them in the core: each is found by one of the programs. */
import { compileCore } from "../../kernels/compiler/generate/core_target.ts";
import { readSources } from "../../kernels/compiler/generate/generated_file.ts";

export interface SeededBug {
  readonly name: string;
  /** The core's file that it is in. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The room and the name of the program that finds it. */
  readonly finder: string;
  /** How what is found begins. */
  readonly symptom: string;
}

const ENTRY = "core/core.as.ts";

export const SEEDED_BUGS: readonly SeededBug[] = [
  {
    name: "a swapped store: a ring's entry is passed on before its value is there",
    file: "ring.as.ts",
    from: "store<i32>(entry, value, 4);\n        atomic.store<i32>(entry, position + 1);",
    to: "atomic.store<i32>(entry, position + 1);\n        store<i32>(entry, value, 4);",
    finder: "ring: a thread pushes two, one pops two",
    symptom: "popped",
  },
  {
    name: "a dropped re-check: a cell that was cancelled is run all the same",
    file: "cell.as.ts",
    from: "if (atomic.cmpxchg<i32>(address, CELL_QUEUED, CELL_RUNNING, CELL_STATE) == CELL_QUEUED) {",
    to: "if (atomic.cmpxchg<i32>(address, CELL_QUEUED, CELL_RUNNING, CELL_STATE) != CELL_RUNNING) {",
    finder: "ring: a cell is cancelled",
    symptom: "runs",
  },
  {
    name: "a missing wake: whoever gives a lock back tells nobody",
    file: "lock.as.ts",
    from: "      signal(object + OBJECT_WAITABLE, -1);\n",
    to: "",
    finder: "lock: two threads, nested",
    symptom: "It stands still",
  },
  {
    name: "a signal looks for sleepers before it counts",
    file: "signal.as.ts",
    from:
      "  atomic.add<i32>(waitable, 1, WAIT_EVENT);\n  if (atomic.load<i32>(waitable, WAIT_SLEEPERS)) atomic",
    to:
      "  const some = atomic.load<i32>(waitable, WAIT_SLEEPERS);\n  atomic.add<i32>(waitable, 1, WAIT_EVENT);\n  if (some) atomic",
    finder: "lock: two threads, nested",
    symptom: "It stands still",
  },
  {
    name: "the heap lock is given back without a look at who waits for it",
    file: "lock_heap.as.ts",
    from: "if (atomic.xchg<i32>(HEAP_LOCK, 0) == 2) atomic.notify(HEAP_LOCK, 1);",
    to: "atomic.store<i32>(HEAP_LOCK, 0);",
    finder: "heap lock: two threads",
    symptom: "It stands still",
  },
  {
    name: "a section is entered before the thread says so",
    file: "section.as.ts",
    from:
      "    atomic.add<i32>(slot, 1, SLOT_SECTIONS);\n    if (atomic.load<i32>(slot, SLOT_STOP) == 0) return;\n    atomic.sub<i32>(slot, 1, SLOT_SECTIONS);\n",
    to:
      "    if (atomic.load<i32>(slot, SLOT_STOP) == 0) {\n      atomic.add<i32>(slot, 1, SLOT_SECTIONS);\n      return;\n    }\n",
    finder: "heap lock: one of two threads is killed",
    symptom: "reap",
  },
  {
    name: "the heap lock is given back before the message is in the queue",
    file: "queue.as.ts",
    from: "      append(queue, object, newShort(length), size);\n      changed = object + OBJECT_WAITABLE;",
    to:
      "      const item = newShort(length);\n      unlockHeap();\n      append(queue, object, item, size);\n      lockHeap();\n      changed = object + OBJECT_WAITABLE;",
    finder: "queue: one puts two, one gets two",
    symptom: "",
  },
  {
    name: "a notification dies with the thread that was called",
    file: "ticket.as.ts",
    from: "    else if (state == TICKET_CALLED) callOldest(object, 1);\n",
    to: "",
    finder: "condition: one of two that wait is killed",
    symptom: "It stands still",
  },
  {
    name: "a doorbell notifies one ring too late",
    file: "signal.as.ts",
    from: "if (atomic.load<i32>(address, SLOT_ARMED) == rings)",
    to: "if (atomic.load<i32>(address, SLOT_ARMED) == rings + 1)",
    finder: "waiting: one listens for a value",
    symptom: "It stands still",
  },
  {
    name: "a barrier's last party lets through all but itself",
    file: "barrier.as.ts",
    from: "  callOldest(object, i32.MAX_VALUE);\n  signal(object + OBJECT_WAITABLE, -1); // who came",
    to:
      "  callOldest(object, load<i32>(object, LINE_LENGTH) - 1);\n  signal(object + OBJECT_WAITABLE, -1); // who came",
    finder: "barrier: two parties",
    symptom: "It stands still",
  },
];

/** The core with a fault in it, and with no other exports than the `calls`. @throws {TypeError} If the place is not there any more. */
export async function coreWith(
  { name, file, from, to }: SeededBug,
  calls: ReadonlySet<string>,
): Promise<Uint8Array> {
  const files = Object.entries(await readSources("engine/", "core"));
  const sources = Object.fromEntries(files.filter(([path]) => !path.startsWith("core/inline/")));
  const text = sources[`core/${file}`]!;
  if (text.split(from).length !== 2) {
    throw new TypeError(`Cannot seed "${name}": its place is not there once`);
  }
  const entry = sources[ENTRY]!.replace(/\{([^}]*)\}/g, (_, names: string) => {
    const kept = names.split(",").map((name) => name.trim()).filter((name) => calls.has(name));
    return `{ ${kept.join(", ")} }`;
  }).replace(/^export \{ {2}\} from .*$/gm, "");
  const changed = { ...sources, [ENTRY]: entry, [`core/${file}`]: text.replace(from, () => to) };
  const { wasm } = await compileCore(changed, ENTRY);
  return wasm;
}
