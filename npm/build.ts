/**
 * Builds the npm package, for Node and Bun: `deno task npm` writes it to `dist/npm`. `npm pack ./dist/npm` packs it.
 *
 * @module
 */
import { bundle } from "./bundle.ts";
import { declarations } from "./declarations.ts";
import { manifest } from "./manifest.ts";
import { singleFile } from "./single_file.ts";

const ROOT = new URL("../", import.meta.url);

/** Files that the package has as they are. */
const COPIED = ["README.md", "LICENSE", "THIRD_PARTY_NOTICES.md", "engine/task/generated/acorn.LICENSE"];

/** `build.ts`, as a command of the package's. */
const COMMAND = `#!/usr/bin/env node
import { buildCommand } from "./build_command.js";
process.exitCode = await buildCommand(["--import=@multicore/multicore", ...process.argv.slice(2)], new URL("./mod.js", import.meta.url));
`;

/** Builds the package into a folder. */
export async function buildPackage(folder: URL): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const lib = new URL("lib/", folder);
  await Deno.mkdir(lib, { recursive: true });
  const { "./build": _, ...exports } = config.exports;
  const compiler = await bundle(exports, lib);
  await Deno.writeTextFile(new URL("command.js", lib), COMMAND);
  await declarations(exports, new URL("types/", folder), new URL("multicore.d.ts", folder));
  await singleFile(folder);
  const text = JSON.stringify(manifest(config, exports, compiler), null, 2);
  await Deno.writeTextFile(new URL("package.json", folder), `${text}\n`);
  for (const path of COPIED) {
    const copy = new URL(path, folder);
    await Deno.mkdir(new URL("./", copy), { recursive: true });
    await Deno.copyFile(new URL(path, ROOT), copy);
  }
}

if (import.meta.main) await buildPackage(new URL("dist/npm/", ROOT));
