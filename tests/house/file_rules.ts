import type { Exception, Rule } from "./rule.ts";
import type { Tree } from "./tree.ts";

export const MAX_LINES: number = 400;
/** A file of so many lines is short, and so many in a hundred may be. */
export const SHORT_LINES: number = 20;
const MAX_SHORT_PERCENT = 10;

/** Files of one name, each group with the reason why no other name would do. */
const SAME_NAMES: readonly Exception[] = [];

export const FILE_RULES: readonly Rule[] = [
  { name: `no file has more than ${MAX_LINES} lines`, violations: longFiles },
  { name: `less than ${MAX_SHORT_PERCENT} % of the engine's files are short`, violations: shortFiles },
  {
    name: "no two files of the engine, and no two of kernels/, bear one name",
    violations: (tree) => sameNames(tree),
  },
  { name: "no file names a folder of somebody's machine", violations: machinePaths },
];

/** The hand-written files of the engine. */
export function engineFiles(tree: Tree): string[] {
  return tree.files(/^engine\/.*\.ts$/);
}

export function lineCount(text: string): number {
  return text.split("\n").length - 1;
}

function longFiles(tree: Tree): string[] {
  return tree.files(/\.ts$/).map((path) => ({ path, lines: lineCount(tree.text(path)) }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${MAX_LINES}`);
}

function shortFiles(tree: Tree): string[] {
  const files = engineFiles(tree);
  const short = files.filter((path) => lineCount(tree.text(path)) <= SHORT_LINES);
  if (short.length * 100 < files.length * MAX_SHORT_PERCENT) return [];
  return [`engine/ has ${short.length} files of ${SHORT_LINES} lines or fewer among ${files.length}`];
}

export function sameNames(tree: Tree, allowed: readonly Exception[] = SAME_NAMES): string[] {
  const groups = [engineFiles(tree), tree.files(/^(kernels\/.*|[^/]+)\.ts$/)].flatMap((paths) =>
    [...Map.groupBy(paths.filter((path) => !standsIn(path)), nameOf).values()].filter(({ length }) =>
      length > 1
    )
  ).map((paths) => paths.join(" and "));
  const listed = allowed.map(({ files }) => [...files].sort().join(" and "));
  return [
    ...groups.filter((group) => !listed.includes(group)).map((group) => `one name is borne by ${group}`),
    ...listed.filter((group) => !groups.includes(group))
      .map((group) => `the list of same names has files that are gone or alone: ${group}`),
  ];
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The AssemblyScript in `inline/` bears the names of the files in whose places it stands. */
function standsIn(path: string): boolean {
  return /\/inline\/[^/]+\.as\.ts$/.test(path);
}

function machinePaths(tree: Tree): string[] {
  return tree.files(/(\.(ts|md|json|txt)|\/run)$/).flatMap((path) => {
    const match = /(?<![\w.-])\/(work|root|home|Users)\/\S*/.exec(tree.text(path));
    return match === null ? [] : [`${path} names ${match[0]}`];
  });
}
