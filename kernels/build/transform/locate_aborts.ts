import type { AuthorProgram } from "./author_program.ts";
import { type AscNode, KIND, make, mapChildren, nameOf, positionOf } from "./syntax.ts";

/** Has the author's `abort()` and `abort(message)` say where they stand, as asc does with `throw` and `assert`. */
export function locateAborts(program: AuthorProgram): void {
  for (const source of program.sources) {
    if (!program.find(source, "abort")) source.statements.forEach(locate);
  }
}

function locate(node: AscNode): AscNode {
  mapChildren(node, locate);
  if (node.kind !== KIND.call || nameOf(node.expression) !== "abort" || node.args.length > 1) return node;
  const { file, line, column } = positionOf(node);
  if (node.args.length === 0) node.args.push(make.string("aborted", node));
  node.args.push(make.string(file, node), make.integer(line, node), make.integer(column, node));
  return node;
}
