import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { pathToFileURL } from "node:url";
import { printedBy } from "./blocks_of.ts";
import { runProgram } from "./run_program.ts";

/**
 * Declares a test for each program of a Markdown document, which is a block that begins with "```ts": it is run, and what it prints
 * is compared with the comments behind its `console.log` lines, in their order. Its imports are relative to the document.
 */
export function describePrograms(name: string, document: URL): void {
  describe(name, () => {
    const text = Deno.readTextFileSync(document);
    const programs = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map((match) => match[1]!);

    programs.forEach((program, index) => {
      it(`program ${index + 1} prints what its comments say`, async () => {
        const expected = printedBy(program);
        assert(expected.length > 0);
        assertEquals(await linesOf(program, document), expected);
      });
    });
  });
}

async function linesOf(program: string, document: URL): Promise<string[]> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  const resolved = program.replaceAll(
    /(?<= from )"(\.\.?\/.*?)"/g,
    (_, url) => `"${new URL(url, document)}"`,
  );
  try {
    await Deno.writeTextFile(path, resolved);
    return await runProgram(pathToFileURL(path));
  } finally {
    await Deno.remove(path);
  }
}
