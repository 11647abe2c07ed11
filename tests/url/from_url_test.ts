/** Programs that import the library from a URL, themselves local or not, each with no more permissions than it needs. */
import { assertEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { Project } from "./project.ts";

const POOLS = ["[ 1, 4, 9 ]", "42", "1! 2! 3!", "[ 1, 4, 9 ]", "[ 12, 24, 36 ] 72", "true", "2"];
const PROCESSES = ["1 2 3", "6 0", '{ got: [ "a", 1n ] }', "hello Greeter-1", "2"];
const IMPORTS_TASKS = ["[ 3, 6, 9 ]", "true 5", "true"];

describe("a local program that imports the library from a URL", () => {
  let project: Project;
  beforeAll(async () => {
    project = await Project.create();
    for (
      const name of [
        "pools.ts",
        "processes.ts",
        "factor.ts",
        "tasks.ts",
        "imports_tasks.ts",
        "registers_tasks.ts",
        "exports_tasks.ts",
      ]
    ) {
      await project.copy(name);
    }
  });
  afterAll(() => project[Symbol.asyncDispose]());

  it("runs lambdas and the library's kernels without a permission, from an empty cache", async () => {
    assertEquals(await project.printed("pools.ts"), POOLS);
  });

  it("runs processes, queues and pipes without a permission", async () => {
    assertEquals(await project.printed("processes.ts"), PROCESSES);
  });

  it("runs functions of local modules that it may read, and nothing else of them", async () => {
    assertEquals(
      await project.printed("imports_tasks.ts", "--allow-read=tasks.ts,factor.ts"),
      IMPORTS_TASKS,
    );
  });

  it("runs functions that it registers or exports if it may read itself", async () => {
    for (const name of ["registers_tasks.ts", "exports_tasks.ts"]) {
      assertEquals(await project.printed(name, `--allow-read=${name},factor.ts`), ["[ 3, 6, 9 ]"], name);
    }
  });

  it("runs functions of remote modules without a permission but to import them", async () => {
    await project.write(
      "remote_tasks.ts",
      (await project.read("imports_tasks.ts"))
        .replace('import.meta.resolve("./tasks.ts")', '"MULTICORE/tests/url/fixtures/tasks.ts"'),
    );
    assertEquals(await project.printed("remote_tasks.ts"), IMPORTS_TASKS);

    await project.write(
      "remote_registered.ts",
      `import { Pool } from "MULTICORE/mod.ts";
import { scale } from "MULTICORE/tests/url/fixtures/registers_tasks.ts";
if (import.meta.main) {
  await using pool = new Pool(1);
  console.log(await pool.map(scale, [1, 2, 3]));
}
`,
    );
    assertEquals(await project.printed("remote_registered.ts"), ["[ 3, 6, 9 ]"]);
  });
});

describe("a program that is itself at a URL", () => {
  let project: Project;
  beforeAll(async () => {
    project = await Project.create();
  });
  afterAll(() => project[Symbol.asyncDispose]());
  const fixture = (name: string) => project.server.url(`tests/url/fixtures/${name}`);

  it("runs lambdas, kernels, functions of its modules and those that it registers", async () => {
    assertEquals(await project.printed(fixture("pools.ts")), POOLS);
    assertEquals(await project.printed(fixture("imports_tasks.ts")), IMPORTS_TASKS);
    assertEquals(await project.printed(fixture("registers_tasks.ts")), ["[ 3, 6, 9 ]"]);
  });

  it("needs no flag at all: Deno trusts the host that it was asked to run", async () => {
    const { code, out, err } = await project.deno("run", "--quiet", "--no-prompt", fixture("processes.ts"));
    assertEquals({ code, out, err }, { code: 0, out: PROCESSES, err: "" });
  });

  it("is told how to send an export that is found by its text in local modules alone", async () => {
    const { code, err } = await project.run(fixture("exports_tasks.ts"));
    assertEquals(code, 1);
    assertEquals(
      /TransferError: (.*)/.exec(err)?.[1],
      'Cannot send function "scale": it captures "factor" (line 1 of its source), and the main module is not a local file, ' +
        "so its source cannot be read; pass it as an argument, export the function from a module and use importTasks(), " +
        "or register it with task()",
    );
  });
});
