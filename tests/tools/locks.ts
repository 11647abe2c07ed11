/**
 * Writes the lock files anew: `deno task locks`. Each lists what one command installs from npm, and no more, since Deno installs
 * all that a lock file lists, used or not.
 */
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);
/** What is pinned in a `deno.json` beside its lock file: its modules are copied, and none imports it. */
const VENDORED = "kernels/compiler/generate/vendored/deno.lock";
const NOT_OURS = [".git", ".deno", "dist", "node_modules", "coverage", "out", "my_kernels"];

/** A lock file, and the modules whose packages it lists, with those of all that they import. */
export interface Lock {
  readonly path: string;
  readonly modules: readonly string[];
}

/** The lock file for what tests, and checks of types, need: all packages but those that are vendored. */
export const WHOLE = "tests/deno.lock";

export const LOCKS: readonly Lock[] = [
  { path: WHOLE, modules: modulesBelow("") },
  { path: "bench/deno.lock", modules: ["bench/main.ts"] },
  { path: "examples/deno.lock", modules: ["examples/sky.ts", "examples/server/fetch.ts"] },
  { path: "examples/edge/deno.lock", modules: ["examples/edge/build.ts", "examples/edge/service.ts"] },
  { path: "kernels/deno.lock", modules: ["kernels/compiler/generate/generate.ts"] },
  { path: "npm/deno.lock", modules: ["npm/build.ts"] },
];

/** The packages that modules import, directly or through others, as a lock file names them: sorted, each once. */
export async function packagesOf(modules: readonly string[]): Promise<string[]> {
  const urls = modules.map((path) => new URL(path, ROOT).href);
  const info = await withEntry(urls, (entry) => deno(["info", "--json", "--no-lock", entry]));
  const { modules: found } = JSON.parse(info) as {
    modules: { dependencies?: { specifier: string; code?: object }[] }[];
  };
  const specifiers = found.flatMap(({ dependencies = [] }) =>
    dependencies.flatMap(({ specifier, code }) => code === undefined ? [] : [specifier])
  );
  const packages = specifiers.flatMap((name) => /^npm:(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? []);
  return [...new Set(packages)].sort();
}

/** Paths of all modules of the project below a folder. */
function modulesBelow(folder: string): string[] {
  return [...Deno.readDirSync(new URL(`./${folder}`, ROOT))].flatMap(({ name, isDirectory }) => {
    if (NOT_OURS.includes(name)) return [];
    if (isDirectory) return modulesBelow(`${folder}${name}/`);
    return name.endsWith(".ts") && !name.endsWith(".as.ts") ? [`${folder}${name}`] : [];
  });
}

async function writeLock({ path, modules }: Lock): Promise<void> {
  await Deno.remove(new URL(path, ROOT)).catch(() => {});
  // Some modules cannot be loaded before they are built, but their packages can.
  await withEntry(
    await packagesOf(modules),
    (entry) => deno(["cache", "--frozen=false", `--lock=${path}`, entry]),
  );
}

async function writeVendored(): Promise<void> {
  await Deno.remove(new URL(VENDORED, ROOT)).catch(() => {});
  await deno(["install", "--lockfile-only"], new URL("./", new URL(VENDORED, ROOT)));
}

/** Gives `use` the path of a module that imports those specifiers. */
async function withEntry<T>(specifiers: readonly string[], use: (entry: string) => Promise<T>): Promise<T> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(entry, specifiers.map((one) => `import "${one}";\n`).join(""));
    return await use(entry);
  } finally {
    await Deno.remove(entry);
  }
}

async function deno([command, ...args]: string[], cwd: URL = ROOT): Promise<string> {
  const config = fileURLToPath(new URL("deno.json", cwd));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [command!, "--quiet", `--config=${config}`, ...args],
    cwd,
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot ${command} ${args}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

if (import.meta.main) {
  for (const lock of LOCKS) await writeLock(lock);
  await writeVendored();
}
