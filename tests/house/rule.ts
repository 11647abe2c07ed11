import type { Tree } from "./tree.ts";

/** A rule of the house, as a sentence, and what a tree has that breaks it: a message for each place. */
export interface Rule {
  readonly name: string;
  readonly violations: (tree: Tree) => string[];
}

/** Files that may break a rule, and why. An exception that is needed no more breaks the rule itself. */
export interface Exception {
  readonly files: readonly string[];
  readonly reason: string;
}
