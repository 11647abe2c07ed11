import type { Tree } from "./tree.ts";

/** Where the map stands: in the fenced block below the heading. */
export const MAP_FILE: string = "engine/README.md";
const HEADING = "## The map";

/** What a room may do that others may not: call Atomics, ask the runtime, read the shared memories word by word. */
export type Privilege = "Atomics" | "runtime" | "words";
const PRIVILEGES: readonly string[] = ["Atomics", "runtime", "words"] satisfies Privilege[];

/**
 * A row of the map, which is a floor of its own. Rows stand one below the other, the highest floor first:
 *
 * ```text
 * kernels/compiler/   compiles kernels
 *                     imports only: wasm/ errors/
 * mod.ts              the public face
 * ──────────────────────────────────────
 * pool/               Pool and Executor
 * platform/           what the runtime gives
 *                     may use: runtime
 * ```
 *
 * A row begins at the margin with the name of a folder, which ends in `/`, or of a `.ts` file. Lines of `─` or `═` only group. An
 * indented line goes on with the row above it, and one that begins with `imports only:` lists all that the row's files may import
 * beside themselves; one that begins with `may use:` lists their privileges. A name is a path from `engine/` or, if there is nothing of that name, from the repository's root. A file
 * stands on the floor of the longest name that holds it.
 */
export interface Row {
  readonly name: string;
  /** The path from the repository's root. That of a folder ends in `/`. */
  readonly path: string;
  /** How many rows lie below. */
  readonly floor: number;
  readonly exists: boolean;
  /** Paths of all that may be imported, if the row says so. */
  readonly only: readonly string[] | undefined;
  readonly mayUse: readonly Privilege[];
}

/** Reads the map, the highest floor first. */
export function readMap(tree: Tree): Row[] {
  const lines = mapBlock(tree.text(MAP_FILE)).split("\n");
  const names: { name: string; only?: readonly string[]; mayUse: readonly Privilege[] }[] = [];
  for (const line of lines.filter((line) => /[^\s─═]/.test(line))) {
    const name = /^([\w./-]+(?:\/|\.ts))(?=\s|$)/.exec(line)?.[1];
    if (name !== undefined) names.push({ name, mayUse: [] });
    else if (!/^\s/.test(line) || names.length === 0) {
      throw new SyntaxError(
        `Cannot read the map of ${MAP_FILE} as a line names no folder and no file: ${line}`,
      );
    } else {
      const only = listAfter("imports only", line);
      const mayUse = listAfter("may use", line);
      if (only !== undefined) names.at(-1)!.only = only;
      if (mayUse !== undefined) names.at(-1)!.mayUse = mayUse.map(privilege);
    }
  }
  return names.map(({ name, only, mayUse }, place) => {
    const path = pathOf(tree, name);
    return {
      name,
      path,
      floor: names.length - 1 - place,
      exists: tree.exists(path),
      only: only?.map((name) => pathOf(tree, name)),
      mayUse,
    };
  });
}

/** The row that a file stands on. */
export function rowOf(rows: readonly Row[], path: string): Row | undefined {
  const holding = rows.filter((row) => isIn(row.path, path));
  return holding.sort((a, b) => b.path.length - a.path.length)[0];
}

/** Whether a folder, whose path ends in `/`, or a file holds a file. */
export function isIn(place: string, path: string): boolean {
  return place.endsWith("/") ? path.startsWith(place) : path === place;
}

function listAfter(words: string, line: string): string[] | undefined {
  const list = new RegExp(`^\\s+${words}: *(\\S.*)$`).exec(line)?.[1];
  return list?.trim().split(/[\s,]+/);
}

function privilege(name: string): Privilege {
  if (PRIVILEGES.includes(name)) return name as Privilege;
  throw new SyntaxError(`Cannot read the map of ${MAP_FILE} as there is no privilege "${name}"`);
}

function mapBlock(readme: string): string {
  const section = readme.split(`${HEADING}\n`)[1]?.split(/^## /m)[0];
  const block = /^```\w*\n([\s\S]*?)^```$/m.exec(section ?? "")?.[1];
  if (block === undefined) {
    throw new SyntaxError(`Cannot read the map of ${MAP_FILE} as "${HEADING}" has no fenced block`);
  }
  return block;
}

function pathOf(tree: Tree, name: string): string {
  return tree.exists(`engine/${name}`) || !tree.exists(name) ? `engine/${name}` : name;
}
