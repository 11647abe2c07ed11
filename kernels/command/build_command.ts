import { type FSWatcher, watch } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { BLOCK_ALIGNMENT } from "../../engine/core/layout.ts";
import { excludeSources, exclusionHint } from "./exclude_sources.ts";
import type { KernelFile, KernelFileOptions } from "../compiler/build_kernel_file.ts";
import { needingCompiler } from "../compiler/needing_compiler.ts";
import { MIN_PLACE_ADDRESS, type WasmOptions, writeWasm } from "./write_wasm.ts";
import type { CompiledModule } from "../compiler/compile_module.ts";

const USAGE =
  `Usage: build.ts [--out=PATH] [--import=SPECIFIER] [--checked] [--debug] [--check] [--watch] [--exclude] FILE.as.ts…
       build.ts --wasm=FOLDER [--place=ADDRESS] [--check] [--watch] FILE…

Writes a typed FILE.kernels.ts beside each file, which exports its kernels.

  --out=PATH          write that file, or into that folder if it ends in "/"
  --import=SPECIFIER  where the written file imports multicore from
  --wasm=FOLDER       write the engine and the kernels as .wasm files, too, for runtimes that compile nothing;
                      a FILE may also be one that is built, or a module of the library, such as kernels/image.ts
  --place=ADDRESS     where the static data of those begins, ${MIN_PLACE_ADDRESS} or above
  --checked           check the indices of slices and arrays
  --debug             the same, not optimised, and keep the names of functions
  --check             write nothing; fail if a written file is not up to date
  --watch             build again whenever a source changes
  --exclude           write into deno.json that Deno's own commands leave *.as.ts files alone`;

/** An address of more has no room for a heap behind it on a runtime that gives a program 128 MiB. */
const MAX_PLACE_ADDRESS = 2 ** 26;

/** Several changes of one save are built once. */
const SETTLING_MS = 50;

/** Runs the command line of `build.ts`. Returns the exit status. `library` is the module that built files import. */
export async function buildCommand(args: readonly string[], library: URL): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string" },
        import: { type: "string" },
        wasm: { type: "string" },
        place: { type: "string", default: String(MIN_PLACE_ADDRESS) },
        debug: { type: "boolean", default: false },
        checked: { type: "boolean", default: false },
        check: { type: "boolean", default: false },
        watch: { type: "boolean", default: false },
        exclude: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  const {
    values: { out, import: specifier, debug, checked, check, watch: watching, exclude, help, ...values },
    positionals: files,
  } = parsed;
  const place = Number(values.place);
  if (help) console.log(USAGE);
  if (help) return 0;
  const problem = files.length === 0
    ? "Cannot build kernels without a FILE"
    : files.find((file) => !file.endsWith(".ts"))
    ? `Cannot build what does not end in ".ts": received "${files.find((file) => !file.endsWith(".ts"))}"`
    : files.length > 1 && out !== undefined && !out.endsWith("/")
    ? `Cannot write several files as one: 'out' must end in "/": received "${out}"`
    : check && watching
    ? "Cannot watch and check at once"
    : place % BLOCK_ALIGNMENT !== 0 || place < MIN_PLACE_ADDRESS || place > MAX_PLACE_ADDRESS
    ? `Cannot place static data there: 'place' must be a multiple of ${BLOCK_ALIGNMENT} from ${MIN_PLACE_ADDRESS} on: received "${values.place}"`
    : undefined;
  if (problem !== undefined) {
    console.error(`${problem}\n\n${USAGE}`);
    return 2;
  }
  const options: KernelFileOptions = { library, out, specifier, debug, checked };
  const folder = values.wasm?.replace(/\/?$/, "/");
  const build = () => buildAll(files, options, { folder, place, check });
  let { status, sources } = await build();
  const source = files.find((file) => file.endsWith(".as.ts"));
  if (source !== undefined && status === 0 && !check && (exclude || !watching)) {
    const told = await (exclude ? excludeSources : exclusionHint)(source);
    if (told !== undefined) console.log(told);
  }
  while (watching) {
    await changed(sources.length > 0 ? sources : files);
    ({ status, sources } = await build());
  }
  return status;
}

/** Builds every file. Returns the exit status, and the paths of all that was read. */
async function buildAll(
  files: readonly string[],
  options: KernelFileOptions,
  { folder, place, check }: Omit<WasmOptions, "folder"> & { folder: string | undefined },
): Promise<{ status: number; sources: string[] }> {
  let status = 0;
  const sources: string[] = [];
  const attempt = async (build: () => Promise<boolean>) => {
    try {
      if (!await build()) status = 1;
    } catch (error) {
      status = 1;
      if (!(error instanceof KernelError)) throw error;
      console.error(error.message);
    }
  };
  const built: string[] = [];
  for (const file of files) {
    if (folder !== undefined && !file.endsWith(".as.ts")) {
      built.push(file);
      continue;
    }
    await attempt(async () => {
      sources.push(file);
      const kernels = await needingCompiler(async () => {
        const { buildKernelFile } = await import("../compiler/build_kernel_file.ts");
        return await buildKernelFile(file, options);
      });
      sources.push(...kernels.sources);
      built.push(kernels.path);
      return await finish(file, kernels, check);
    });
  }
  if (folder !== undefined && status === 0) {
    await attempt(() => writeWasm(built, { folder, place, check }));
  }
  return { status, sources };
}

/** Writes a built file, or compares it. Returns false if it had to be compared and differs. */
async function finish(file: string, { path, text, report }: KernelFile, check: boolean): Promise<boolean> {
  const written = await readFile(path, "utf8").catch(() => undefined);
  if (check) {
    if (written === text) return true;
    console.error(`${path} is not what ${file} gives: build it again`);
    return false;
  }
  if (written !== text) await writeFile(path, text);
  console.log(`${path}: ${reportText(report)}`);
  return true;
}

/** Resolves once one of the files has changed. */
async function changed(paths: readonly string[]): Promise<void> {
  const folders = new Set(paths.map((path) => path.replace(/[^/\\]*$/, "") || "."));
  const names = new Set(paths.map((path) => path.split(/[/\\]/).at(-1)!));
  const watchers: FSWatcher[] = [];
  await new Promise<void>((resolve) => {
    for (const folder of folders) {
      watchers.push(watch(folder, (_, name) => (name === null || names.has(name)) && resolve()));
    }
  });
  for (const watcher of watchers) watcher.close();
  await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
}

/** What a build made, in words: what was compiled, and which loops run on vectors, or why they do not. */
export function reportText({ signatures, wasm, widened, notWidened }: CompiledModule): string {
  const count = signatures.length;
  const lines = [`${count} ${count === 1 ? "kernel" : "kernels"}, ${(wasm.length / 1024).toFixed(1)} KiB`];
  for (const { name, lanes } of widened) lines.push(`  ${name}: ${lanes} elements at a time`);
  for (const { name, where, reason } of notWidened) {
    lines.push(`  ${name}: one element at a time, as it ${reason} (${where})`);
  }
  return lines.join("\n");
}
