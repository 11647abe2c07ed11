import { type KernelSignature, sliceElement } from "../../../engine/wasm/kernel_sections.ts";
import {
  foldFormula,
  type Requirement,
  requirementParts,
  UNMET_IMPORT,
} from "../../../engine/wasm/requirements.ts";
import { type AscNode, make } from "./syntax.ts";

const DECLARATIONS = `
// @ts-ignore: decorator
@external("env", "${UNMET_IMPORT}")
declare function ${UNMET_IMPORT}(kernel: i32, param: i32, least: f64, received: f64): void;
`;

/** Has a kernel check what it requires, before all else. */
export function insertCheck(fn: AscNode, { name, params }: KernelSignature): void {
  const args = params.map((param) => {
    const value = make.name(param.name, fn);
    return sliceElement(param.type) === undefined ? value : make.property(value, "length", fn);
  });
  fn.body.statements.unshift(make.statement(make.call(checkName(name), args, fn)));
}

/**
 * AssemblyScript for the functions that check what kernels require: once a call, all of it before the first element is
 * touched. They count in 64-bit floats, as no product of sizes overflows there. What goes without saying is checked as
 * well: a range begins at 0 or later and does not end before it begins, and what is multiplied is not negative.
 */
export function requirementChecks(kernels: readonly KernelSignature[]): string {
  const checks = kernels.map((kernel, number) => {
    const { name, params, requires } = kernel;
    if (!requires) return "";
    const declared = params.map(({ name, type }) =>
      `${name}: ${sliceElement(type) === undefined ? type : "i32"}`
    );
    const lines = [...withoutSaying(kernel), ...requires].map((requirement) => {
      const [wanted, formula] = requirementParts(requirement);
      const least = foldFormula(formula, (token) => `<f64>${token}`, join);
      const received = `<f64>${wanted}`;
      const param = params.findIndex(({ name }) => name === wanted);
      return `  if (!(${received} >= ${least})) ${UNMET_IMPORT}(${number}, ${param}, ${least}, ${received});`;
    });
    return `// @ts-ignore: decorator
@global
export function ${checkName(name)}(${declared.join(", ")}): void {
${lines.join("\n")}
}
`;
  });
  return DECLARATIONS + checks.join("");
}

function withoutSaying({ kind, params, requires = [] }: KernelSignature): Requirement[] {
  const [from, to] = kind === "range" || kind === "reducer" ? params.slice(-2) : [];
  const range: Requirement[] = from && to ? [`${from.name}>=0`, `${to.name}>=${from.name}`] : [];
  const factors = new Set(requires.flatMap((one) => operands(one, "*")));
  const numbers = params.filter(({ name, type }) => sliceElement(type) === undefined && factors.has(name));
  return [...range, ...numbers.filter((param) => param !== to).map(({ name }): Requirement => `${name}>=0`)];
}

/** The operands of an operator in a requirement that are one name or integer each. */
export function operands(requirement: Requirement, wanted: "*" | "/"): string[] {
  const found: string[] = [];
  foldFormula<string>(requirementParts(requirement)[1], (token) => token, (operator, left, right) => {
    if (operator === "*" && wanted === "*") found.push(left);
    if (operator === wanted) found.push(right);
    return "";
  });
  return found;
}

function checkName(kernel: string): string {
  return `__require_${kernel}`;
}

function join(operator: string, left: string, right: string): string {
  if (operator === "min" || operator === "max") return `${operator}<f64>(${left}, ${right})`;
  return operator === "/" ? `floor<f64>(${left} / ${right})` : `(${left} ${operator} ${right})`;
}
