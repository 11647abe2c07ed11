import * as esbuild from "npm:esbuild@0.25.12";
import { entryName } from "./entry_name.ts";

const ROOT = new URL("../", import.meta.url);

/** Entries beside those of deno.json: what workers begin with, a module of tasks, and a command. */
const MORE_ENTRIES: Readonly<Record<string, string>> = {
  multicore_worker: "engine/boot.ts",
  compile_task: "kernels/on_demand/compile_task.ts",
  build_command: "kernels/command/build_command.ts",
};

/** What the bundled code says of modules that have another name in the package. */
const RENAMED: ReadonlyArray<[from: string, to: string]> = [["./compile_task.ts", "./compile_task.js"]];

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
  const entries = await Deno.makeTempDir({ dir: new URL("./", folder).pathname, prefix: "entries_" });
  const paths: Record<string, string> = { ...MORE_ENTRIES };
  for (const [name, path] of Object.entries(exports)) paths[entryName(name)] = path;
  for (const [name, path] of Object.entries(paths)) {
    await Deno.writeTextFile(
      `${entries}/${name}.ts`,
      `export * from ${JSON.stringify(new URL(path, ROOT).href)};\n`,
    );
  }
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform=deno", "--code-splitting", "--minify", "--keep-names"],
      ...["--external=npm:assemblyscript*", `--outdir=${folder.pathname}`],
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
      if (!text.includes(`resolve("${from}")`)) continue;
      text = text.replace(`resolve("${from}")`, `resolve("${to}")`);
      unused.delete(rename);
    }
    if (/["']npm:/.test(text)) {
      throw new Error(`Cannot bundle the package: ${name} imports an npm: specifier`);
    }
    // Node 22 does not know `using`.
    const { code } = await esbuild.transform(text, { target: "node22", minify: true });
    await Deno.writeTextFile(file, code);
  }
  await esbuild.stop();
  if (unused.size > 0) throw new Error(`Cannot bundle the package: nothing names ${[...unused]}`);
  return packages;
}
