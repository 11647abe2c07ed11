import { cycleOf, graphOf, importsOf, knotsOf, libraryFiles, reach } from "./graph.ts";
import { isIn, MAP_FILE, readMap, type Row, rowOf } from "./map.ts";
import type { ReferenceKind } from "./references.ts";
import type { Exception, Rule } from "./rule.ts";
import type { Tree } from "./tree.ts";

const ANY: readonly ReferenceKind[] = ["value", "type", "dynamic", "named"];

/** All files of each circle of types that may be, with the reason why none of them can do without the others. */
const TYPE_CYCLES: readonly Exception[] = [
  {
    files: [
      "engine/process/children.ts",
      "engine/process/launcher.ts",
      "engine/process/process_class.ts",
    ],
    reason:
      "A class, the table of its started objects, and what starts one: the last two name the class as a type.",
  },
];

/** Files of the engine that no entry leads to, each with the reason why it is there. */
const UNREACHED: readonly Exception[] = [];

export const IMPORT_RULES: readonly Rule[] = [
  { name: "the map and the folders agree", violations: mapViolations },
  { name: "an import runs downward", violations: floorViolations },
  { name: "a floor that lists its imports has no others", violations: listViolations },
  { name: "no values are imported in a circle", violations: valueCycles },
  { name: "no types are imported in a circle, but for a few", violations: (tree) => typeCycles(tree) },
  { name: "no entry of the library leads to a package", violations: packages },
  { name: "packages are pinned", violations: loosePackages },
  { name: "TypeScript that AssemblyScript reads imports nothing", violations: sharedSources },
  { name: "every file of the engine is reached", violations: (tree) => unreachedFiles(tree) },
];

function mapViolations(tree: Tree): string[] {
  const rows = readMap(tree);
  const missing = rows.filter(({ exists }) => !exists)
    .map(({ name }) => `${MAP_FILE}: the map names ${name}, which does not exist`);
  const twice = rows.filter((row, place) => rows.findIndex(({ path }) => path === row.path) !== place)
    .map(({ name }) => `${MAP_FILE}: the map names ${name} twice`);
  const homeless = libraryFiles(tree).filter((path) => rowOf(rows, path) === undefined)
    .map((path) => `${path} stands on no floor: the map of ${MAP_FILE} names neither it nor its folder`);
  return [...missing, ...twice, ...homeless];
}

function floorViolations(tree: Tree): string[] {
  const rows = readMap(tree);
  return importsOf(tree).flatMap(({ from, to, line, kind }) => {
    if (to === undefined || kind === "named") return [];
    const [own, other] = [rowOf(rows, from), rowOf(rows, to)];
    if (own === undefined || own === other) return [];
    if (other === undefined) return [`${from}:${line} imports ${to}, which stands on no floor`];
    return other.floor > own.floor ? [`${from}:${line} imports ${to}, a floor above its own`] : [];
  });
}

function listViolations(tree: Tree): string[] {
  const rows = readMap(tree);
  const limited = rows.filter((row): row is Row & { only: readonly string[] } => row.only !== undefined);
  return importsOf(tree).flatMap(({ from, to, line, kind }) => {
    const row = limited.find(({ path }) => isIn(path, from));
    if (to === undefined || kind === "named" || row === undefined) return [];
    if ([row.path, ...row.only].some((place) => isIn(place, to))) return [];
    return [`${from}:${line} imports ${to}, which is not on the list of ${row.name} in the map`];
  });
}

function valueCycles(tree: Tree): string[] {
  const graph = graphOf(tree, ["value"]);
  return knotsOf(graph).map((knot) => `values go in a circle: ${cycleOf(graph, knot).join(" → ")}`);
}

export function typeCycles(tree: Tree, allowed: readonly Exception[] = TYPE_CYCLES): string[] {
  const ofValues = knotsOf(graphOf(tree, ["value"])).map(String);
  const graph = graphOf(tree, ["value", "type"]);
  const knots = knotsOf(graph).filter((knot) => !ofValues.includes(String(knot)));
  const listed = allowed.map(({ files }) => String([...files].sort()));
  const unlisted = knots.filter((knot) => !listed.includes(String(knot)))
    .map((knot) => `types go in a circle of ${knot.length} files: ${cycleOf(graph, knot).join(" → ")}`);
  const stale = listed.filter((files) => !knots.map(String).includes(files))
    .map((files) => `the list of type cycles names files that are in no circle of their own: ${files}`);
  return [...unlisted, ...stale];
}

function packages(tree: Tree): string[] {
  const reached = reach(graphOf(tree, ANY), ["mod.ts", "edge.ts"]);
  return importsOf(tree).filter(({ from, to, specifier }) =>
    reached.has(from) && to === undefined && isPackage(from, specifier)
  ).map(({ from, line, specifier }) => `${from}:${line} imports ${specifier}, and an entry leads there`);
}

/** Whether the specifier leads to what has to be fetched. Those of AssemblyScript lead to its own library. */
function isPackage(from: string, specifier: string): boolean {
  return !from.endsWith(".as.ts") && !/^(\.{0,2}\/|node:|data:|blob:)/.test(specifier);
}

function loosePackages(tree: Tree): string[] {
  const pinned = /^npm:(@[^@/]+\/)?[^@/]+@\d+\.\d+\.\d+(\/|$)/;
  return importsOf(tree).filter(({ from, to, specifier }) =>
    to === undefined && isPackage(from, specifier) && !pinned.test(specifier)
  ).map(({ from, line, specifier }) => `${from}:${line} imports ${specifier}, which names no exact version`);
}

function sharedSources(tree: Tree): string[] {
  const imports = importsOf(tree);
  const shared = new Set(
    imports.filter(({ from, to }) => from.endsWith(".as.ts") && to?.endsWith(".as.ts") === false)
      .map(({ to }) => to!),
  );
  return imports.filter(({ from }) => shared.has(from))
    .map(({ from, line, specifier }) =>
      `${from}:${line} imports ${specifier}, but AssemblyScript reads it and knows no TypeScript`
    );
}

export function unreachedFiles(tree: Tree, allowed: readonly Exception[] = UNREACHED): string[] {
  const reached = reach(graphOf(tree, ANY), entriesOf(tree));
  const files = tree.files(/^engine\/.*\.ts$/);
  const listed = allowed.flatMap(({ files }) => files);
  const unreached = files.filter((path) => !reached.has(path) && !listed.includes(path))
    .map((path) => `${path} is imported by nothing that an entry leads to`);
  const stale = listed.filter((path) => !files.includes(path) || reached.has(path))
    .map((path) => `the list of unreached files names ${path}, which is reached or gone`);
  return [...unreached, ...stale];
}

/** Where reading begins: what is exported, the commands, the public list of kernels, and the roots of AssemblyScript. */
function entriesOf(tree: Tree): string[] {
  return [
    ...Object.values(tree.config.exports).map((path) => path.slice(2)),
    ...tree.files(/^(kernels\/)?[^/]+(?<!\.as)\.ts$/),
    ...tree.files(/\.as\.ts$/).filter(isAssemblyRoot),
  ];
}

/** A folder's root bears the folder's name. The files of `inline/` stand in the places of those around it. */
function isAssemblyRoot(path: string): boolean {
  const [folder, name] = path.split("/").slice(-2);
  return folder === "inline" || name === `${folder}.as.ts`;
}
