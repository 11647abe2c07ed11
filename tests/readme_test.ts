/** Runs each program of the README and compares what it prints with the comments behind its `console.log` lines. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { pathToFileURL } from "node:url";
import { runProgram } from "./tools/run_program.ts";

const ROOT = new URL("../", import.meta.url);

describe("README.md", () => {
  const readme = Deno.readTextFileSync(new URL("README.md", ROOT));
  const programs = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map((match) => match[1]!);

  programs.forEach((program, index) => {
    it(`program ${index + 1} prints what its comments say`, async () => {
      const expected = [...program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]!);
      assert(expected.length > 0);
      assertEquals(await printedBy(program), expected);
    });
  });
});

async function printedBy(program: string): Promise<string[]> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      path,
      program.replaceAll(/"(\.\/(?:mod|kernels\/\w+)\.ts)"/g, (_, path) => `"${new URL(path, ROOT)}"`),
    );
    return await runProgram(pathToFileURL(path));
  } finally {
    await Deno.remove(path);
  }
}
