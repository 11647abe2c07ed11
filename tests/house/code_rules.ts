import ts from "npm:typescript@5.9.3";
import { freeNames } from "./free_names.ts";
import { isIn } from "./map.ts";
import { bare, lineOf, parse, perText } from "./references.ts";
import type { Rule } from "./rule.ts";
import type { Tree } from "./tree.ts";

/** Where Atomics may be called: one room of the engine, and what is no part of the library. */
const ATOMICS: readonly string[] = ["engine/atomics/", "tests/", "bench/"];
/** The engine's places that may ask the runtime: the others ask these. */
const RUNTIME: readonly string[] = [
  "engine/platform/",
  "engine/platform.ts",
  "engine/backend/",
  "engine/threads/",
  "engine/boot.ts",
];
/** The engine's rooms that may read the shared memories word by word: the others have typed views. */
const WORDS: readonly string[] = ["engine/core/", "engine/memory/", "engine/atomics/"];
/** The names that the arrays over the shared memories have. */
const WORD_ARRAYS: readonly string[] = ["words", "doubles", "controlBytes", "dataWords"];

export const CODE_RULES: readonly Rule[] = [
  { name: "Atomics is called in engine/atomics only", violations: atomicsViolations },
  { name: "the runtime is asked in few places", violations: runtimeViolations },
  { name: "the shared memories have typed views", violations: wordViolations },
];

function atomicsViolations(tree: Tree): string[] {
  return codeOutside(tree, /\.ts$/, ATOMICS).flatMap((path) =>
    freeNames(tree.text(path)).filter(({ name }) => name === "Atomics")
      .map(({ line }) => `${path}:${line} uses Atomics, outside of engine/atomics/`)
  );
}

function runtimeViolations(tree: Tree): string[] {
  return codeOutside(tree, /^engine\/.*\.ts$/, RUNTIME).flatMap((path) => {
    const globals = freeNames(tree.text(path)).filter(({ name }) => name === "Deno" || name === "process");
    const modules = tree.imports(path).filter(({ specifier }) => specifier.startsWith("node:"));
    return [...globals, ...modules.map(({ specifier, line }) => ({ name: specifier, line }))]
      .map(({ name, line }) => `${path}:${line} uses ${name}, outside of the places that know the runtime`);
  });
}

/** The rule sees an element of an array that bears one of the names, however the index is computed. */
function wordViolations(tree: Tree): string[] {
  return codeOutside(tree, /^engine\/.*(?<!\.as)\.ts$/, WORDS).flatMap((path) =>
    wordAccesses(tree.text(path)).map(({ name, line }) =>
      `${path}:${line} reads or writes an element of "${name}", which a typed view of engine/memory/ is for`
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

function codeOutside(tree: Tree, pattern: RegExp, places: readonly string[]): string[] {
  return tree.files(pattern).filter((path) => !places.some((place) => isIn(place, path)));
}
