import { graphOf, knotsOf } from "./graph.ts";
import { readMap, type Row } from "./map.ts";
import type { Tree } from "./tree.ts";

/** Where in a tree a mutation is made. All places are found by the map and by imports, so files may move freely. */
export class Site {
  readonly tree: Tree;
  readonly #rows: readonly Row[];
  readonly #rooms: readonly Row[];

  constructor(tree: Tree) {
    this.tree = tree;
    this.#rows = readMap(tree);
    this.#rooms = this.#rows.filter(({ path, exists }) => exists && /^engine\/.*\/$/.test(path));
  }

  /** A file of the engine's highest room. */
  get highest(): string {
    return this.#fileIn(this.#rooms[0]!);
  }

  /** A file of the engine's lowest room. */
  get lowest(): string {
    return this.#fileIn(this.#rooms.at(-1)!);
  }

  /** A file of the room just above the lowest. */
  get aboveLowest(): string {
    return this.#fileIn(this.#rooms.at(-2)!);
  }

  /** A file of the lowest room that has no privileges. */
  get plain(): string {
    return this.#fileIn(this.#rooms.findLast(({ mayUse }) => mayUse.length === 0)!);
  }

  /** A file of a floor that lists what it may import. */
  get limited(): string {
    return this.#fileIn(this.#rows.find(({ only }) => only !== undefined)!);
  }

  /** A file of a room that such a floor stands on, but may not import. */
  get unlisted(): string {
    const floor = this.#rows.findIndex(({ only }) => only !== undefined);
    const below = this.#rows.slice(floor + 1).filter((row) => this.#rooms.includes(row));
    return this.#fileIn(below.find(({ path }) => !this.#rows[floor]!.only!.includes(path))!);
  }

  /** A room that has a README. */
  get described(): string {
    return this.#rooms.find(({ path }) => this.tree.has(`${path}README.md`))!.path;
  }

  /** The TypeScript that AssemblyScript reads, too. */
  get shared(): string {
    const imports = this.tree.files(/\.as\.ts$/).flatMap((path) => this.tree.imports(path));
    return imports.find(({ to }) => to !== undefined && !to.endsWith(".as.ts"))!.to!;
  }

  /**
   * A file that only one imports, which lies in the same folder and in no circle. If `isLeaf`, the file itself imports nothing
   * of the library.
   */
  pair(within: RegExp, isLeaf: boolean = false): { readonly used: string; readonly user: string } {
    const graph = graphOf(this.tree, ["value", "type", "dynamic", "named"]);
    const values = graphOf(this.tree, ["value"]);
    const inCircles = knotsOf(graph).flat();
    for (const used of this.tree.files(within)) {
      const users = [...graph].filter(([, targets]) => targets.has(used)).map(([path]) => path);
      const user = users[0];
      if (user === undefined || users.length > 1 || isLeaf && graph.get(used)!.size > 0) continue;
      if (folderOf(user) !== folderOf(used) || inCircles.includes(user)) continue;
      if (values.get(user)!.has(used)) return { used, user };
    }
    throw new RangeError(`Cannot mutate the tree as no pair of files matches ${within}`);
  }

  #fileIn({ path }: Row): string {
    return this.tree.files(/(?<!\.as)\.ts$/).find((file) => file.startsWith(path))!;
  }
}

/** Adds code at the end of a file, on a line of its own that does not count, as nothing ends it. */
export function append(tree: Tree, path: string, code: string): Tree {
  return tree.with({ [path]: tree.text(path) + code });
}

export function replace(tree: Tree, path: string, from: string, to: string): Tree {
  const text = tree.text(path);
  if (!text.includes(from)) throw new RangeError(`Cannot mutate ${path} as it does not hold ${from}`);
  return tree.with({ [path]: text.replaceAll(from, to) });
}

/** The specifier by which one file imports another. */
export function specifier(from: string, to: string): string {
  return `${"../".repeat(from.split("/").length - 1) || "./"}${to}`;
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
