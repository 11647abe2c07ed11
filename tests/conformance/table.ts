/**
 * Writes the table of docs/python.md from the conformance tests: `deno run -A tests/conformance/table.ts [--check]`. It runs them
 * first, and writes nothing unless all pass, and the entries are the tests that CPython has. With `--check` it only compares, without
 * running them.
 */
import { fileURLToPath } from "node:url";
import { withMarkedTable } from "../tools/marked_table.ts";
import { differences } from "./against_cpython.ts";
import { entries, type Entry } from "./conform.ts";
import tests from "./tests_3_14.json" with { type: "json" };

const HERE = new URL("./", import.meta.url);
const DOCUMENT = new URL("../../docs/python.md", import.meta.url);

/** The table in Markdown: one section a class, one row a test. */
export function conformanceTable(all: readonly Entry[]): string {
  const count = (verdict: string) => all.filter((entry) => entry.verdict === verdict).length;
  const summary = `${all.length} tests of CPython ${tests.python}: ${count("same")} the same, ${
    count("better")
  } better, ${count("in part")} in part, ${count("not applicable")} not applicable.`;
  const suites = Map.groupBy(all, ({ file, suite }) => `${file}: ${suite}`);
  const sections = [...suites].sort(([a], [b]) => a < b ? -1 : 1).map(([title, rows]) =>
    `### ${title}\n\n| Python's test | here | |\n| --- | --- | --- |\n${
      rows.map(({ name, verdict, remark }) =>
        `| \`${name}\` | ${verdict} | ${remark.replaceAll("|", "\\|")} |`
      ).join("\n")
    }\n`
  );
  return `${summary}\n\n${sections.join("\n")}`;
}

if (import.meta.main) {
  const check = Deno.args.includes("--check");
  if (!check) {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", fileURLToPath(HERE)],
    })
      .spawn().status;
    if (!success) Deno.exit(1);
  }
  for await (const { name } of Deno.readDir(HERE)) {
    if (name.endsWith("_test.ts")) await import(new URL(name, HERE).href);
  }
  const wrong = differences(entries, tests.classes);
  if (wrong.length > 0) {
    console.error(wrong.join("\n"));
    Deno.exit(1);
  }
  const document = await Deno.readTextFile(DOCUMENT);
  const text = await withMarkedTable(DOCUMENT, "conformance", conformanceTable(entries));
  if (text !== document && check) {
    console.error(
      "docs/python.md differs from what the tests give: run `deno run -A tests/conformance/table.ts`",
    );
    Deno.exit(1);
  }
  if (text !== document) await Deno.writeTextFile(DOCUMENT, text);
}
