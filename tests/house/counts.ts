/** Prints how large the engine is and how it hangs together: `deno run -A tests/house/counts.ts`. */
import { engineFiles, lineCount, SHORT_LINES } from "./file_rules.ts";
import { graphOf, importsOf, knotsOf, reach } from "./graph.ts";
import { readMap, rowOf } from "./map.ts";
import { Tree } from "./tree.ts";

const ROOT = new URL("../../", import.meta.url);

/** A line of what is printed. */
type Count = readonly [what: string, count: number | string];

function fileCounts(tree: Tree): Count[] {
  const sizes = engineFiles(tree).map((path) => ({ path, lines: lineCount(tree.text(path)) }))
    .sort((a, b) => b.lines - a.lines);
  const short = sizes.filter(({ lines }) => lines <= SHORT_LINES).length;
  const longest = sizes[0]!;
  return [
    ["files in engine/, without generated ones", sizes.length],
    [
      `of ${SHORT_LINES} lines or fewer`,
      `${short}, which is ${(100 * short / sizes.length).toFixed(1)} %`,
    ],
    ["the longest file", `${longest.path}, ${longest.lines} lines`],
    ["files with one importer", withOneImporter(tree)],
  ];
}

function withOneImporter(tree: Tree): number {
  const importers = new Map<string, Set<string>>();
  for (const { from, to, kind } of importsOf(tree)) {
    if (to === undefined || kind === "named") continue;
    if (!importers.has(to)) importers.set(to, new Set());
    importers.get(to)!.add(from);
  }
  return engineFiles(tree).filter((path) => importers.get(path)?.size === 1).length;
}

function importCounts(tree: Tree): Count[] {
  const rows = readMap(tree);
  const upward = importsOf(tree).filter(({ from, to, kind }) => {
    if (to === undefined || kind === "named") return false;
    const [own, other] = [rowOf(rows, from), rowOf(rows, to)];
    return own !== undefined && (other === undefined || other.floor > own.floor);
  });
  const ofValues = knotsOf(graphOf(tree, ["value"])).map(String);
  const withTypes = knotsOf(graphOf(tree, ["value", "type"])).map(String);
  return [
    ["imports that run upward", upward.length],
    ["circles of values", ofValues.length],
    ["circles of types alone", withTypes.filter((knot) => !ofValues.includes(knot)).length],
  ];
}

/** `deno info` also counts what only types, workers and the runtime's own modules come from. */
async function moduleCounts(tree: Tree, entry: string): Promise<Count[]> {
  const { modules, redirects = {} } = await denoInfo(entry);
  const graph = new Map(modules.map(({ specifier, dependencies = [] }) => [
    specifier,
    new Set(
      dependencies.filter(({ code, isDynamic }) => code !== undefined && isDynamic !== true)
        .map(({ code }) => redirects[code!.specifier] ?? code!.specifier),
    ),
  ]));
  const loaded = [...reach(graph, [new URL(entry, ROOT).href])];
  return [
    [`modules loaded by ${entry}, by its value imports`, reach(graphOf(tree, ["value"]), [entry]).size],
    [
      `modules loaded by ${entry}, by deno info`,
      `${loaded.filter((href) => href.startsWith(ROOT.href)).length} of ${modules.length} that it lists`,
    ],
  ];
}

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier: string };
      readonly isDynamic?: boolean;
    }[];
  }[];
  readonly redirects?: Readonly<Record<string, string>>;
}

async function denoInfo(entry: string): Promise<Info> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--quiet", "--json", entry],
    cwd: ROOT,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`Cannot ask deno info about ${entry}: ${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout));
}

if (import.meta.main) {
  const tree = Tree.read(ROOT);
  const counts = [
    ...fileCounts(tree),
    ...importCounts(tree),
    ...await moduleCounts(tree, "mod.ts"),
    ...await moduleCounts(tree, "edge.ts"),
  ];
  const width = Math.max(...counts.map(([what]) => what.length));
  for (const [what, count] of counts) console.log(`${what.padEnd(width)}  ${count}`);
}
