/** `docs/reliability.md` has the results of the parts of `deno task test:full`, and of no others. */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { chooseParts, marks, PARTS, tablesOf, withResults } from "./full.ts";

const page = await Deno.readTextFile(new URL("../docs/reliability.md", import.meta.url));

function resultsOf(part: string): string {
  const [begin, end] = marks(part);
  return page.slice(page.indexOf(begin) + begin.length, page.indexOf(end));
}

describe("docs/reliability.md", () => {
  it("has the parts there are, in their order", () => {
    assertEquals(
      [...page.matchAll(/<!-- begin (\w+) -->/g)].map(([, name]) => name),
      PARTS.map(({ name }) => name),
    );
  });

  for (const { name, title, tables } of PARTS) {
    it(`says of ${name} when, of which commit and where`, () => {
      assert(page.includes(`## ${title}\n`));
      assertMatch(
        resultsOf(name),
        /^\n\n\d{4}-\d\d-\d\d, commit [0-9a-f]{10}.*, \d+ cores, \S+, Deno \S+, V8 \S+: \d+ s\.\n/,
      );
    });

    it(`has the tables of ${name}, each with rows`, () => {
      for (const { columns } of tables) {
        const head = resultsOf(name).split("\n").map((line) =>
          line.split("|").slice(1, -1).map((cell) => cell.trim())
        );
        const at = head.findIndex((cells) => cells.join("|") === columns.join("|"));
        assert(at >= 0, `It has no table of ${columns}`);
        assertEquals(head[at + 2]?.length, columns.length);
      }
    });
  }
});

describe("deno task test:full", () => {
  it("runs the parts that are named, and all if none is", () => {
    assertEquals(chooseParts(["ledger"]).map(({ name }) => name), ["ledger"]);
    assertEquals(chooseParts([]), PARTS);
  });

  it("refuses the name of no part", () => {
    assertThrows(() => chooseParts(["legder"]), RangeError, 'Cannot run "legder": the parts are schedules, ');
  });

  it("makes a table of the lines that begin with its name, and puts it in its place", () => {
    const part = { ...PARTS[0]!, tables: [{ name: "a", columns: ["x", "y"] }] };
    const table = tablesOf(part, "a | 1 | 2\nb | 3 | 4\na | 5 | 6\n");
    assertEquals(table, "| x | y |\n| --- | --- |\n| 1 | 2 |\n| 5 | 6 |");
    const written = withResults("text\n<!-- begin a -->\nold\n<!-- end a -->\n", "a", table);
    assertEquals(written, `text\n<!-- begin a -->\n\n${table}\n\n<!-- end a -->\n`);
  });

  it("refuses to write where the page has no place", () => {
    assertThrows(() => withResults("text", "a", "results"), TypeError, "has no place");
  });
});
