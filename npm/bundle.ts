import * as esbuild from "npm:esbuild@0.25.12";
import { fileURLToPath, pathToFileURL } from "node:url";
import { WORKER_BUNDLE } from "../engine/threads/generated/worker_bundle.ts";
import { entryName } from "./entry_name.ts";

const ROOT = new URL("../", import.meta.url);
const WORKER = new URL("engine/threads/generated/worker_bundle.ts", ROOT).href;

/** Node 22 does not know `using`. Lines stay short: Node prints the whole line in which an uncaught error was thrown. */
const LOWERED: esbuild.TransformOptions = { target: "node22", minifySyntax: true };

/** Entries beside those of deno.json: what workers begin with, a module of tasks, and a command. */
const MORE_ENTRIES: Readonly<Record<string, string>> = {
  multicore_worker: "engine/boot.ts",
  compile_task: "kernels/on_demand/compile_task.ts",
  build_command: "kernels/command/build_command.ts",
};

/** What the bundled code says of modules that have another name in the package. */
const RENAMED: ReadonlyArray<[from: string, to: string]> = [['"./compile_task.ts"', '"./compile_task.js"']];

/** An import of what is known only when the program runs: bundlers have to leave it as it is. */
const COMPUTED_IMPORT = /\bimport\(([A-Za-z_$][\w$]*)\)/g;
const LEFT_ALONE = "/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ ";

/** Packages that are not bundled but installed: the compiler is large, and few need it. */
const EXTERNAL = /(["'])npm:(assemblyscript)@([\d.]+)(\/[\w/]+)?\1/g;

/**
 * Bundles the library's entries into a folder. They share the chunks that they have in common, so there is one copy of everything
 * on a thread. Returns the packages that have to be installed, with their versions.
 *
 * @throws {Error} If the bundler fails, with what it wrote.
 */
export async function bundle(
  exports: Readonly<Record<string, string>>,
  folder: URL,
): Promise<Record<string, string>> {
  const entries = await Deno.makeTempDir({ dir: fileURLToPath(folder), prefix: "entries_" });
  const paths: Record<string, string> = { ...MORE_ENTRIES };
  for (const [name, path] of Object.entries(exports)) paths[entryName(name)] = path;
  for (const [name, path] of Object.entries(paths)) {
    await Deno.writeTextFile(
      `${entries}/${name}.ts`,
      `export * from ${JSON.stringify(new URL(path, ROOT).href)};\n`,
    );
  }
  // The worker's script is a text, which nothing lowers with the rest.
  const { code } = await esbuild.transform(WORKER_BUNDLE, { ...LOWERED, minify: true });
  await Deno.writeTextFile(
    `${entries}/worker_bundle.ts`,
    `export const WORKER_BUNDLE: string = ${JSON.stringify(code)};\n`,
  );
  const map = { imports: { [WORKER]: pathToFileURL(`${entries}/worker_bundle.ts`).href } };
  await Deno.writeTextFile(`${entries}/import_map.json`, JSON.stringify(map));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform=deno", "--code-splitting", "--keep-names"],
      ...["--external=npm:assemblyscript*", `--outdir=${fileURLToPath(folder)}`],
      `--import-map=${entries}/import_map.json`,
      ...Object.keys(paths).map((name) => `${entries}/${name}.ts`),
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  await Deno.remove(entries, { recursive: true });
  if (!success) throw new Error(`Cannot bundle the package: ${new TextDecoder().decode(stderr)}`);
  return await adapt(folder);
}

/** Rewrites what means another thing in the package. */
async function adapt(folder: URL): Promise<Record<string, string>> {
  const packages: Record<string, string> = {};
  const unused = new Set(RENAMED);
  for (const { name } of [...Deno.readDirSync(folder)]) {
    const file = new URL(name, folder);
    let text = await Deno.readTextFile(file);
    text = text.replace(EXTERNAL, (_, quote, pack, version, path = "") => {
      packages[pack] = version;
      return quote + pack + path + quote;
    });
    for (const rename of RENAMED) {
      const [from, to] = rename;
      if (!text.includes(from)) continue;
      text = text.replaceAll(from, to);
      unused.delete(rename);
    }
    if (/["']npm:/.test(text)) {
      throw new Error(`Cannot bundle the package: ${name} imports an npm: specifier`);
    }
    const { code } = await esbuild.transform(text, LOWERED);
    await Deno.writeTextFile(file, code.replace(COMPUTED_IMPORT, `import(${LEFT_ALONE}$1)`));
  }
  await esbuild.stop();
  if (unused.size > 0) throw new Error(`Cannot bundle the package: nothing names ${[...unused]}`);
  return packages;
}
