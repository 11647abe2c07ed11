/** Pools that nobody refers to. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runFixture } from "../support/run_fixture.ts";

describe("a pool or an executor that nobody refers to", () => {
  it("ends its workers, after what was submitted; others stay", async () => {
    const { stdout, stderr } = await runFixture(new URL("./fixtures/forgotten.ts", import.meta.url));
    assertEquals(stdout, ["two ended", "7", "three ended kept"], stderr);
  });

  it("makes room for others, however many there are", async () => {
    const program = `import { Pool } from "${import.meta.resolve("../../mod.ts")}";
      for (let n = 0; n < 600; n++) {
        new Pool(1);
        await new Promise((resolve) => setTimeout(resolve));
      }
      console.log("the end");`;
    const { stdout, stderr } = await runFixture(
      new URL(`data:text/javascript,${encodeURIComponent(program)}`),
    );
    assertEquals(stdout, ["the end"], stderr);
  });
});
