import { MAP_FILE, readMap } from "./map.ts";
import { perText } from "./references.ts";
import type { Rule } from "./rule.ts";
import { joined, type Tree } from "./tree.ts";

/** A path of a file as it stands in backticks; `*`, `…` and `NAME` stand for any part of a name. */
const FILE: RegExp = /^[\w@.\/*…-]+\.(ts|md|json|py|cpp)$/;
/** Where a Markdown file speaks of this repository only. Elsewhere a file's name may be one of the reader's own. */
const OURS: RegExp = /^(engine|kernels|tests|bench|npm)\//;

export const TEXT_RULES: readonly Rule[] = [
  { name: "every file that a text names exists", violations: missingFiles },
  { name: "every relative link of a Markdown file leads to something", violations: brokenLinks },
  { name: "every room has a README", violations: roomsWithoutReadme },
];

function missingFiles(tree: Tree): string[] {
  return texts(tree).filter((path) => path !== "CHANGELOG.md").flatMap((path) =>
    namedFiles(tree.text(path)).filter((name) => !exists(tree, path, name))
      .map((name) => `${path} names \`${name}\`, which does not exist`)
  );
}

/** The files named in backticks outside of fenced blocks. */
const namedFiles = perText((text) =>
  [...text.replace(/^ *```[\s\S]*?^ *```/gm, "").matchAll(/`([^`\n]+)`/g)]
    .map(([, token]) => token!).filter((token) => FILE.test(token))
);

/**
 * Whether the text may name such a file: one that there is, as a path from the text's folder, the root or `engine/`, or as the
 * name of a single file below the text's folder. Where names may be the reader's own, only those are checked that begin with a
 * folder of the root.
 */
function exists(tree: Tree, text: string, token: string): boolean {
  const name = token.replace(/^\.\//, "");
  const [first, ...rest] = name.split("/");
  const isPath = rest.length > 0;
  if (!OURS.test(text) && !(isPath && first !== ".." && tree.exists(first!))) return true;
  const folder = text.slice(0, text.lastIndexOf("/") + 1);
  const paths = [joined(text, name), name, `engine/${name}`];
  if (/[*…]|NAME/.test(name)) {
    const patterns = paths.map(patternOf);
    return tree.paths().some((path) => patterns.some((pattern) => pattern.test(path)));
  }
  if (paths.some((path) => tree.has(path))) return true;
  return !isPath &&
    tree.paths().filter((path) => path.startsWith(folder) && path.endsWith(`/${name}`)).length === 1;
}

function patternOf(path: string): RegExp {
  const escaped = decodeURI(path).replace(/[.+]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*|…|NAME/g, "[^/]*")}$`);
}

function brokenLinks(tree: Tree): string[] {
  return texts(tree).flatMap((path) =>
    [...tree.text(path).matchAll(/\]\((?!\w+:|#)([^)#]+)/g)].map(([, link]) => link!)
      .filter((link) => !tree.exists(joined(path, link)))
      .map((link) => `${path} links to ${link}, which does not exist`)
  );
}

function roomsWithoutReadme(tree: Tree): string[] {
  const rooms = readMap(tree).filter(({ path, exists }) => exists && /^engine\/.*\/$/.test(path));
  return rooms.filter(({ path }) => !tree.has(`${path}README.md`))
    .map(({ path }) => `${path} is a room without README (see ${MAP_FILE})`);
}

function texts(tree: Tree): string[] {
  return tree.files(/\.md$/);
}
