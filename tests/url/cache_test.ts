/** What is fetched once is enough: caches, lockfiles and vendored modules cover what workers load, too. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { afterEach, beforeEach, describe, it } from "@std/testing/bdd";
import { Project } from "./project.ts";

/** Loaded by workers alone. */
const WORKERS_MODULE = "/engine/worker/task_loop.ts";

let project: Project;

/** Asserts that a program of the project runs and that nothing is fetched for it. */
async function runsOffline(program: string, ...flags: string[]): Promise<void> {
  const { length } = project.server.requests;
  assert((await project.printed(program, "--cached-only", ...flags)).length > 0);
  assertEquals(project.server.requests.slice(length), [], program);
}

async function lockedModules(): Promise<string[]> {
  const { remote } = JSON.parse(await project.read("deno.lock")) as { remote: Record<string, string> };
  return Object.keys(remote).sort();
}

describe("modules from a URL", () => {
  beforeEach(async () => {
    project = await Project.create();
    for (const name of ["pools.ts", "processes.ts"]) await project.copy(name);
    await project.write(
      "tasks.ts",
      `import { importTasks, Pool } from "MULTICORE/mod.ts";
const tasks = importTasks<typeof import("MULTICORE/tests/url/fixtures/factor_tasks.ts")>(
  "MULTICORE/tests/url/fixtures/factor_tasks.ts",
);
if (import.meta.main) {
  await using pool = new Pool(1);
  console.log(await pool.map(tasks.scale, [1, 2, 3]));
}
`,
    );
  });
  afterEach(() => project[Symbol.asyncDispose]());

  it("are all cached and locked by `deno install`, those of workers and of importTasks() too", async () => {
    const programs = ["pools.ts", "processes.ts", "tasks.ts"];
    const { code, err } = await project.deno(
      "install",
      "--quiet",
      project.importFlag,
      "--entrypoint",
      ...programs,
    );
    assertEquals([code, err], [0, ""]);
    for (const program of programs) await runsOffline(program, "--frozen");
  });

  it("are all locked by a first run, so that a frozen one may fetch them again, but not others", async () => {
    await project.printed("tasks.ts");
    const fetched = project.server.requests.map((path) => project.server.url(path.slice(1)));
    assertEquals(await lockedModules(), fetched.sort());

    await project.forget();
    assertEquals(await project.printed("tasks.ts", "--frozen"), ["[ 3, 6, 9 ]"]);

    for (const path of [WORKERS_MODULE, "/tests/url/fixtures/factor_tasks.ts"]) {
      const text = await Deno.readTextFile(new URL(`../..${path}`, import.meta.url));
      project.server.files.set(path, `${text}\n// Changed.\n`);
      await project.forget();
      const { code, out, err } = await project.run("tasks.ts");
      assert(code !== 0, path);
      assertEquals(out, [], path);
      assertMatch(err, /Integrity check failed for remote specifier/);
      assert(err.includes(project.server.url(path.slice(1))), err);
      project.server.files.delete(path);
    }
  });

  it("run from a vendored copy", async () => {
    await project.write("deno.json", '{ "vendor": true }\n');
    const { code, err } = await project.deno(
      "install",
      "--quiet",
      project.importFlag,
      "--entrypoint",
      "pools.ts",
      "tasks.ts",
    );
    assertEquals([code, err], [0, ""]);
    await project.forget();
    await runsOffline("pools.ts", "--frozen");
    await runsOffline("tasks.ts", "--frozen");
  });
});
