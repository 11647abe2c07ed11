/**
 * Runs the long forms of the tests that prove the engine reliable, and shows what they counted: `deno task test:full [PART…]`. With
 * `--write` that goes into `docs/reliability.md`, with the date, the commit and the machine. A part is one run of `deno test`;
 * lines that it writes as `TABLE | cell | cell` are the rows of its tables.
 */

/** What one part counts. */
interface Table {
  /** How its lines begin. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** One run of tests. */
export interface Part {
  /** The name to choose it by. */
  readonly name: string;
  /** What it shows, for the page. */
  readonly title: string;
  /** Arguments of `deno test`. */
  readonly tests: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly tables: readonly Table[];
}

/** Each has its place in the page, between its {@linkcode marks}, below a heading with its title. */
export const PARTS: readonly Part[] = [
  {
    name: "schedules",
    title: "The core in all orders of two and three threads",
    tests: ["tests/schedules"],
    tables: [
      {
        name: "schedules",
        columns: ["program", "orders played", "of which there are", "steps of the longest"],
      },
      { name: "bugs", columns: ["seeded fault", "found by", "in order"] },
    ],
  },
  {
    name: "ledger",
    title: "A ledger of messages, kept by a second program",
    tests: ["tests/ledger/ledger_test.ts"],
    tables: [
      {
        name: "ledger",
        columns: ["how threads end", "ends", "messages got", "lost", "doubled", "invented", "growth of RSS"],
      },
    ],
  },
  ...["a pool", "no pool"].map((what): Part => ({
    name: what === "a pool" ? "exits" : "other_exits",
    title: `Programs that end and leave ${what} behind`,
    tests: [`--filter=leaves ${what} behind`, "tests/ledger/exit_matrix_test.ts"],
    tables: [{ name: "exits", columns: ["what is left behind", "times", "hung", "slowest"] }],
  })),
  {
    name: "stops",
    title: "Threads that are stopped, whatever they do",
    tests: ["tests/faults/stop_table_test.ts"],
    tables: [
      {
        name: "stops",
        columns: [
          "what runs",
          "V8 unrolls loops",
          "how it is stopped",
          "times",
          "gone",
          "reported",
          "slowest",
        ],
      },
    ],
  },
  {
    name: "timeouts",
    title: "Timeouts, a hundred thousand of them",
    tests: ["tests/faults/soak_test.ts"],
    tables: [
      {
        name: "timeouts",
        columns: ["timeouts", "more bytes used", "retired", "records", "holds", "slots", "growth of RSS"],
      },
    ],
  },
  {
    name: "faults",
    title: "Every fault on every operation",
    tests: ["tests/faults/matrix_test.ts"],
    tables: [{ name: "faults", columns: ["fault", "times"] }],
  },
  {
    name: "models",
    title: "Random commands, compared with models",
    tests: ["tests/models"],
    tables: [{ name: "models", columns: ["what", "models", "kills", "seed"] }],
  },
  {
    name: "mutated",
    title: "Mutated messages",
    tests: ["tests/codec/mutated_test.ts"],
    tables: [{ name: "mutated", columns: ["buffers", "modes", "values", "refused", "seed"] }],
  },
  {
    name: "service",
    title: "Ten minutes of a mixed service",
    tests: ["tests/faults/service_test.ts"],
    tables: [
      { name: "work", columns: ["seconds", "requests", "threads ended"] },
      { name: "service", columns: ["in use", "at the start", "at the end"] },
    ],
  },
];

const PAGE = new URL("../docs/reliability.md", import.meta.url);
// deno-lint-ignore no-control-regex
const COLOUR = /\x1b\[[\d;]*m/g;

/** The lines of the page between which a part's results stand. */
export function marks(part: string): readonly [begin: string, end: string] {
  return [`<!-- begin ${part} -->`, `<!-- end ${part} -->`];
}

/** The page with a part's results in their place. @throws {TypeError} If it has no place for them. */
export function withResults(page: string, part: string, results: string): string {
  const [begin, end] = marks(part);
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start < 0 || stop < start) {
    throw new TypeError(`Cannot write "${part}" as the page has no place for it`);
  }
  return `${page.slice(0, start + begin.length)}\n\n${results}\n\n${page.slice(stop)}`;
}

/** What a part's output says, as tables. */
export function tablesOf({ tables }: Part, output: string): string {
  return tables.map(({ name, columns }) => {
    const rows = output.split("\n").filter((line) => line.startsWith(`${name} | `))
      .map((line) => `| ${line.slice(name.length + 3)} |`);
    return [`| ${columns.join(" | ")} |`, `|${" --- |".repeat(columns.length)}`, ...rows].join("\n");
  }).join("\n\n");
}

/** Runs a part; what it wrote, if all went well. */
async function runPart({ tests, env = {} }: Part): Promise<string | undefined> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--lock=tests/deno.lock", "--frozen", "-A", "--no-check", ...tests],
    env: { DENO_V8_FLAGS: "--no-turboshaft-loop-unrolling", MULTICORE_FULL: "1", ...env },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    await Deno.stdout.write(new TextEncoder().encode(text));
  }
  const { success } = await child.status;
  return success ? output.replace(COLOUR, "") : undefined;
}

async function write(part: string, results: string): Promise<void> {
  await Deno.writeTextFile(PAGE, withResults(await Deno.readTextFile(PAGE), part, results));
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", PAGE.pathname] }).output();
}

/** When, of what and where the results are. */
async function origin(seconds: number): Promise<string> {
  const git = async (...args: string[]) => {
    const { stdout } = await new Deno.Command("git", { args, stdout: "piped" }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  const commit = await git("rev-parse", "--short=10", "HEAD");
  const isChanged =
    (await git("status", "--porcelain", "--untracked-files=no", ":!docs/reliability.md")) !== "";
  const { deno, v8 } = Deno.version;
  return `${new Date().toISOString().slice(0, 10)}, commit ${commit}${isChanged ? " and changes" : ""}, ` +
    `${navigator.hardwareConcurrency} cores, ${Deno.build.target}, Deno ${deno}, V8 ${v8}: ${seconds} s.`;
}

/** The parts that the names mean; all if there are none. @throws {RangeError} If a name is no part's. */
export function chooseParts(names: readonly string[]): readonly Part[] {
  for (const name of names) {
    if (PARTS.some((part) => part.name === name)) continue;
    throw new RangeError(`Cannot run "${name}": the parts are ${PARTS.map(({ name }) => name).join(", ")}`);
  }
  return names.length === 0 ? PARTS : PARTS.filter(({ name }) => names.includes(name));
}

if (import.meta.main) {
  const writes = Deno.args.includes("--write");
  const failed: string[] = [];
  for (const part of chooseParts(Deno.args.filter((arg) => arg !== "--write"))) {
    const began = performance.now();
    const output = await runPart(part);
    const seconds = Math.round((performance.now() - began) / 1000);
    if (output === undefined) {
      failed.push(part.name);
      continue;
    }
    const results = `${await origin(seconds)}\n\n${tablesOf(part, output)}`;
    console.log(`\n${part.title}: ${results}\n`);
    if (writes) await write(part.name, results);
  }
  if (failed.length > 0) console.log(`Failed parts: ${failed.join(", ")}`);
  Deno.exitCode = failed.length === 0 ? 0 : 1;
}
