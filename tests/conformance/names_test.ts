import { assert, assertEquals, assertMatch } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { withMarkedTable } from "../tools/marked_table.ts";
import { differences } from "./against_cpython.ts";
import { faults, type Row, type Table } from "./names/compare.ts";
import { NAMES, namesTable, PYTHON, TABLE } from "./names/page.ts";
import { type Surface, surface } from "./names/surface.ts";

const DOCUMENT = new URL("../../docs/names.md", import.meta.url);

describe("the table of Python's names", () => {
  let here: Surface;
  beforeAll(async () => void (here = await surface()));

  /** What is wrong with the table once a row is another. */
  const with_ = (name: string, row: Row | undefined) => {
    const { [name]: _, ...others } = TABLE.rows;
    const table: Table = { ...TABLE, rows: row === undefined ? others : { ...others, [name]: row } };
    return faults(NAMES, table, here);
  };

  it("has a row for each, and a counterpart that exists or a reason", () => {
    assertMatch(PYTHON, /^3\.14\./);
    assert(Object.keys(NAMES).length > 700);
    assertEquals(faults(NAMES, TABLE, here), []);
  });

  it("fails for a name without a row, and for a row without a name", () => {
    assertEquals(with_("multiprocessing.cpu_count", undefined), ["multiprocessing.cpu_count has no row"]);
    assertEquals(with_("multiprocessing.cpu_counts", "cpuCount"), [
      "multiprocessing.cpu_counts is no name of Python's",
    ]);
    assertEquals(with_("multiprocessing.heaps", { not: "no such module" }), [
      "multiprocessing.heaps is no name of Python's",
    ]);
    const added = { ...NAMES, "multiprocessing.Fork": [], "multiprocessing.heap.New": [] };
    assertEquals(faults(added, TABLE, here), ["multiprocessing.Fork has no row"]);
  });

  it("fails for a counterpart that does not exist: a function, a method, a proxy's method, a parameter", () => {
    const cases: [name: string, row: Row, fault: string][] = [
      ["multiprocessing.cpu_count", "cpuCounts", "there is no cpuCounts"],
      ["multiprocessing.pool.Pool.map", "Pool.mapp", "there is no Pool.mapp"],
      ["multiprocessing.pool.Pool.close", "Pool.valueOf", "there is no Pool.valueOf"],
      ["multiprocessing.managers.EventProxy.set", "EventProxy.put", "there is no EventProxy.put"],
      ["multiprocessing.queues.Queue.qsize", "Kueue.qsize", "there is no Kueue.qsize"],
      [
        "multiprocessing.pool.Pool.join",
        { here: "Pool.join", parameters: { timeout: "timeout" } },
        "multiprocessing.pool.Pool.join has no parameter timeout",
      ],
      [
        "multiprocessing.pool.Pool.map",
        { here: "Pool.map", parameters: { chunksize: "chunk" } },
        "Pool.map has no parameter chunk for chunksize",
      ],
    ];
    for (const [name, row, fault] of cases) {
      const found = with_(name, row);
      assert(found.length > 0 && found.every((each) => each.includes(fault)), `${name}: ${found}`);
    }
  });

  it("fails for a reason for what exists", () => {
    assertEquals(with_("multiprocessing.process.BaseProcess.ident", { not: "no" }), [
      "multiprocessing.process.BaseProcess.ident has a reason, but there is Process.ident",
    ]);
    assertEquals(with_("multiprocessing.cpu_count", { not: "no" }), [
      "multiprocessing.cpu_count has a reason, but there is cpuCount",
    ]);
  });

  it("is the one in docs/names.md", async () => {
    assertEquals(
      await withMarkedTable(DOCUMENT, "names", namesTable(NAMES, TABLE)),
      await Deno.readTextFile(DOCUMENT),
    );
  });
});

describe("the comparison with CPython's tests", () => {
  const classes = {
    file: {
      Base: { bases: [], tests: ["test_a"] },
      Derived: { bases: ["Base", "unittest"], tests: ["test_b"] },
    },
  };
  const entry = (suite: string, name: string) =>
    ({ file: "file", suite, name, verdict: "same", remark: "" }) as const;

  it("finds nothing where each test has an entry, in its class or in one that has it from there", () => {
    assertEquals(differences([entry("Derived", "test_a"), entry("Derived", "test_b")], classes), []);
    assertEquals(differences([entry("Base", "test_a"), entry("Derived", "test_b")], classes), []);
  });

  it("finds tests without an entry, and entries that are no tests", () => {
    assertEquals(differences([entry("Base", "test_a"), entry("Base", "test_b")], classes), [
      "file: Derived.test_b has no entry",
      "file: Base.test_b is no test of CPython's",
    ]);
  });
});
