import ts from "npm:typescript@5.9.3";
import { OFFSETS } from "../support/control_layout.ts";
import { freeNames } from "./free_names.ts";
import { isIn, type Privilege, readMap, rowOf } from "./map.ts";
import { bare, lineOf, parse, perText } from "./references.ts";
import type { Rule } from "./rule.ts";
import type { Tree } from "./tree.ts";

/** The folders that are no part of the library, and may call Atomics. */
const AROUND: readonly string[] = ["tests/", "bench/"];
/** The names that the arrays over the shared memories have. */
const WORD_ARRAYS: readonly string[] = ["words", "doubles", "controlBytes", "dataWords"];

export const CODE_RULES: readonly Rule[] = [
  { name: "Atomics is called in few places", violations: atomicsViolations },
  { name: "the runtime is asked in few places", violations: runtimeViolations },
  { name: "the shared memories have typed views", violations: wordViolations },
  { name: "offsets are for the core and the typed views", violations: offsetViolations },
];

function atomicsViolations(tree: Tree): string[] {
  return codeWithout("Atomics", tree, /\.ts$/).filter((path) => !AROUND.some((place) => isIn(place, path)))
    .flatMap((path) =>
      freeNames(tree.text(path)).filter(({ name }) => name === "Atomics")
        .map(({ line }) => `${path}:${line} uses Atomics, which its room may not`)
    );
}

function runtimeViolations(tree: Tree): string[] {
  return codeWithout("runtime", tree, /^engine\/.*\.ts$/).flatMap((path) => {
    const globals = freeNames(tree.text(path)).filter(({ name }) => name === "Deno" || name === "process");
    const modules = tree.imports(path).filter(({ specifier }) => specifier.startsWith("node:"));
    return [...globals, ...modules.map(({ specifier, line }) => ({ name: specifier, line }))]
      .map(({ name, line }) => `${path}:${line} uses ${name} of the runtime, which its room may not`);
  });
}

/** The rule sees an element of an array that bears one of the names, however the index is computed. */
function wordViolations(tree: Tree): string[] {
  return codeWithout("words", tree, /^engine\/.*(?<!\.as)\.ts$/).flatMap((path) =>
    wordAccesses(tree.text(path)).map(({ name, line }) =>
      `${path}:${line} reads or writes an element of "${name}", which a typed view is for`
    )
  );
}

const wordAccesses = perText((text) => {
  const source = parse(text);
  const found: { readonly name: string; readonly line: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isElementAccessExpression(node)) {
      const array = bare(node.expression);
      const name = ts.isPropertyAccessExpression(array) ? array.name : array;
      if (ts.isIdentifier(name) && WORD_ARRAYS.includes(name.text)) {
        found.push({ name: name.text, line: lineOf(source, node) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
});

/** The rule sees an offset that is imported by its name, or read from the layout as a whole. */
function offsetViolations(tree: Tree): string[] {
  return codeWithout("words", tree, /^engine\/(?!core\/).*(?<!\.as)\.ts$/).flatMap((path) =>
    offsetUses(tree.text(path)).map(({ name, line }) =>
      `${path}:${line} uses the offset ${name}, which a typed view is for`
    )
  );
}

const offsetUses = perText((text) => {
  const source = parse(text);
  const found: { readonly name: string; readonly line: number }[] = [];
  const layouts: string[] = [];
  const use = (name: string, node: ts.Node): void => {
    if (OFFSETS.has(name)) found.push({ name, line: lineOf(source, node) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && /\/core\/layout\.ts"$/.test(node.moduleSpecifier.getText(source))) {
      const names = node.importClause?.namedBindings;
      if (names !== undefined && ts.isNamespaceImport(names)) layouts.push(names.name.text);
      else names?.elements.forEach((element) => use((element.propertyName ?? element.name).text, element));
    } else if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      if (layouts.includes(node.expression.text)) use(node.name.text, node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
});

/** The files that match, less those of rooms that the map gives a privilege. */
function codeWithout(privilege: Privilege, tree: Tree, pattern: RegExp): string[] {
  const rows = readMap(tree);
  return tree.files(pattern).filter((path) => !rowOf(rows, path)?.mayUse.includes(privilege));
}
