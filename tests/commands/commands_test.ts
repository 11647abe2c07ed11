/** Every command that the README, `docs/` and the examples show: it is typed with an empty home, or the table says why not. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { existsSync } from "node:fs";
import { Checkout } from "./checkout.ts";
import { COMMANDS, commandsIn, FOLLOWED } from "./commands.ts";

const ROOT = new URL("../../", import.meta.url);
const SERVICE = "deno task serve --workers 2 --queue 16";
const isFull = Deno.env.get("MULTICORE_FULL") === "1";
/** What is typed goes to a shell. */
const hasShell = Deno.build.os !== "windows";

/** The documents, by their paths. */
async function documents(): Promise<string[]> {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "README.md", "docs/*.md", "examples/*.md"],
    cwd: ROOT,
  }).output();
  return new TextDecoder().decode(stdout).trim().split("\n");
}

describe("the table of commands", () => {
  it("has all that the documents show, and nothing else", async () => {
    const paths = await documents();
    assertEquals(Object.keys(FOLLOWED).filter((path) => !paths.includes(path)), []);
    const shown = new Set<string>();
    for (const path of paths.filter((path) => FOLLOWED[path] === undefined)) {
      for (const command of commandsIn(await Deno.readTextFile(new URL(path, ROOT)))) shown.add(command);
    }
    assertEquals([...shown].sort(), Object.keys(COMMANDS).sort());
  });

  it("names tests that there are", () => {
    const tests = Object.values(COMMANDS).flatMap((trial) => "followedBy" in trial ? [trial.followedBy] : []);
    for (const path of [...Object.values(FOLLOWED), ...tests]) assert(existsSync(new URL(path, ROOT)), path);
  });

  it("reads commands with arguments in blocks and in texts, without their comments", () => {
    const text =
      "Run `deno task x`, not `deno serve`.\n\n```sh\ndeno run a.ts   # prints\nnode b.mjs\n```\n" +
      "```ts\nconst x = `deno run c.ts`;\n```\n";
    assertEquals(commandsIn(text), ["deno run a.ts", "node b.mjs", "deno task x"]);
  });
});

describe("in a checkout, with an empty home", { ignore: !hasShell, sanitizeResources: false }, () => {
  let checkout: Checkout;
  beforeAll(async () => {
    checkout = await Checkout.create();
  });
  afterAll(() => checkout[Symbol.asyncDispose]());

  for (const [command, trial] of Object.entries(COMMANDS)) {
    if (!("prints" in trial)) continue;
    it(command, { ignore: trial.isSlow === true && !isFull }, async () => {
      const { code, out, err } = await checkout.type(command);
      assertEquals(code, 0, err);
      assertMatch(out, trial.prints);
    });
  }

  // It listens at the port that the document says, which others may have while one of many tests runs.
  it(`${SERVICE}, and what is asked of it`, { ignore: !isFull }, async () => {
    const service = checkout.command(`exec ${SERVICE}`).spawn();
    const listens = Promise.withResolvers<void>();
    const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        if (text.includes("127.0.0.1:8000") || text.includes("0.0.0.0:8000")) listens.resolve();
      }
    };
    const ended = Promise.all([read(service.stdout), read(service.stderr)]);
    void ended.then(() => listens.reject(new Error("The service ended")));
    try {
      await listens.promise;
      for (const [command, trial] of Object.entries(COMMANDS)) {
        if (!("answers" in trial)) continue;
        const { code, out, err } = await checkout.type(`${command} --silent --show-error --fail`);
        assertEquals([code, err], [0, ""], command);
        assertMatch(out, trial.answers);
      }
      assert((await Deno.stat(`${checkout.folder}/small.jpg`)).size > 1000);
    } finally {
      service.kill("SIGTERM");
      await ended;
    }
    assertEquals((await service.status).code, 0);
  });
});
