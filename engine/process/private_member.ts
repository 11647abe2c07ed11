import type { AnyClass } from "../task/refs.ts";
import { childrenOf, parseModule } from "../task/syntax_tree.ts";

/**
 * The name of a private member (`#x`) that objects of a class have from it or from a class between it and `base`: the
 * constructor alone can give it to an object. `undefined` if there is none.
 */
export function privateMember(cls: AnyClass, base: AnyClass): string | undefined {
  for (let at = cls; at !== base && at !== null; at = Object.getPrototypeOf(at)) {
    const [statement] = parseModule(`(${Function.prototype.toString.call(at)}\n)`).body;
    if (statement?.type !== "ExpressionStatement" || statement.expression.type !== "ClassExpression") {
      continue;
    }
    for (const member of childrenOf(statement.expression.body)) {
      if (member.type !== "PropertyDefinition" && member.type !== "MethodDefinition") continue;
      if (member.key.type === "PrivateIdentifier" && !member.static) return `#${member.key.name}`;
    }
  }
  return undefined;
}
