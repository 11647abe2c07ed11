/**
 * Runs everything a release needs and ends with one line, `N passed, N failed`: the sum of what each `deno test` run
 * counted, where every other stage counts as one. Names of stages as arguments run only those.
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

const STAGES: Stage[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "types", args: ["check", "."] },
  { name: "kernels", args: ["run", "-A", "kernels/build.ts", "--check"] },
  {
    name: "docs",
    args: ["test", "-A", "--doc", "mod.ts", "engine", ...LIBRARY, "kernels/compile", "README.md"],
  },
  { name: "tests", args: ["test", "-A", "--no-check", "tests"] },
  { name: "conformance", args: ["run", "-A", "tests/conformance/table.ts", "--check"] },
  {
    name: "small memory",
    args: [
      "test",
      "-A",
      "--no-check",
      ...["memory", "shared", "sync", "channel", "pool"].map((room) => `tests/${room}`),
    ],
    env: { MULTICORE_MEMORY: "64MiB" },
  },
  { name: "runtimes", args: ["test", "-A", "--no-check", "tests/runtimes/main.ts"] },
  { name: "publish", args: ["publish", "--dry-run", "--allow-dirty"] },
];

const SUMMARY = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm;
// deno-lint-ignore no-control-regex
const COLOUR = /\x1b\[[\d;]*m/g;

function chooseStages(names: string[]): Stage[] {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    throw new RangeError(
      `Cannot run stages other than ${STAGES.map((s) => s.name).join(", ")}: received ${unknown}`,
    );
  }
  return names.length === 0 ? STAGES : STAGES.filter((stage) => names.includes(stage.name));
}

async function runStage({ name, args, env = {} }: Stage): Promise<Counts> {
  console.log(`\n=== ${name}: deno ${args.join(" ")}`);
  const child = new Deno.Command(Deno.execPath(), { args, env, stdin: "null", stdout: "piped" }).spawn();
  const decoder = new TextDecoder();
  let output = "";
  for await (const bytes of child.stdout) {
    await writeAll(bytes);
    output += decoder.decode(bytes, { stream: true });
  }
  const { success } = await child.status;
  return args[0] === "test"
    ? countTests(output, success)
    : { passed: Number(success), failed: Number(!success) };
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await Deno.stdout.write(bytes.subarray(written));
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
  for (const stage of chooseStages(Deno.args)) {
    const { passed, failed } = await runStage(stage);
    total.passed += passed;
    total.failed += failed;
    if (failed > 0) broken.push(stage.name);
  }
  if (broken.length > 0) console.log(`\nFailed stages: ${broken.join(", ")}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  Deno.exitCode = total.failed === 0 ? 0 : 1;
}
