/**
 * Writes docs/names.md from the table of names: `deno run -A tests/conformance/names/page.ts [--check]`. With `--check` it only
 * compares.
 */
import { withMarkedTable } from "../../tools/marked_table.ts";
import { type Names, parameterRow, type Row, rowFor, type Table } from "./compare.ts";
import names from "../names_3_14.json" with { type: "json" };
import table from "./table.json" with { type: "json" };

const DOCUMENT = new URL("../../../docs/names.md", import.meta.url);

/** The version of Python whose names they are. */
export const PYTHON: string = names.python;
export const NAMES: Names = names.names;
export const TABLE: Table = table as Table;

/** The table in Markdown: one section a module, one row a name, or one for all that has the same reason. */
export function namesTable(all: Names, table: Table): string {
  const counted = Object.keys(all).map((name) => rowFor(name, table)!);
  const there = counted.filter((row) => hereOf(row) !== undefined).length;
  const sections = [...Map.groupBy(Object.entries(table.rows), ([name]) => moduleOf(name, all))].map(
    ([module, rows]) =>
      `### ${module}\n\n| Python | here | |\n| --- | --- | --- |\n${
        rows.map(([name, row]) => {
          const inModule = name.slice(module.length + 1) || "all of it";
          return `| \`${inModule}\` | ${hereOf(row) === undefined ? "" : `\`${hereOf(row)}\``} | ${
            remarkOf(all[name] ?? [], row, table).replaceAll("|", "\\|")
          } |`;
        }).join("\n")
      }\n`,
  );
  return `${counted.length} names of Python ${PYTHON}: ${there} are here, ${
    counted.length - there
  } have a reason.\n\n${sections.join("\n")}`;
}

function hereOf(row: Row): string | undefined {
  return typeof row === "string" ? row : "here" in row ? row.here : undefined;
}

/** The reason, or what became of parameters that have another name here, or none. */
function remarkOf(parameters: readonly string[], row: Row, table: Table): string {
  if (typeof row === "object" && "not" in row) return row.not;
  return parameters.flatMap((parameter) => {
    const said = parameterRow(parameter, row, table);
    return typeof said === "string" ? [`\`${parameter}\`: ${said}`] : [];
  }).join("; ");
}

/** The module of a name: the longest beginning that is no name itself. */
function moduleOf(name: string, all: Names): string {
  const parts = name.split(".");
  let length = name in all ? parts.length - 1 : parts.length;
  while (parts.slice(0, length).join(".") in all) length--;
  return parts.slice(0, length).join(".");
}

if (import.meta.main) {
  const document = await Deno.readTextFile(DOCUMENT);
  const text = await withMarkedTable(DOCUMENT, "names", namesTable(NAMES, TABLE));
  if (text !== document && Deno.args.includes("--check")) {
    console.error("docs/names.md differs from the table: run `deno run -A tests/conformance/names/page.ts`");
    Deno.exit(1);
  }
  if (text !== document) await Deno.writeTextFile(DOCUMENT, text);
}
