import ts from "npm:typescript@5.9.3";

/**
 * How a file refers to another module:
 *
 * - `value`: an import or a re-export that is there at run time, or is made for its effects
 * - `type`: an import, a re-export or an `import("…").X` of types alone
 * - `dynamic`: a call of `import()`
 * - `named`: the address alone, by `new URL("…", import.meta.url)` or `import.meta.resolve("…")`, or by an `import()`
 *   that is never run
 */
export type ReferenceKind = "value" | "type" | "dynamic" | "named";

export interface Reference {
  readonly kind: ReferenceKind;
  readonly specifier: string;
  readonly line: number;
}

/** Calls `compute` once for each text: trees that differ in a few files share the rest of the work. */
export function perText<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, { value: T }>();
  return (text) => {
    let entry = known.get(text);
    if (entry === undefined) known.set(text, entry = { value: compute(text) });
    return entry.value;
  };
}

/** The syntax tree of a TypeScript text. Its types are not checked. */
export const parse: (text: string) => ts.SourceFile = perText((text) =>
  ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
);

/** Every reference that a TypeScript text makes to a module, in the order of the text. */
export const referencesOf: (text: string) => readonly Reference[] = perText((text) => {
  const source = parse(text);
  const found: Reference[] = [];
  const visit = (node: ts.Node): void => {
    const reference = referenceOf(node);
    if (reference !== undefined) found.push({ ...reference, line: lineOf(source, node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
});

/** The line of a node, counted from 1. */
export function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** The expression inside of parentheses, `as`, `satisfies` and `!`. */
export function bare(node: ts.Expression): ts.Expression {
  const wrapped = ts.isParenthesizedExpression(node) || ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node);
  return wrapped ? bare(node.expression) : node;
}

type Found = Omit<Reference, "line"> | undefined;

function referenceOf(node: ts.Node): Found {
  if (ts.isImportDeclaration(node)) {
    return reference(node.moduleSpecifier, importsTypes(node.importClause) ? "type" : "value");
  }
  if (ts.isExportDeclaration(node)) {
    return reference(node.moduleSpecifier, exportsTypes(node) ? "type" : "value");
  }
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? reference(node.argument.literal, "type") : undefined;
  }
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments;
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      return reference(first, isNeverRun(node) ? "named" : "dynamic");
    }
    return isImportMeta(node.expression, "resolve") ? reference(first, "named") : undefined;
  }
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "URL") {
    const [first, base] = node.arguments ?? [];
    const named = base !== undefined && isImportMeta(base, "url") ? reference(first, "named") : undefined;
    // A URL needs no `./` where a specifier would be a package's without it.
    return named && !/^(\.|\/|\w+:)/.test(named.specifier)
      ? { ...named, specifier: `./${named.specifier}` }
      : named;
  }
  return undefined;
}

function reference(specifier: ts.Node | undefined, kind: ReferenceKind): Found {
  return specifier !== undefined && ts.isStringLiteralLike(specifier)
    ? { kind, specifier: specifier.text }
    : undefined;
}

/** Whether all that the clause imports are types. */
function importsTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  return name === undefined && namedBindings !== undefined && ts.isNamedImports(namedBindings) &&
    areTypes(namedBindings.elements);
}

function exportsTypes({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  return isTypeOnly ||
    exportClause !== undefined && ts.isNamedExports(exportClause) && areTypes(exportClause.elements);
}

function areTypes(elements: readonly { readonly isTypeOnly: boolean }[]): boolean {
  return elements.length > 0 && elements.every(({ isTypeOnly }) => isTypeOnly);
}

/** Whether the expression is `import.meta.NAME`. */
function isImportMeta(node: ts.Expression, name: string): boolean {
  return ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression) && node.name.text === name;
}

/** Whether the call stands behind `false &&`: it tells a bundler or Deno about a module without loading it. */
function isNeverRun(call: ts.CallExpression): boolean {
  const { parent } = call;
  return ts.isBinaryExpression(parent) && parent.right === call &&
    parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
    parent.left.kind === ts.SyntaxKind.FalseKeyword;
}
