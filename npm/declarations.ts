import ts from "npm:typescript@5.9.3";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = new URL("../", import.meta.url);
const RELATIVE = /(["'])(\.{1,2}\/[^"']+?)\.ts\1/g;

/**
 * Writes a `.d.ts` of each module that the entries' types lead to, in a folder of the same layout. Types are not checked here, and none
 * has to be inferred, since those of all exports are written out.
 */
export async function declarations(exports: Readonly<Record<string, string>>, folder: URL): Promise<void> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    rootDir: fileURLToPath(ROOT),
    outDir: fileURLToPath(folder),
    declaration: true,
    emitDeclarationOnly: true,
    allowImportingTsExtensions: true,
    noCheck: true,
    strict: true,
    types: [],
  };
  const program = ts.createProgram(
    Object.values(exports).map((path) => fileURLToPath(new URL(path, ROOT))),
    options,
  );
  const texts = new Map<string, string>();
  program.emit(undefined, (path, text) => texts.set(pathToFileURL(path).href, text));
  const reached = new Set(
    Object.values(exports).map((path) => new URL(path.replace(/\.ts$/, ".d.ts"), folder).href),
  );
  // A Set's iterator goes on to what is added during the loop.
  for (const href of reached) {
    const text = texts.get(href);
    if (text === undefined) throw new Error(`Cannot declare the package's types: there are none of ${href}`);
    for (const [, , specifier] of text.matchAll(RELATIVE)) {
      reached.add(new URL(`${specifier}.d.ts`, href).href);
    }
    await Deno.mkdir(new URL("./", href), { recursive: true });
    await Deno.writeTextFile(new URL(href), text.replace(RELATIVE, "$1$2.js$1"));
  }
}
