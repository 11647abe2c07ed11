import { rollup, type RollupOptions } from "npm:rollup@4.68.8";
import { dts } from "npm:rollup-plugin-dts@6.5.1";
import ts from "npm:typescript@5.9.3";
import { fileURLToPath, pathToFileURL } from "node:url";
import { entryName } from "./entry_name.ts";

const ROOT = new URL("../", import.meta.url);
/** It warns of private types that public ones mention, which is as it should be. */
const ROLLUP: RollupOptions = { plugins: [dts()], external: /^node:/, onLog() {} };

const GLOBALS = "globals.d.ts";

/** The runtime's types that the library's mention: the compiler's own where it has them, and else what the library needs of them. */
const GLOBAL_TYPES =
  `export type AbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T
  : { readonly aborted: boolean; readonly reason: any };
export type URL = typeof globalThis extends { URL: { prototype: infer T } } ? T : { readonly href: string };
export type WebAssemblyModule = typeof globalThis extends
  { WebAssembly: { Module: { prototype: infer T } } } ? T : object;
`;
const GLOBAL_NAMES = ["AbortSignal", "URL", "WebAssemblyModule"];

/**
 * Writes a `.d.ts` of each entry into a folder, by the entry's name, and what several share into others; and all types of the main
 * one once more, into one file. Types are not checked here, and none has to be inferred, since those of all exports are written out.
 */
export async function declarations(
  exports: Readonly<Record<string, string>>,
  folder: URL,
  mainFile: URL,
): Promise<void> {
  const modules = await Deno.makeTempDir();
  try {
    await declareModules(Object.values(exports), modules);
    const declared = (path: string) => `${modules}/${path.replace(/\.ts$/, ".d.ts")}`;
    const input = Object.fromEntries(
      Object.entries(exports).map(([entry, path]) => [entryName(entry), declared(path)]),
    );
    const all = await rollup({ input, ...ROLLUP });
    await all.write({
      dir: fileURLToPath(folder),
      entryFileNames: "[name].d.ts",
      chunkFileNames: "[name]-[hash].d.ts",
    });
    await all.close();
    const main = await rollup({ input: declared(exports["."]!), ...ROLLUP });
    await main.write({ file: fileURLToPath(mainFile) });
    await main.close();
  } finally {
    await Deno.remove(modules, { recursive: true });
  }
}

/** Writes a `.d.ts` of each module, in a folder of the library's layout. */
async function declareModules(entries: readonly string[], folder: string): Promise<void> {
  const program = ts.createProgram(entries.map((path) => fileURLToPath(new URL(path, ROOT))), {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    rootDir: fileURLToPath(ROOT),
    outDir: folder,
    declaration: true,
    emitDeclarationOnly: true,
    allowImportingTsExtensions: true,
    noCheck: true,
    strict: true,
    types: [],
  });
  const texts = new Map<string, string>([[`${folder}/${GLOBALS}`, GLOBAL_TYPES]]);
  program.emit(undefined, (path, text) => texts.set(path, withGlobals(text, path, folder)));
  for (const [path, text] of texts) {
    await Deno.mkdir(new URL("./", pathToFileURL(path)), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
}

/** A module's declarations with the runtime's types imported, which not every compiler has. */
function withGlobals(text: string, path: string, folder: string): string {
  const named = text.replace(/\bWebAssembly\.Module\b/g, "WebAssemblyModule");
  const used = GLOBAL_NAMES.filter((name) => new RegExp(`[:<|(,=] ?(?:readonly )?${name}\\b`).test(named));
  if (used.length === 0) return named;
  const up = "../".repeat(path.slice(folder.length + 1).split("/").length - 1) || "./";
  return `import type { ${used.join(", ")} } from "${up}${GLOBALS.replace(".d.ts", ".ts")}";\n${named}`;
}
