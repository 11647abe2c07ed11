/** Folders of examples that the docs say to copy work elsewhere. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { copyFolder } from "./copy_folder.ts";

const ROOT = new URL("../../", import.meta.url);

async function run(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const printed = new TextDecoder().decode(stdout);
  assertEquals(code, 0, printed + new TextDecoder().decode(stderr));
  return printed;
}

describe("a copied folder of examples", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("server runs with an import map that says where the library is", async () => {
    const folder = await copyFolder("server");
    try {
      const imports = { "multicore/": ROOT.href };
      await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify({ imports }));
      assertStringIncludes(await run(folder, "run", "main.ts", "--help"), "--port");
      const server = new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-read", "--allow-net", "main.ts", "--port=0", "--workers=1"],
        cwd: folder,
        env: { NO_COLOR: "1" },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const [out, err] = [server.stdout, server.stderr].map((stream) => stream.getReader());
      const first = await Promise.any([out!.read(), err!.read()]);
      const url = /http:\/\/[\d.:]+/.exec(new TextDecoder().decode(first.value))?.[0];
      assert(url !== undefined, new TextDecoder().decode(first.value));
      const answer = await fetch(`${url}/primes?limit=100`, { method: "POST" });
      assertEquals(await answer.json(), { limit: 100, primes: 25 });
      server.kill("SIGTERM");
      await Promise.all([out!.cancel(), err!.cancel()]);
      assertEquals((await server.status).code, 0);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("my_kernels builds and runs with its library at a URL", async () => {
    const folder = await copyFolder("my_kernels");
    try {
      const config = await Deno.readTextFile(`${folder}/deno.json`);
      await Deno.writeTextFile(`${folder}/deno.json`, config.replaceAll("../../", ROOT.href));
      await run(folder, "task", "kernels");
      assertStringIncludes(await run(folder, "task", "start"), "140\n114000\n");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});
