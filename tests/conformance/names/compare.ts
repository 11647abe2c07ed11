/** Compares Python's public names with the table that says what became of each. */
import type { Surface } from "./surface.ts";

/** Names of Python's, each with its parameters if it can be called. */
export type Names = Readonly<Record<string, readonly string[] | null>>;

/** What became of a name: a counterpart here, or the reason why there is none. */
export type Row =
  | string
  | {
    readonly here: string;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly remark?: string;
  }
  | { readonly not: string };

export interface Table {
  /** What became of parameters that many callables have: the names that they have here, or the reason why they are not. */
  readonly parameters: Readonly<Record<string, readonly string[] | string>>;
  /** By name. A reason for a module or a class holds for all that is in it. */
  readonly rows: Readonly<Record<string, Row>>;
}

/** The row for a name: its own, or the reason for what it is in. */
export function rowFor(name: string, { rows }: Table): Row | undefined {
  if (rows[name] !== undefined) return rows[name];
  for (let at = name.lastIndexOf("."); at > 0; at = name.lastIndexOf(".", at - 1)) {
    const row = rows[name.slice(0, at)];
    if (typeof row === "object" && "not" in row) return row;
  }
  return undefined;
}

/** What the table says of a parameter: the names that it may have here, or a reason. */
export function parameterRow(parameter: string, row: Row, table: Table): readonly string[] | string {
  const own = typeof row === "object" && "here" in row ? row.parameters?.[parameter] : undefined;
  if (own !== undefined) return /\s/.test(own) ? own : [own];
  return table.parameters[parameter] ?? [camelCase(parameter)];
}

/** What is wrong with the table. */
export function faults(names: Names, table: Table, surface: Surface): string[] {
  const found: string[] = [];
  for (const [name, parameters] of Object.entries(names)) {
    const row = rowFor(name, table);
    if (row === undefined) found.push(`${name} has no row`);
    else if (typeof row === "string" || "here" in row) {
      const here = typeof row === "string" ? row : row.here;
      const isThere = surface.has(here);
      if (!isThere) found.push(`${name}: there is no ${here}`);
      const known = isThere ? surface.parameters(here) : undefined;
      for (const parameter of known === undefined ? [] : parameters ?? []) {
        const said = parameterRow(parameter, row, table);
        if (typeof said === "string" || said.some((each) => known!.has(each))) continue;
        found.push(`${name}: ${here} has no parameter ${said.join(" or ")} for ${parameter}`);
      }
      for (const parameter of Object.keys(typeof row === "string" ? {} : row.parameters ?? {})) {
        if (!parameters?.includes(parameter)) found.push(`${name} has no parameter ${parameter}`);
      }
    }
  }
  for (const [name, row] of Object.entries(table.rows)) {
    const there = typeof row === "object" && "not" in row && likelyCounterpart(name, table);
    if (there && surface.has(there)) found.push(`${name} has a reason, but there is ${there}`);
    const isModule = Object.keys(names).some((each) => each.startsWith(`${name}.`));
    if (!(name in names) && !(isModule && typeof row === "object" && "not" in row)) {
      found.push(`${name} is no name of Python's`);
    }
  }
  return found;
}

/** Where a name would be expected: under that name, or in the counterpart of its class. */
function likelyCounterpart(name: string, { rows }: Table): string {
  const at = name.lastIndexOf(".");
  const owner = rows[name.slice(0, at)];
  const here = typeof owner === "object" ? "here" in owner ? owner.here : undefined : owner;
  return `${here === undefined ? "" : `${here}.`}${camelCase(name.slice(at + 1))}`;
}

function camelCase(name: string): string {
  return name.replace(/^\*+/, "").replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
}
