import { Node } from "npm:assemblyscript@0.28.20";
import type { FunctionSyntax, SyntaxNode } from "./signature_of.ts";

const SLICE = /^(?:Readonly)?Slice$/;

/** The local that holds the length of the slice called `name`. */
function lengthOf(name: string): string {
  return `${name}$length`;
}

// deno-lint-ignore no-explicit-any -- asc's nodes, whose classes are many
type AnyNode = any;

/**
 * Has a function take each of its slices as two locals, the address and the number of elements, and rewrites what is done
 * with them in its body: `s.length` becomes the second, and a call that passes `s` passes both.
 */
export function lowerSlices(fn: FunctionSyntax & SyntaxNode): void {
  const { signature, body } = fn as AnyNode;
  const slices = new Set<string>();
  signature.parameters = signature.parameters.flatMap((parameter: AnyNode) => {
    if (!SLICE.test(parameter.type.name?.identifier.text ?? "")) return [parameter];
    const { text } = parameter.name;
    slices.add(text);
    const { range } = parameter;
    const i32 = AnyNodeFactory.createNamedType(
      AnyNodeFactory.createSimpleTypeName("i32", range),
      [],
      false,
      range,
    );
    const length = AnyNodeFactory.createIdentifierExpression(lengthOf(text), range);
    return [parameter, AnyNodeFactory.createParameter(0, length, i32, null, range)];
  });
  if (slices.size > 0) rewrite(body, slices);
}

const AnyNodeFactory = Node as AnyNode;

function rewrite(node: AnyNode, slices: ReadonlySet<string>): AnyNode {
  const name = node.expression?.text;
  if (node.property?.text === "length" && slices.has(name)) {
    return AnyNodeFactory.createIdentifierExpression(lengthOf(name), node.range);
  }
  for (const key of Object.keys(node)) {
    if (key === "range") continue;
    const child = node[key];
    if (Array.isArray(child)) {
      node[key] = child.flatMap((item) => {
        if (!(item instanceof Node)) return [item];
        const rewritten = rewrite(item, slices);
        const text = (item as AnyNode).text;
        if (key === "args" && slices.has(text)) {
          return [rewritten, AnyNodeFactory.createIdentifierExpression(lengthOf(text), item.range)];
        }
        return [rewritten];
      });
    } else if (child instanceof Node) node[key] = rewrite(child, slices);
  }
  return node;
}
