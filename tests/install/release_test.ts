/** What a release is tried on, and that a checkout has the same bytes on every system. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const ROOT = new URL("../../", import.meta.url);
const WORKFLOWS = new URL(".github/workflows/", ROOT);

async function git(...args: string[]): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args, cwd: ROOT }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim().split("\n");
}

describe("the workflows", () => {
  it("try a release on Linux, macOS and Windows, by the command that is tried here", async () => {
    const text = await Deno.readTextFile(new URL("release.yml", WORKFLOWS));
    const [, systems] = /^ +os: \[(.*)\]$/m.exec(text)!;
    assertEquals(systems!.split(", ").map((name) => name.replace(/-\d+.*/, "")), [
      "ubuntu",
      "macos",
      "windows",
    ]);
    assertMatch(text, /^ +run: \.ci\/run$/m);
    const [mode] = (await git("ls-files", "--stage", ".ci/run"))[0]!.split(" ");
    assertEquals(mode, "100755");
  });

  it("name actions by commits, which nobody can move, and their versions", async () => {
    for (const { name } of Deno.readDirSync(WORKFLOWS)) {
      const text = await Deno.readTextFile(new URL(name, WORKFLOWS));
      for (const [line] of text.matchAll(/^.*\buses:.*$/gm)) {
        assertMatch(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      }
    }
  });
});

describe("a checkout", () => {
  it("has texts with line feeds alone, whatever the system", async () => {
    for (const line of await git("ls-files", "--eol")) {
      assertMatch(
        line,
        /^i\/(lf +w\/lf +attr\/text=auto eol=lf|none +w\/none .*|-text +w\/-text +attr\/-text)\s/,
      );
    }
  });
});
