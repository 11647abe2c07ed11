import { cp } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildPackage } from "../../npm/build.ts";

/** What is installed from npm to try the library in: versions are pinned. */
const PACKAGES: readonly string[] = [
  "assemblyscript@0.28.20",
  "next@16.4.6",
  "react@19.3.1",
  "react-dom@19.3.1",
  "tsx@4.23.15",
  "vite@8.4.0",
  "webpack@5.113.0",
];

/** The system as packages name it. */
const [OS, ARCH] = [
  Deno.build.os === "windows" ? "win" : Deno.build.os,
  Deno.build.arch === "x86_64" ? "x64" : "arm64",
];
const DENO_PACKAGE = `@deno/${OS === "win" ? "win32" : OS}-${ARCH}${OS === "linux" ? "-glibc" : ""}`;

/** Runtimes by the folder that they are installed into: the packages hold an executable, and run no script. */
const RUNTIMES: Readonly<Record<string, string>> = {
  node20: `node-${OS}-${ARCH}@20.20.2`,
  node22: `node-${OS}-${ARCH}@22.23.3`,
  "old-deno": `${DENO_PACKAGE}@2.9.3`,
};

/** A folder in which the library, the programs and all that they run in are installed. */
export interface Installed {
  readonly folder: string;
  readonly library: URL;
  readonly node20: string;
  readonly node22: string;
  readonly oldDeno: string;
}

/** Installs everything into a folder. */
export async function install(folder: string): Promise<Installed> {
  const root = pathToFileURL(`${folder}/`);
  await buildPackage(new URL("package/", root));
  await Deno.writeTextFile(`${folder}/package.json`, '{ "private": true, "type": "module" }\n');
  await run("npm", ["pack", "./package", "--pack-destination", "."], folder);
  const tarball = [...Deno.readDirSync(folder)].map(({ name }) => name).find((name) =>
    name.endsWith(".tgz")
  )!;
  await run("npm", [
    ...["install", "--no-package-lock", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"],
    ...[`./${tarball}`, ...PACKAGES],
    ...Object.entries(RUNTIMES).map(([alias, pack]) => `${alias}@npm:${pack}`),
  ], folder);
  const programs = new URL("programs/", import.meta.url);
  for (const { name } of Deno.readDirSync(programs)) {
    await Deno.copyFile(new URL(name, programs), new URL(name, root));
  }
  const executable = (path: string) => `${folder}/node_modules/${path}`;
  return {
    folder,
    library: new URL("package/", root),
    node20: executable("node20/bin/node"),
    node22: executable("node22/bin/node"),
    oldDeno: executable("old-deno/deno"),
  };
}

/** A folder outside of others with the library alone, a program that compiles a kernel, and the kernel in a file. */
export async function installAlone({ folder, library }: Installed): Promise<string> {
  const alone = await Deno.realPath(await Deno.makeTempDir({ prefix: "multicore_alone_" }));
  await cp(fileURLToPath(library), `${alone}/node_modules/@multicore/multicore`, { recursive: true });
  await Deno.copyFile(`${folder}/compile_kernels.mjs`, `${alone}/compile_kernels.mjs`);
  await Deno.writeTextFile(`${alone}/half.as.ts`, "export function half(x: f64): f64 { return x / 2; }\n");
  return alone;
}

/** Longer than anything here takes on a busy machine. */
const MAX_MS = 300_000;

/** Runs a command, and returns what it prints. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdin: "null",
    signal: AbortSignal.timeout(MAX_MS),
  }).output();
  const [printed, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (success) return printed!;
  throw new Error(`${command} ${args.join(" ")} failed: ${printed}${complained}`);
}

/** The path of a file of this repository. */
export function ownFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
