import type { ReferenceKind } from "./references.ts";
import type { Import, Tree } from "./tree.ts";

/** The files that each file leads to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The library's files: the entries at the root, `engine/` and `kernels/`, with what is generated there. */
const LIBRARY: RegExp = /^([^/]+|(engine|kernels)\/.*)\.(ts|m?js)$/;

/** Every reference that the library's files make, generated ones included. */
export function importsOf(tree: Tree): readonly Import[] {
  let imports = known.get(tree);
  if (imports === undefined) {
    known.set(
      tree,
      imports = libraryFiles(tree).flatMap((path) => tree.imports(path)),
    );
  }
  return imports;
}

const known = new WeakMap<Tree, readonly Import[]>();

export function libraryFiles(tree: Tree): string[] {
  return tree.paths().filter((path) => LIBRARY.test(path));
}

/** The library's files and where their references of these kinds lead. */
export function graphOf(tree: Tree, kinds: readonly ReferenceKind[]): Graph {
  const graph = new Map(libraryFiles(tree).map((path) => [path, new Set<string>()]));
  for (const { from, to, kind } of importsOf(tree)) {
    if (to !== undefined && kinds.includes(kind) && graph.has(to)) graph.get(from)!.add(to);
  }
  return graph;
}

/** All that can be reached from some files, with these. */
export function reach(graph: Graph, entries: Iterable<string>): Set<string> {
  const reached = new Set(entries);
  // A Set's iterator goes on to what is added during the loop.
  for (const path of reached) for (const next of graph.get(path) ?? []) reached.add(next);
  return reached;
}

/** The groups of files that all lead to one another, each in order: Tarjan's strongly connected components. */
export function knotsOf(graph: Graph): string[][] {
  const indices = new Map<string, number>();
  const lows = new Map<string, number>();
  const stack: string[] = [];
  const waiting = new Set<string>();
  const knots: string[][] = [];
  const visit = (path: string): void => {
    indices.set(path, indices.size);
    lows.set(path, indices.get(path)!);
    stack.push(path);
    waiting.add(path);
    for (const next of graph.get(path)!) {
      if (!indices.has(next)) {
        visit(next);
        lows.set(path, Math.min(lows.get(path)!, lows.get(next)!));
      } else if (waiting.has(next)) lows.set(path, Math.min(lows.get(path)!, indices.get(next)!));
    }
    if (lows.get(path) !== indices.get(path)) return;
    const knot = stack.splice(stack.indexOf(path));
    for (const member of knot) waiting.delete(member);
    if (knot.length > 1 || graph.get(path)!.has(path)) knots.push(knot.sort());
  };
  for (const path of graph.keys()) if (!indices.has(path)) visit(path);
  return knots.sort((a, b) => a[0]! < b[0]! ? -1 : 1);
}

/** The shortest cycle of a knot that begins and ends with its first file. */
export function cycleOf(graph: Graph, knot: readonly string[]): string[] {
  const start = knot[0]!;
  const paths: string[][] = [[start]];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const next of graph.get(path.at(-1)!)!) {
      if (next === start) return [...path, next];
      if (seen.has(next) || !knot.includes(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return [start];
}
