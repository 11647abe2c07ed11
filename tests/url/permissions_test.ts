/** What a program is told when it lacks a permission: at the call where that can be known, and always with the flag to give. */
import { assert, assertEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { LibraryServer } from "./library_server.ts";
import { Project, type Ran } from "./project.ts";

const HALF = "export function half(x: f64): f64 { return x / 2; }\n";

describe("a program that needs no permission", () => {
  it("asks for none, so that in a terminal there is no question", async () => {
    await using project = await Project.create();
    // Deno writes down every permission that is asked for, whether it is granted or not.
    project.env.DENO_AUDIT_PERMISSIONS = `${project.folder}/asked.jsonl`;
    for (const name of ["pools.ts", "processes.ts"]) {
      await project.copy(name);
      assert((await project.printed(name)).length > 0);
      const asked = (await project.read("asked.jsonl").catch(() => "")).split("\n").filter((line) =>
        line !== ""
      );
      assertEquals(asked.filter((line) => JSON.parse(line).permission !== "import"), [], name);
    }
  });
});

describe("a program without a permission that it needs", () => {
  let project: Project;
  /** Another host, from which importing is not permitted. */
  let elsewhere: LibraryServer;
  beforeAll(async () => {
    project = await Project.create();
    elsewhere = new LibraryServer();
    for (
      const name of ["factor.ts", "tasks.ts", "imports_tasks.ts", "registers_tasks.ts", "exports_tasks.ts"]
    ) await project.copy(name);
  });
  afterAll(async () => {
    await elsewhere[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  const path = (name: string) => `${Deno.realPathSync(project.folder)}/${name}`;

  /** The message with which a program failed. */
  async function problem(run: Promise<Ran>): Promise<string> {
    const { code, out, err } = await run;
    assertEquals({ code, out }, { code: 1, out: [] }, err);
    return err.replace(/^error: (Uncaught \(in promise\) )?/, "").split("\n")[0]!;
  }

  it("is told to let a module of importTasks() be read", async () => {
    assertEquals(
      await problem(project.run("imports_tasks.ts")),
      `TransferError: Cannot send function "scale": a worker must read "file://${
        path("tasks.ts")
      }" to import it; ` +
        `run with --allow-read=${path("tasks.ts")}`,
    );
  });

  it("is told to let what that module imports be read", async () => {
    assertEquals(
      await problem(project.run("imports_tasks.ts", "--allow-read=tasks.ts")),
      `TransferError: Cannot import "file://${path("tasks.ts")}" to run "scale": ` +
        `Requires read access to "${path("factor.ts")}", run again with the --allow-read flag`,
    );
  });

  it("is told to let a module that calls task() be read", async () => {
    assertEquals(
      await problem(project.run("registers_tasks.ts")),
      `TransferError: Cannot send function "scale": a worker must read "file://${
        path("registers_tasks.ts")
      }" to import it; run with --allow-read=${path("registers_tasks.ts")}`,
    );
  });

  it("is told to let the main module be read, to find an export in it", async () => {
    assertEquals(
      await problem(project.run("exports_tasks.ts")),
      'TransferError: Cannot send function "scale": it captures "factor" (line 1 of its source), and the main module must be ' +
        `readable to find it there; run with --allow-read=${
          path("exports_tasks.ts")
        }; pass it as an argument, ` +
        "export the function from a module and use importTasks(), or register it with task()",
    );
  });

  it("is told to let a remote module of importTasks() be imported", async () => {
    const url = elsewhere.url("tests/url/fixtures/factor.ts");
    await project.write(
      "elsewhere.ts",
      `import { importTasks, Pool } from "MULTICORE/mod.ts";
const tasks = importTasks<{ scale(n: number): number }>("${url}");
if (import.meta.main) {
  await using pool = new Pool(1);
  console.log(await pool.map(tasks.scale, [1]));
}
`,
    );
    assertEquals(
      await problem(project.run("elsewhere.ts")),
      `TransferError: Cannot import "${url}" to run "scale": ` +
        `Requires import access to "${elsewhere.host}", run again with the --allow-import flag`,
    );
    assertEquals(elsewhere.requests, []);
  });

  it("is told to let the library be imported", async () => {
    const { code, err } = await project.deno("run", "--no-prompt", "imports_tasks.ts");
    assertEquals([
      code,
      /Requires import access to "(.*)", run again with the --allow-import flag/.exec(err)?.[1],
    ], [
      1,
      project.server.host,
    ]);
  });

  it("is told to let sockets be opened", async () => {
    await project.write(
      "sockets.ts",
      `import { Client, Listener, Manager } from "MULTICORE/mod.ts";
const opens = [
  () => new Listener(["127.0.0.1", 0]),
  () => Client(["127.0.0.1", 9]),
  () => Manager.serve({ address: ["127.0.0.1", 0], authKey: "secret" }),
];
for (const open of opens) {
  try {
    const opened = await open();
    console.log("open");
    if ("close" in opened) opened.close();
    else await opened.shutdown();
  } catch (error) {
    console.log(\`\${error}\`);
  }
}
`,
    );
    assertEquals(await project.printed("sockets.ts"), [
      "NotCapable: Cannot listen at 127.0.0.1:0 as that is not permitted: run with --allow-net=127.0.0.1:0",
      "NotCapable: Cannot connect to 127.0.0.1:9 as that is not permitted: run with --allow-net=127.0.0.1:9",
      "NotCapable: Cannot listen at 127.0.0.1:0 as that is not permitted: run with --allow-net=127.0.0.1:0",
    ]);
    assertEquals(await project.printed("sockets.ts", "--allow-net=127.0.0.1:0,127.0.0.1:9"), [
      "open",
      "ConnectionRefusedError: Cannot connect to 127.0.0.1:9 as nobody listens there",
      "open",
    ]);
  });

  it("has the default memory if it may not read MULTICORE_MEMORY, and is not told", async () => {
    await project.write(
      "memory.ts",
      `import { OutOfMemoryError, SharedArray } from "MULTICORE/mod.ts";
try {
  using _ = new SharedArray("u8", 64 * 1024 ** 2);
  console.log("fits");
} catch (error) {
  console.log(error instanceof OutOfMemoryError);
}
`,
    );
    project.env.MULTICORE_MEMORY = "8MiB";
    try {
      assertEquals(await project.printed("memory.ts"), ["fits"]);
      assertEquals(await project.printed("memory.ts", "--allow-env=MULTICORE_MEMORY"), ["true"]);
    } finally {
      delete project.env.MULTICORE_MEMORY;
    }
  });

  it("is told to let the compiler of kernels read the environment variable that it asks for", async () => {
    await project.write(
      "compiles.ts",
      `import { compileKernels } from "MULTICORE/compile.ts";
const { half } = await compileKernels<{ half(x: number): number }>(${JSON.stringify(HALF)});
console.log(half(3));
`,
    );
    assertEquals(
      await problem(project.run("compiles.ts")),
      "KernelError: Cannot compile kernels without access to the environment variable CI: run with --allow-env=CI",
    );
    assertEquals(await project.printed("compiles.ts", "--allow-env=CI"), ["1.5"]);
  });
});
