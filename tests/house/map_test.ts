import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { MAP_FILE, readMap, rowOf } from "./map.ts";
import { Tree } from "./tree.ts";

const FILES = ["mod.ts", "kernels/math.ts", "kernels/compiler/a.ts", "engine/pool/pool.ts", "engine/boot.ts"];

const ROWS = `
kernels/            the kernel library,
                    which stands on the engine
kernels/compiler/   compiles kernels
                    imports only: pool/ boot.ts
mod.ts              the public face
═══════════════════════════════════
boot.ts             where a thread begins
───────────────────────────────────
pool/               Pool
                    may use: Atomics, words
`;

function treeOf(rows: string, heading: string = "## The map"): Tree {
  const readme = `# The engine\n\n${heading}\n\nIt is strict.\n\n\`\`\`${rows}\`\`\`\n\n## Next\n`;
  return new Tree(new Map([...FILES.map((path) => [path, ""] as const), [MAP_FILE, readme]]));
}

describe("the map", () => {
  it("has a floor for each row, and names it from the engine or the root", () => {
    assertEquals(readMap(treeOf(ROWS)).map(({ path, floor }) => [path, floor]), [
      ["kernels/", 4],
      ["kernels/compiler/", 3],
      ["mod.ts", 2],
      ["engine/boot.ts", 1],
      ["engine/pool/", 0],
    ]);
  });

  it("says what a floor may import", () => {
    assertEquals(readMap(treeOf(ROWS)).map(({ only }) => only), [
      undefined,
      ["engine/pool/", "engine/boot.ts"],
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("says what a floor may use", () => {
    assertEquals(readMap(treeOf(ROWS)).map(({ mayUse }) => mayUse), [[], [], [], [], ["Atomics", "words"]]);
    assertThrows(() => readMap(treeOf(`${ROWS}   may use: magic\n`)), SyntaxError, `no privilege "magic"`);
  });

  it("puts a file on the floor of the longest name that holds it", () => {
    const rows = readMap(treeOf(ROWS));
    assertEquals(FILES.map((path) => rowOf(rows, path)?.name), [
      "mod.ts",
      "kernels/",
      "kernels/compiler/",
      "pool/",
      "boot.ts",
    ]);
    assertEquals(rowOf(rows, "engine/attic/a.ts"), undefined);
  });

  it("is refused if a line is no row, or if there is none", () => {
    assertThrows(() => readMap(treeOf("\nthe pool    Pool\n")), SyntaxError, "names no folder and no file");
    assertThrows(() => readMap(treeOf("\n   Pool\n")), SyntaxError, "names no folder and no file");
    assertThrows(() => readMap(treeOf(ROWS, "## A map")), SyntaxError, "has no fenced block");
  });
});
