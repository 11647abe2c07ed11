/**
 * Every rule is seen to fail: each mutation of the tree breaks one rule, in the way it says. What the tree breaks already
 * does not count, so this test does not depend on it.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { sameNames } from "./file_rules.ts";
import { typeCycles, unreachedFiles } from "./import_rules.ts";
import { INNOCENT, MUTATIONS } from "./mutations.ts";
import { RULES } from "./rules.ts";
import { append, folderOf, nameOf, Site } from "./site.ts";
import { Tree } from "./tree.ts";

const ROOT = new URL("../../", import.meta.url);

describe("each rule fails on what breaks it", () => {
  const site = new Site(Tree.read(ROOT));
  const before = new Map(RULES.map(({ name, violations }) => [name, violations(site.tree)]));
  const addedBy = (tree: Tree) =>
    RULES.map(({ name, violations }) => ({ name, added: without(violations(tree), before.get(name)!) }))
      .filter(({ added }) => added.length > 0);

  it("has mutations for every rule", () => {
    assertEquals(Object.keys(MUTATIONS).sort(), RULES.map(({ name }) => name).sort());
  });

  for (const [rule, mutations] of Object.entries(MUTATIONS)) {
    for (const { what, change, says, times = 1, also = [] } of mutations) {
      it(`${rule}: ${what}`, () => {
        const added = addedBy(change(site));
        const messages = added.find(({ name }) => name === rule)?.added ?? [];
        for (const message of messages) assertMatch(message, says);
        if (times === Infinity) assert(messages.length > 0);
        else assertEquals(messages.length, times, messages.join("\n"));
        const others = added.filter(({ name }) => name !== rule && !also.some((part) => name.includes(part)));
        assertEquals(others, []);
      });
    }
  }

  for (const code of INNOCENT) {
    it(`no rule minds ${code}`, () => assertEquals(addedBy(append(site.tree, site.plain, code)), []));
  }
});

describe("a list of exceptions", () => {
  const site = new Site(Tree.read(ROOT));
  const pair = site.pair(/^engine\/.*(?<!\.as)\.ts$/);

  it("of type cycles lets one pass, and names what is none", () => {
    const tree = append(site.tree, pair.used, `import type {} from "./${nameOf(pair.user)}";`);
    const list = [{ files: [pair.user, pair.used], reason: "a test" }];
    assertEquals(typeCycles(tree, list), typeCycles(site.tree, []));
    const [stale] = without(typeCycles(site.tree, list), typeCycles(site.tree, []));
    assertMatch(stale!, /are in no circle of their own/);
  });

  it("of unreached files lets one pass, and names what is reached", () => {
    const file = `${folderOf(site.lowest)}forgotten_file.ts`;
    const list = [{ files: [file], reason: "a test" }];
    assertEquals(unreachedFiles(site.tree.with({ [file]: "" }), list), unreachedFiles(site.tree, []));
    assertMatch(
      without(unreachedFiles(site.tree, list), unreachedFiles(site.tree, []))[0]!,
      /reached or gone/,
    );
  });

  it("of same names lets a pair pass, and names what is alone", () => {
    const twin = folderOf(site.lowest) + nameOf(site.highest);
    const list = [{ files: [twin, site.highest], reason: "a test" }];
    assertEquals(sameNames(site.tree.with({ [twin]: "" }), list), sameNames(site.tree, []));
    assertMatch(without(sameNames(site.tree, list), sameNames(site.tree, []))[0]!, /gone or alone/);
  });
});

/** The messages less those that there were. */
function without(messages: readonly string[], before: readonly string[]): string[] {
  const known = [...before];
  return messages.filter((message) => {
    const place = known.indexOf(message);
    if (place !== -1) known.splice(place, 1);
    return place === -1;
  });
}
