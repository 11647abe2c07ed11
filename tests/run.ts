/**
 * Runs everything a release needs and ends with one line, `N passed, N failed`: the sum of what each `deno test` run
 * counted, where every other stage counts as one. Names of stages as arguments run only those; any other name is a room's, and
 * runs the tests in `tests/ROOM`.
 *
 * Two stages run at a time: much of a test is spent waiting for threads and processes. What a stage prints is shown when it ends.
 */
interface Stage {
  /** What the command proves, and the name to choose it by. */
  name: string;
  /** Arguments for the Deno that runs this script, so that none has to be on the PATH. */
  args: string[];
  /** Environment variables beside those that there are. */
  env?: Record<string, string>;
}

interface Counts {
  passed: number;
  failed: number;
}

/** The kernel library's modules, which are written by hand. */
const LIBRARY: string[] = [...Deno.readDirSync("kernels")].map(({ name }) => `kernels/${name}`)
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".as.ts")).sort();

const AT_A_TIME = 2;

/** Packages of npm are those that the lock file lists; a stage that needs another fails. */
const LOCKED: string[] = ["--lock=tests/deno.lock", "--frozen"];

/** Tests that run whole programs, build kernels or kill threads: about half of the time that tests take. */
const PROGRAMS: string[] = ["commands", "examples", "faults", "install", "kernel", "ledger", "url"].map((
  room,
) => `tests/${room}`);

/** The longest first. */
const STAGES: Stage[] = [
  {
    name: "tests",
    args: ["test", ...LOCKED, "-A", "--no-check", `--ignore=${[...PROGRAMS, "tests/edge"]}`, "tests"],
  },
  { name: "programs", args: ["test", ...LOCKED, "-A", "--no-check", ...PROGRAMS] },
  { name: "edge", args: ["test", ...LOCKED, "-A", "--no-check", "tests/edge"] },
  { name: "runtimes", args: ["test", ...LOCKED, "-A", "--no-check", "tests/runtimes/main.ts"] },
  { name: "places", args: ["test", ...LOCKED, "-A", "--no-check", "tests/places/main.ts"] },
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "types", args: ["check", ...LOCKED, "."] },
  {
    name: "kernels",
    args: [
      "run",
      "--lock=kernels/deno.lock",
      "--frozen",
      "-A",
      "kernels/compiler/generate/generate.ts",
      "--check",
    ],
  },
  {
    name: "docs",
    args: [
      "test",
      ...LOCKED,
      "-A",
      "--doc",
      "mod.ts",
      "edge.ts",
      "engine",
      ...LIBRARY,
      "compile.ts",
      "kernels/on_demand",
      "README.md",
    ],
  },
  { name: "conformance", args: ["run", ...LOCKED, "-A", "tests/conformance/table.ts", "--check"] },
  {
    name: "small memory",
    args: [
      "test",
      ...LOCKED,
      "-A",
      "--no-check",
      ...["memory", "shared", "sync", "channel", "pool"].map((room) => `tests/${room}`),
    ],
    env: { MULTICORE_MEMORY: "64MiB" },
  },
  { name: "counters", args: ["test", ...LOCKED, "-A", "--no-check", "tests/counters/main.ts"] },
  { name: "publish", args: ["publish", ...LOCKED, "--dry-run", "--allow-dirty"] },
];

/** Rooms that have tests in folders of other names too. */
const TESTED_BY: Readonly<Record<string, readonly string[]>> = {
  backend: ["worker", "inline"],
  compiler: ["kernel"],
  core: ["memory"],
  elements: ["shared"],
  exit: ["process", "worker"],
  log: ["process"],
  platform: ["task"],
  src: ["kernels_library"],
  threads: ["worker", "faults"],
  wasm: ["kernel"],
};

const SUMMARY = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm;
// deno-lint-ignore no-control-regex
const COLOUR = /\x1b\[[\d;]*m/g;

/** The stages that the names mean, those of rooms behind the others; all but those of rooms if there are no names. */
function chooseStages(names: string[]): Stage[] {
  if (names.length === 0) return STAGES;
  const chosen = STAGES.filter(({ name }) => names.includes(name));
  const rooms = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  const folders = new Set(rooms.flatMap(foldersOf));
  return [...chosen, ...[...folders].map(stageOf)];
}

/** The folders of `tests/` that hold a room's tests. */
function foldersOf(room: string): readonly string[] {
  const folders = [room, ...TESTED_BY[room] ?? []].filter(hasTests);
  if (folders.length > 0) return folders;
  const rooms = [...Deno.readDirSync("tests")].map(({ name }) => name).filter(hasTests);
  throw new RangeError(
    `Cannot run "${room}" as it is no stage and no room that has tests: ` +
      `the stages are ${STAGES.map(({ name }) => name).join(", ")}; ` +
      `the rooms are ${[...rooms, ...Object.keys(TESTED_BY)].filter(isUnique).sort().join(", ")}`,
  );
}

function stageOf(folder: string): Stage {
  return { name: folder, args: ["test", "-A", "--no-check", `tests/${folder}`] };
}

function hasTests(folder: string): boolean {
  try {
    return /^\w+$/.test(folder) &&
      [...Deno.readDirSync(`tests/${folder}`)].some(({ name }) => name.endsWith("_test.ts"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

function isUnique(name: string, place: number, names: readonly string[]): boolean {
  return names.indexOf(name) === place;
}

async function runStage({ name, args, env = {} }: Stage): Promise<Counts> {
  const started = performance.now();
  const command = new Deno.Command(Deno.execPath(), {
    args,
    // Without it V8 makes loops that no test can stop.
    env: { DENO_V8_FLAGS: "--no-turboshaft-loop-unrolling", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const [output, errors, { success }] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.status,
  ]);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n=== ${name}: deno ${args.join(" ")}\n${output}${errors}=== ${name}: ${seconds} s`);
  return args[0] === "test"
    ? countTests(output, success)
    : { passed: Number(success), failed: Number(!success) };
}

/** Reads the last summary. A run that fails, or ends, without one has failed, whatever it printed before. */
function countTests(output: string, success: boolean): Counts {
  const summary = [...output.replace(COLOUR, "").matchAll(SUMMARY)].at(-1);
  const passed = Number(summary?.[1] ?? 0);
  const failed = Number(summary?.[2] ?? 0);
  const lost = failed === 0 && (!success || summary === undefined);
  return { passed, failed: failed + Number(lost) };
}

if (import.meta.main) {
  const total: Counts = { passed: 0, failed: 0 };
  const broken: string[] = [];
  const stages = chooseStages(Deno.args).values();
  const lane = async () => {
    for (const stage of stages) {
      const { passed, failed } = await runStage(stage);
      total.passed += passed;
      total.failed += failed;
      if (failed > 0) broken.push(stage.name);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  if (broken.length > 0) console.log(`\nFailed stages: ${broken.join(", ")}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  Deno.exitCode = total.failed === 0 ? 0 : 1;
}
