import { type KernelSignature, sliceElement } from "../../../engine/wasm/kernel_sections.ts";
import type { Requirement } from "../../../engine/wasm/requirements.ts";
import { type AscNode, bare, isAssignment, isStep, KIND, mapChildren, nameOf, TOKEN } from "./syntax.ts";

/** What leaves a loop, or a kernel, before its end. */
const EXITS: ReadonlySet<number> = new Set([KIND.break, KIND.continue, KIND.return, KIND.throw]);

/** What may be left out, so that what stands in it says nothing of every element. */
const CONDITIONAL: ReadonlySet<number> = new Set([
  KIND.do,
  KIND.for,
  KIND.forOf,
  KIND.function,
  KIND.functionDeclaration,
  KIND.switch,
  KIND.try,
  KIND.while,
]);

/**
 * What a kernel over a range shows that it needs. It has a loop `for (let i = from; i < to; i++)` among its own statements,
 * with nothing before it or in it that could leave it early, and in every turn of that it takes `s[i]` of a slice: then
 * `s` has at least `to` elements. Nothing else is taken for granted: an element behind a
 * condition, or at another index, tells nothing.
 */
export function loopRequirements(fn: AscNode, { kind, params }: KernelSignature): Requirement[] {
  if (kind !== "range" && kind !== "reducer") return [];
  const [from, to] = params.slice(-2).map(({ name }) => name) as [string, string];
  const slices = params.filter(({ type }) => sliceElement(type) !== undefined).map(({ name }) => name);
  const needed = new Set<string>();
  for (const statement of fn.body.statements as AscNode[]) {
    const index = statement.kind === KIND.for ? indexOver(statement, from, to) : undefined;
    if (has(statement, ({ kind }) => EXITS.has(kind))) break;
    if (index === undefined) continue;
    const names = [index, from, to, ...slices];
    if (has(fn.body, (node) => changes(node, statement, names))) break;
    collect(statement.body, index, slices, needed);
  }
  return [...needed].map((slice): Requirement => `${slice}>=${to}`);
}

/** The name that counts from `from` to `to` in a loop; `undefined` if none does. */
function indexOver(
  { initializer, condition, incrementor }: AscNode,
  from: string,
  to: string,
): string | undefined {
  if (initializer?.kind !== KIND.variable || condition?.kind !== KIND.binary || !incrementor) {
    return undefined;
  }
  const index = nameOf(condition.left);
  const starts = initializer.declarations.some(({ name, initializer }: AscNode) =>
    name.text === index && initializer && nameOf(bare(initializer)) === from
  );
  const ends = condition.operator === TOKEN.lessThan && nameOf(condition.right) === to;
  const steps = incrementor.operator === TOKEN.plusPlus && nameOf(incrementor.operand) === index;
  return starts && ends && steps ? index : undefined;
}

/** Whether a node sets one of the names, or declares it anew, but for the loop's own steps. */
function changes(node: AscNode, loop: AscNode, names: readonly string[]): boolean {
  if (node === loop.incrementor || loop.initializer.declarations.includes(node)) return false;
  const changed = isAssignment(node) || isStep(node)
    ? nameOf(bare(node.left ?? node.operand))
    : node.kind === KIND.variableDeclaration
    ? node.name.text
    : undefined;
  return changed !== undefined && names.includes(changed);
}

/** Adds the slices that are indexed by `index` whenever the node is evaluated. */
function collect(node: AscNode, index: string, slices: readonly string[], needed: Set<string>): void {
  const { kind } = node;
  if (CONDITIONAL.has(kind)) return;
  const isChoice = kind === KIND.if || kind === KIND.ternary;
  const isShort = kind === KIND.binary && (node.operator === TOKEN.and || node.operator === TOKEN.or);
  if (isChoice) return collect(node.condition, index, slices, needed);
  if (isShort) return collect(node.left, index, slices, needed);
  if (kind === KIND.elementAccess && nameOf(bare(node.elementExpression)) === index) {
    const slice = nameOf(bare(node.expression));
    if (slice !== undefined && slices.includes(slice)) needed.add(slice);
  }
  mapChildren(node, (child) => (collect(child, index, slices, needed), child));
}

/** Whether a node, or one below it, is such. */
function has(node: AscNode, test: (node: AscNode) => boolean): boolean {
  if (test(node)) return true;
  let found = false;
  mapChildren(node, (child) => (found ||= has(child, test), child));
  return found;
}
