/** Follows docs/edge.md in an empty folder: each of its functions is built by its commands, and runs where it is for. */
import { assertEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { fileURLToPath, pathToFileURL } from "node:url";
import { stop } from "npm:esbuild@0.25.12";
import { twoServers } from "./platforms/deno_server.ts";
import { simulateVercel } from "./platforms/simulate_vercel.ts";
import { startWorkerd } from "./platforms/workerd.ts";

const ROOT = new URL("../../", import.meta.url);
const document = Deno.readTextFileSync(new URL("docs/edge.md", ROOT));
const files = [...document.matchAll(/^```[jt]s ignore\n\/\/ (\S+)\n(.*?)^```/gms)];
const commands = [...document.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, text]) =>
  text!.trim().split("\n")
);

const MEDIAN = { method: "POST", body: "[3, 1, 2, 10]" };

let folder: URL;

/** What the document calls by a relative path lies in this repository. */
function located(text: string): string {
  return text.replaceAll(
    /\.{1,2}\/((?:edge|build|kernels\/\w+)\.ts)/g,
    (_, path) => new URL(path, ROOT).href,
  );
}

async function assertMedian(response: Promise<Response>): Promise<void> {
  assertEquals(await (await response).text(), "2.5");
}

describe("docs/edge.md", { sanitizeOps: false, sanitizeResources: false }, () => {
  beforeAll(async () => {
    folder = pathToFileURL(`${await Deno.makeTempDir({ prefix: "multicore_edge_docs_" })}/`);
    for (const name of ["api/", "home/"]) await Deno.mkdir(new URL(name, folder));
    for (const [, name, text] of files) await Deno.writeTextFile(new URL(name!, folder), located(text!));
  });

  afterAll(async () => {
    await stop();
    await Deno.remove(folder, { recursive: true });
  });

  it("has commands that build its functions", async () => {
    assertEquals([files.length, commands.length], [5, 4]);
    for (const command of commands) {
      const [program, ...args] = located(command).replaceAll('"', "").split(" ");
      assertEquals(program, "deno");
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args,
        cwd: fileURLToPath(folder),
        env: { NO_COLOR: "1", HOME: fileURLToPath(new URL("home/", folder)) },
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    }
  });

  it("has a worker that runs in workerd, at old and new dates", async () => {
    const wasm = ["wasm/core.wasm", "wasm/stats.wasm"];
    const dates = ["2023-03-01", "2025-05-01", "2025-06-02", "2026-11-01"];
    const services = dates.map((date, i) => ({
      name: `at${i}`,
      date,
      flags: [],
      script: "worker.js",
      wasm,
      bindings: {},
    }));
    const workerd = await startWorkerd(folder, services);
    for (const { name } of services) await assertMedian(workerd.fetch(name, "/", MEDIAN));
    await workerd.close();
  });

  it("has a function that runs in Vercel's simulator", async () => {
    const vercel = await simulateVercel(new URL("api/", folder), "median.js");
    await assertMedian(vercel.fetch("/", MEDIAN));
    await vercel.close();
  });

  it("has a program that runs in Deno with what Supabase and Deno Deploy have", async () => {
    const preload = fileURLToPath(new URL("entries/take_away.ts", import.meta.url));
    const main = fileURLToPath(new URL("main.ts", folder));
    for (const less of ["supabase", "deploy"]) {
      const args = ["run", "-A", "--no-check", "--no-lock", "--preload", preload, main];
      const server = await twoServers(less, { args, env: { PLATFORM: less } });
      await assertMedian(server.fetch("/", MEDIAN));
      await server.close();
    }
  });
});
