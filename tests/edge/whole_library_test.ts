/** `mod.ts`, which has all of the library, does without threads where there are none. */
import { assertEquals } from "@std/assert";
import { afterAll, describe, it } from "@std/testing/bdd";
import { fileURLToPath, pathToFileURL } from "node:url";
import { stop } from "npm:esbuild@0.25.12";
import { bundle } from "../../examples/edge/build/bundle.ts";
import { startWorkerd } from "./platforms/workerd.ts";

const ENTRY = new URL("entries/whole_library.ts", import.meta.url);
const TAKE_AWAY = fileURLToPath(new URL("entries/take_away.ts", import.meta.url));
const WANTED = "1 4 9 6 hello ArrayBuffer";

describe("mod.ts at the edge", { sanitizeOps: false, sanitizeResources: false }, () => {
  afterAll(() => stop());

  for (const less of ["deploy", "supabase"]) {
    it(`runs in Deno with what ${less} has`, async () => {
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--preload", TAKE_AWAY, fileURLToPath(ENTRY)],
        env: { NO_COLOR: "1", PLATFORM: less },
      }).output();
      assertEquals(new TextDecoder().decode(stdout), `${WANTED}\n`, new TextDecoder().decode(stderr));
    });
  }

  it("runs in workerd, which has stand-ins for threads and shared memory", async () => {
    const path = await Deno.makeTempDir({ prefix: "multicore_edge_whole_" });
    const folder = pathToFileURL(`${path}/`);
    try {
      await bundle(ENTRY, new URL("worker.js", folder));
      const services = [["2025-06-02"], ["2025-06-02", "nodejs_compat"], ["2026-11-01"]].map(
        ([date, ...flags], i) => ({
          name: `at${i}`,
          date: date!,
          flags,
          script: "worker.js",
          wasm: [],
          bindings: {},
        }),
      );
      const workerd = await startWorkerd(folder, services);
      for (const { name } of services) assertEquals(await (await workerd.fetch(name, "/")).text(), WANTED);
      await workerd.close();
    } finally {
      await Deno.remove(path, { recursive: true });
    }
  });
});
