import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { LAYOUT_ID, VERSION } from "../../engine/core/generated/layout_id.ts";

/** The runtimes that the library is tested in. */
export type RuntimeName = "Deno" | "Node 22" | "Node 24" | "Bun";

/** Where and how programs run in a runtime. */
export interface Runtime {
  readonly name: RuntimeName;
  /** The folder of the programs. */
  readonly programs: string;
  /** The runtime's executable, and what comes before the program. */
  readonly command: readonly string[];
}

const ROOT = new URL("../../", import.meta.url);
const DIST = new URL("dist/", ROOT);
const APP = new URL("app/", DIST);

/** The system as packages name it. */
const [OS, ARCH] = [
  Deno.build.os === "windows" ? "win" : Deno.build.os,
  Deno.build.arch === "x86_64" ? "x64" : "arm64",
];

/** Packages that hold a runtime's executable; they run no scripts when they are installed. */
const EXECUTABLES: ReadonlyArray<{ name: RuntimeName; alias: string; pack: string; path: string }> = [
  { name: "Node 22", alias: "node22", pack: `node-${OS}-${ARCH}@22.23.3`, path: "bin/node" },
  { name: "Node 24", alias: "node24", pack: `node-${OS}-${ARCH}@24.20.0`, path: "bin/node" },
  {
    name: "Bun",
    alias: "bun",
    pack: `@oven/bun-${OS}-${ARCH === "x64" ? "x64-baseline" : "aarch64"}@1.4.5`,
    path: "bin/bun",
  },
];

/**
 * Packs the library for npm, and installs it into a folder with the runtimes, from the npm registry, and the programs.
 *
 * @throws {Error} If something cannot be installed, with what npm says.
 */
export async function installRuntimes(): Promise<readonly Runtime[]> {
  await run(Deno.execPath(), ["task", "npm"], ROOT);
  const [tarball] = JSON.parse(await run("npm", ["pack", "./npm", "--json"], DIST)) as { filename: string }[];
  await Deno.mkdir(APP, { recursive: true });
  // npm takes a package that it has installed for the same as another of its version.
  await Deno.remove(new URL("node_modules/@multicore", APP), { recursive: true }).catch(() => {});
  await Deno.writeTextFile(new URL("package.json", APP), '{ "type": "module", "private": true }\n');
  await run("npm", [
    ...["install", "--no-package-lock", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"],
    `../${tarball!.filename}`,
    "assemblyscript@0.28.20",
    ...EXECUTABLES.map(({ alias, pack }) => `${alias}@npm:${pack}`),
  ], APP);
  await installAgain("second");
  await installAgain("foreign", [[LAYOUT_ID, "0".repeat(LAYOUT_ID.length)], [VERSION, "9.9.9"]]);
  const programs = new URL("programs/", import.meta.url);
  for (const { name } of Deno.readDirSync(programs)) {
    await Deno.copyFile(new URL(name, programs), new URL(name, APP));
  }
  return [
    {
      name: "Deno",
      programs: fileURLToPath(programs),
      command: [Deno.execPath(), "run", "-A", "--no-check"],
    },
    ...EXECUTABLES.map(({ name, alias, path }) => ({
      name,
      programs: fileURLToPath(APP),
      command: [fileURLToPath(new URL(`node_modules/${alias}/${path}`, APP))],
    })),
  ];
}

/** Installs the library once more, for a program that has several copies, with other texts in the place of some. */
async function installAgain(
  name: string,
  changes: readonly [from: string, to: string][] = [],
): Promise<void> {
  const folder = new URL(`${name}/`, APP);
  const to = new URL("node_modules/@multicore/multicore/", folder);
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await cp(fileURLToPath(new URL("node_modules/@multicore/multicore/", APP)), fileURLToPath(to), {
    recursive: true,
  });
  await Deno.writeTextFile(new URL("copy.mjs", folder), 'export * from "@multicore/multicore";\n');
  for (const [from, into] of changes) {
    let count = 0;
    for (const { name } of Deno.readDirSync(new URL("lib/", to))) {
      const file = new URL(`lib/${name}`, to);
      const text = await Deno.readTextFile(file);
      if (!text.includes(`"${from}"`)) continue;
      await Deno.writeTextFile(file, text.replaceAll(`"${from}"`, `"${into}"`));
      count++;
    }
    if (count === 0) throw new Error(`Cannot change the library: nothing says "${from}"`);
  }
}

async function run(command: string, args: string[], cwd: URL): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd, stdin: "null" }).output();
  const [printed, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (success) return printed!;
  throw new Error(`Cannot install the runtimes: ${command} ${args.join(" ")} failed: ${complained}`);
}
