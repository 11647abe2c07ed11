/** Lock files are what `deno task locks` writes, except for newer versions of what packages need themselves. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { LOCKS, packagesOf, WHOLE } from "../tools/locks.ts";

interface LockFile {
  readonly specifiers: Record<string, string>;
  readonly npm: Record<string, unknown>;
}

async function read(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
}

async function readLock(path: string): Promise<LockFile> {
  return JSON.parse(await read(path));
}

describe("lock files", () => {
  for (const { path, modules } of LOCKS) {
    it(`${path} lists the packages that are imported where it is used, and no others`, async () => {
      const { specifiers } = await readLock(path);
      assertEquals(Object.keys(specifiers).sort(), await packagesOf(modules));
    });

    it(`${path} has the versions that tests have`, async () => {
      const [{ npm }, whole] = [await readLock(path), await readLock(WHOLE)];
      assertEquals(npm, Object.fromEntries(Object.keys(npm).map((name) => [name, whole.npm[name]])));
    });

    it(`${path} is used by a task`, async () => {
      const { tasks } = JSON.parse(await read("deno.json")) as { tasks: Record<string, string> };
      assert(Object.values(tasks).some((task) => task.includes(`--lock=${path} --frozen`)));
    });
  }
});
