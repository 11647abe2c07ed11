import ts from "npm:typescript@5.9.3";

const ROOT = new URL("../", import.meta.url);
/** TypeScript complains of members whose name is a symbol of a module's, and declares them well. */
const COMPUTED_NAME = 9038;
const RELATIVE = /(["'])(\.{1,2}\/[^"']+?)\.ts\1/g;

/**
 * Writes a `.d.ts` of each module that the entries lead to, in a folder of the same layout. One file tells its own declarations, since
 * the types of all exports are written out: no type is inferred here.
 */
export async function declarations(exports: Readonly<Record<string, string>>, folder: URL): Promise<void> {
  const seen = new Set(Object.values(exports).map((path) => path.slice("./".length)));
  // A Set's iterator goes on to what is added during the loop.
  for (const path of seen) {
    const url = new URL(path, ROOT);
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(await Deno.readTextFile(url), {
      fileName: url.pathname,
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ESNext, strict: true, isolatedDeclarations: true },
    });
    const problem = diagnostics.find(({ code }) => code !== COMPUTED_NAME);
    if (problem !== undefined) {
      const message = ts.flattenDiagnosticMessageText(problem.messageText, " ");
      throw new Error(`Cannot declare what ${path} exports: ${message}`);
    }
    for (const [, , specifier] of outputText.matchAll(RELATIVE)) {
      seen.add(new URL(`${specifier}.ts`, url).href.slice(ROOT.href.length));
    }
    const file = new URL(path.replace(/\.ts$/, ".d.ts"), folder);
    await Deno.mkdir(new URL("./", file), { recursive: true });
    await Deno.writeTextFile(file, outputText.replace(RELATIVE, "$1$2.js$1"));
  }
}
