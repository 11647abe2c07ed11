import { type AscNode, FLAG, KIND, LITERAL, make, mapChildren, TOKEN } from "./syntax.ts";

/**
 * Takes away what instances of a module would share behind the author's back. asc keeps two kinds of scratch memory among the
 * static data, where all workers write it at once: the buffer in which a float is formatted, and the array of parts of each
 * template literal. The buffer becomes an allocation of each instance, the templates become concatenations.
 *
 * @throws {TypeError} If asc's library does not have the buffer where it is expected.
 */
export function unshareStd(sources: readonly AscNode[]): void {
  const number = sources.find(({ normalizedPath }) => normalizedPath === "~lib/util/number.ts");
  if (number) unshareFloatBuffer(number);
  for (const source of sources) source.statements.forEach(unshareTemplates);
}

function unshareFloatBuffer(source: AscNode): void {
  const buffer = source.statements.filter(({ kind }: AscNode) => kind === KIND.variable)
    .flatMap(({ declarations }: AscNode) => declarations)
    .find(({ name }: AscNode) => name.text === "dtoa_buf");
  const initializer = buffer?.initializer;
  if (initializer?.kind !== KIND.call || initializer.expression.property?.text !== "data") {
    throw new TypeError(
      "Cannot give each worker its own buffer for formatting floats: asc's library has changed",
    );
  }
  // Allocated by the start function, so before the arena's mark. @inline wants a constant.
  buffer.initializer = make.call("__alloc", initializer.args, buffer);
  buffer.decorators = buffer.decorators.filter(({ name }: AscNode) => name.text !== "inline");
  buffer.flags &= ~FLAG.const;
  buffer.flags |= FLAG.let;
}

/** `a${x}b${y}` becomes `a${x}` + `b${y}`, in the forms that asc compiles to plain concatenations. */
function unshareTemplates(node: AscNode): AscNode {
  mapChildren(node, unshareTemplates);
  if (node.kind !== KIND.literal || node.literalKind !== LITERAL.template || node.tag) return node;
  const { parts, expressions } = node;
  if (expressions.length === 0) return node;
  const operands = expressions.flatMap((expression: AscNode, i: number) => [
    ...(parts[i] ? [make.string(parts[i], node)] : []),
    make.template(expression, expression),
  ]);
  if (parts.at(-1)) operands.push(make.string(parts.at(-1), node));
  return make.parenthesized(
    operands.reduce((left: AscNode, right: AscNode) => make.binary(left, TOKEN.plus, right, node)),
    node,
  );
}
