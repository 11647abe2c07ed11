/** The rules of the house that a machine can check. The map of `engine/README.md` draws the floors. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { RULES } from "./rules.ts";
import { Tree } from "./tree.ts";

describe("house rules", () => {
  const tree = Tree.read(new URL("../../", import.meta.url));
  for (const { name, violations } of RULES) {
    it(name, () => assertEquals(violations(tree), []));
  }
});
