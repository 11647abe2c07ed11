/** The library's types under the options that its users check their programs with, and what they may pass. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { LibraryServer } from "../url/library_server.ts";

const ROOT = new URL("../../", import.meta.url).href;

const program = (library: string): string =>
  `import { importTasks, Manager, Pool, Process, Queue, SharedArray, Value } from "${library}mod.ts";
import { power } from "${library}kernels/math.ts";
import { sum } from "${library}kernels/reduce.ts";
import { compileKernels } from "${library}compile.ts";

export class Counter extends Process {
  override run(): void {}
}

/** A plain \`Float64Array\` goes wherever one is taken at run time. */
export async function main(numbers: Float64Array, bytes: Uint8Array): Promise<number> {
  const pool: Pool = new Pool(2);
  const shared: SharedArray<"f64"> = new SharedArray("f64", numbers);
  const mapped: Float64Array = await pool.map(power, numbers, { args: [2], out: numbers });
  const total: number = sum(numbers, 0, 1) + await pool.reduce(numbers.length, sum, [numbers], "sum");
  const queue: Queue<Uint8Array> = new Queue();
  await queue.put(bytes);
  shared.set(numbers);
  await pool.terminate();
  return mapped.length + shared.length + total;
}

export { compileKernels, importTasks, Manager, Value };
`;

/** Compiler options, and where the library is: Deno reports nothing of what is wrong within modules at a URL. */
const CASES: readonly { which: string; options: object; isRemote?: boolean }[] = [
  { which: "not strict", options: { strict: false } },
  { which: "without Deno's own types", options: { lib: ["dom", "esnext"] } },
  {
    which: "strict in every way",
    options: {
      erasableSyntaxOnly: true,
      exactOptionalPropertyTypes: true,
      noFallthroughCasesInSwitch: true,
      noImplicitOverride: true,
      noImplicitReturns: true,
      noPropertyAccessFromIndexSignature: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      verbatimModuleSyntax: true,
    },
  },
  {
    which: "with isolated declarations, from a URL",
    options: { isolatedDeclarations: true },
    isRemote: true,
  },
];

describe("deno check", () => {
  for (const { which, options, isRemote = false } of CASES) {
    it(`accepts a program ${which}`, async () => {
      await using server = new LibraryServer();
      const folder = await Deno.makeTempDir();
      try {
        await Deno.writeTextFile(`${folder}/main.ts`, program(isRemote ? server.url("") : ROOT));
        await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify({ compilerOptions: options }));
        const { code, stderr } = await new Deno.Command(Deno.execPath(), {
          args: ["check", "--no-lock", `--allow-import=${server.host}`, "main.ts"],
          cwd: folder,
          env: { NO_COLOR: "1" },
          stdin: "null",
        }).output();
        const problems = new TextDecoder().decode(stderr).split("\n").filter((line) =>
          !/^(Check|Download) /.test(line)
        );
        assertEquals([code, ...problems], [0, ""]);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
});
