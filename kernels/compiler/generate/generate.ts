/**
 * Builds what is generated: `deno task kernels [core] [runtime] [library] [examples] [vendored] [worker] [--check]`, all targets when
 * none is named.
 * With `--check` nothing is written, and a generated file that differs from what its sources give is an error.
 *
 * @module
 */
import { coreTarget } from "./core_target.ts";
import { examplesTarget, libraryTarget, runtimeTarget, workerTarget } from "./targets.ts";
import { type GeneratedFile, isCurrent, writeGenerated } from "./generated_file.ts";
import { vendoredTarget } from "./vendored_target.ts";

const TARGETS: Readonly<Record<string, () => Promise<GeneratedFile[]>>> = {
  core: coreTarget,
  runtime: runtimeTarget,
  library: libraryTarget,
  examples: examplesTarget,
  vendored: vendoredTarget,
  worker: workerTarget,
};

/** Runs the command line. Returns the exit status: 1 if `--check` found a difference or an argument is unknown. */
export async function generate(args: readonly string[]): Promise<number> {
  const check = args.includes("--check");
  const named = args.filter((arg) => arg !== "--check");
  const unknown = named.find((name) => !(name in TARGETS));
  if (unknown !== undefined) {
    console.error(`Cannot build "${unknown}": the targets are ${Object.keys(TARGETS).join(", ")}`);
    return 1;
  }
  let status = 0;
  for (const name of named.length > 0 ? named : Object.keys(TARGETS)) {
    for (const file of await TARGETS[name]!()) {
      if (!check) {
        console.log(
          `${await writeGenerated(file) ? "wrote" : "kept"} ${file.path} (${file.text.length} characters)`,
        );
      } else if (!await isCurrent(file)) {
        console.error(`${file.path} differs from what its sources give: run \`deno task kernels ${name}\``);
        status = 1;
      }
    }
  }
  return status;
}

if (import.meta.main) {
  try {
    Deno.exit(await generate(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
    Deno.exit(1);
  }
}
