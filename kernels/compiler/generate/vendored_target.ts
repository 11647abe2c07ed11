import { type GeneratedFile, generatedText } from "./generated_file.ts";

const PACKAGES = new URL("vendored/", import.meta.url);
const FOLDER = "engine/task/generated";

/**
 * Copies the parser that the engine uses, as npm has it, with its types and its licence: so that no program needs a package to be
 * installed. `vendored/deno.json` pins its version, and the lock file beside that what the version contains.
 *
 * @throws {Error} If the package cannot be installed, with what Deno wrote.
 */
export async function vendoredTarget(): Promise<GeneratedFile[]> {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["deno.json", "deno.lock"]) {
      await Deno.copyFile(new URL(name, PACKAGES), `${folder}/${name}`);
    }
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["install", "--quiet", "--frozen"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    if (!success) throw new Error(`Cannot install what is vendored: ${new TextDecoder().decode(stderr)}`);
    return await copiesOf("acorn", `${folder}/node_modules/acorn`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function copiesOf(name: string, folder: string): Promise<GeneratedFile[]> {
  const read = (path: string) => Deno.readTextFile(`${folder}/${path}`);
  const { version } = JSON.parse(await read("package.json")) as { version: string };
  const [script, types, licence] = await Promise.all(
    [`dist/${name}.mjs`, `dist/${name}.d.mts`, "LICENSE"].map(read),
  );
  const source = `// ${name} ${version}, whose licence is in ${name}.LICENSE.\n`;
  return [
    {
      path: `${FOLDER}/${name}.js`,
      text: generatedText("vendored", `${source}// @ts-self-types="./${name}.d.ts"\n\n${script}`),
    },
    { path: `${FOLDER}/${name}.d.ts`, text: generatedText("vendored", `${source}\n${types}`) },
    { path: `${FOLDER}/${name}.LICENSE`, text: generatedText("vendored", licence!) },
  ];
}
