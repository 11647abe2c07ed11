import { type KernelSignature, sliceElement } from "../../../engine/wasm/kernel_sections.ts";
import { foldFormula, UNMET_IMPORT } from "../../../engine/wasm/requirements.ts";
import { type AscNode, make } from "./syntax.ts";

const DECLARATIONS = `
// @ts-ignore: decorator
@external("env", "${UNMET_IMPORT}")
declare function ${UNMET_IMPORT}(requirement: i32, least: f64, received: f64): void;
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
 * touched. They count in 64-bit floats, as no product of sizes overflows there.
 */
export function requirementChecks(kernels: readonly KernelSignature[]): string {
  let number = 0;
  const checks = kernels.filter(({ requires }) => requires).map(({ name, params, requires }) => {
    const declared = params.map(({ name, type }) =>
      `${name}: ${sliceElement(type) === undefined ? type : "i32"}`
    );
    const lines = requires!.map(([wanted, formula]) => {
      const least = foldFormula(formula, (token) => `<f64>${token}`, join);
      const received = `<f64>${wanted}`;
      return `  if (!(${received} >= ${least})) ${UNMET_IMPORT}(${number++}, ${least}, ${received});`;
    });
    return `// @ts-ignore: decorator
@global
export function ${checkName(name)}(${declared.join(", ")}): void {
${lines.join("\n")}
}
`;
  });
  return checks.length === 0 ? "" : DECLARATIONS + checks.join("");
}

function checkName(kernel: string): string {
  return `__require_${kernel}`;
}

function join(operator: string, left: string, right: string): string {
  if (operator === "min" || operator === "max") return `${operator}<f64>(${left}, ${right})`;
  return operator === "/" ? `floor<f64>(${left} / ${right})` : `(${left} ${operator} ${right})`;
}
