import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { generate } from "../../kernels/compiler/generate/generate.ts";
import { isCurrent } from "../../kernels/compiler/generate/generated_file.ts";

describe("build()", () => {
  it("gives the files that are checked in", async () => {
    assertEquals(await generate(["--check"]), 0);
  });

  it("refuses an unknown target", async () => {
    assertEquals(await generate(["nonsense"]), 1);
  });
});

describe("isCurrent()", () => {
  it("is false for another text and for a missing file", async () => {
    assertEquals(await isCurrent({ path: "kernels/generated/math.ts", text: "other" }), false);
    assertEquals(await isCurrent({ path: "kernels/generated/missing.ts", text: "" }), false);
  });
});
