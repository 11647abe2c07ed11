import * as esbuild from "npm:esbuild@0.25.12";
import { fileURLToPath } from "node:url";

/** What the file says of itself: the types are beside it, for Deno too. */
const BANNER = `// multicore in one file, for pages and for programs without a net.
// @ts-self-types="./multicore.d.ts"
`;

/**
 * Writes the package's main module as one file, `multicore.js` out of what the package has in several.
 *
 * @throws {Error} If it would import anything.
 */
export async function singleFile(folder: URL): Promise<void> {
  const [entry, script] = ["lib/mod.js", "multicore.js"].map((path) =>
    fileURLToPath(new URL(path, folder))
  ) as [
    string,
    string,
  ];
  const { metafile } = await esbuild.build({
    entryPoints: [entry],
    outfile: script,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    metafile: true,
    banner: { js: BANNER },
    absWorkingDir: fileURLToPath(folder),
  });
  await esbuild.stop();
  const imports = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  if (imports.length > 0) throw new Error(`Cannot write ${script} as one file: it imports ${imports}`);
}
