/** Copies of the library, as it is or with another layout of the control memory, for programs that have several. */
import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { withSizes } from "../../kernels/compiler/generate/core_target.ts";

const ROOT = new URL("../../", import.meta.url);

/** What the library consists of. */
export const LIBRARY: readonly string[] = [
  "mod.ts",
  "edge.ts",
  "compile.ts",
  "build.ts",
  "deno.json",
  "engine",
  "kernels",
];

/** Copies files and folders of the project into a folder. */
export async function copyProject(folder: URL, paths: readonly string[] = LIBRARY): Promise<void> {
  for (const path of paths) {
    await cp(fileURLToPath(new URL(path, ROOT)), fileURLToPath(new URL(path, folder)), { recursive: true });
  }
}

/**
 * Gives constants of the layout other values in a copy, and the copy another version, and builds its core anew.
 *
 * @throws {Error} If the core does not compile, with what the compiler says.
 */
export async function changeLayout(
  folder: URL,
  constants: Readonly<Record<string, number>>,
  version?: string,
): Promise<void> {
  const layout = new URL("engine/core/layout.ts", folder);
  await Deno.writeTextFile(layout, withSizes(await Deno.readTextFile(layout), constants));
  if (version !== undefined) {
    const config = new URL("deno.json", folder);
    await Deno.writeTextFile(
      config,
      JSON.stringify({ ...JSON.parse(await Deno.readTextFile(config)), version }),
    );
  }
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--lock=kernels/deno.lock",
      "--frozen",
      "-A",
      "kernels/compiler/generate/generate.ts",
      "core",
    ],
    cwd: folder,
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
