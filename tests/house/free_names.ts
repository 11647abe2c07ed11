import ts from "npm:typescript@5.9.3";
import { bare, lineOf, parse, perText } from "./references.ts";

/** A use of a name that the file does not declare around it: a global's. */
export interface FreeName {
  readonly name: string;
  readonly line: number;
}

/** Names of the global object. */
const GLOBAL_OBJECTS: readonly string[] = ["globalThis", "self", "window", "global"];

/**
 * Every use of a global in a text, by its name or as a property of the global object. Syntax alone decides, so a property of
 * another object, a key and a member are no uses, and a name is declared for all of the block that declares it.
 */
export const freeNames: (text: string) => readonly FreeName[] = perText((text) => {
  const source = parse(text);
  const scopes = scopesOf(source);
  const found: FreeName[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isIdentifier(node) && isUse(node) && !isDeclared(scopes, node)
      ? node.text
      : globalProperty(node);
    if (name !== undefined) found.push({ name, line: lineOf(source, node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
});

/** The parts of a file in which a name is declared, by names. */
type Scopes = ReadonlyMap<string, ReadonlySet<ts.Node>>;

function scopesOf(source: ts.SourceFile): Scopes {
  const scopes = new Map<string, Set<ts.Node>>();
  const visit = (node: ts.Node): void => {
    const name = declaredName(node);
    if (name !== undefined) {
      if (!scopes.has(name)) scopes.set(name, new Set());
      // A function's or a class's own name is known around it and in it.
      scopes.get(name)!.add(scopeAround(node.parent));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return scopes;
}

function declaredName(node: ts.Node): string | undefined {
  const declares = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportClause(node) ||
    ts.isImportSpecifier(node) || ts.isNamespaceImport(node) || ts.isEnumDeclaration(node) ||
    ts.isTypeParameterDeclaration(node);
  return declares && node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

function scopeAround(node: ts.Node): ts.Node {
  const isScope = ts.isSourceFile(node) || ts.isBlock(node) || ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isCatchClause(node) || ts.isForStatement(node) || ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isCaseBlock(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  return isScope ? node : scopeAround(node.parent);
}

function isDeclared(scopes: Scopes, { text, parent }: ts.Identifier): boolean {
  const known = scopes.get(text);
  if (known === undefined) return false;
  for (let node: ts.Node | undefined = parent; node !== undefined; node = node.parent) {
    if (known.has(node)) return true;
  }
  return false;
}

/** Whether the identifier stands for a value or a type, and is not the name of a property, a member or a declaration. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isExportSpecifier(parent)) {
    return parent.parent.parent.moduleSpecifier === undefined &&
      (parent.propertyName ?? parent.name) === node;
  }
  const named = parent as { readonly name?: ts.Node };
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isImportSpecifier(parent) || ts.isLabeledStatement(parent) || ts.isMetaProperty(parent)) {
    return false;
  }
  return named.name !== node;
}

/** The name that `globalThis.NAME`, `globalThis["NAME"]` or `const { NAME } = globalThis` speaks of. */
function globalProperty(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return isGlobal(node.expression) ? node.name.text : undefined;
  if (ts.isElementAccessExpression(node)) {
    const key = node.argumentExpression;
    return isGlobal(node.expression) && ts.isStringLiteralLike(key) ? key.text : undefined;
  }
  if (!ts.isBindingElement(node) || !ts.isVariableDeclaration(node.parent.parent)) return undefined;
  const { initializer } = node.parent.parent;
  const key = node.propertyName ?? node.name;
  return initializer !== undefined && isGlobal(initializer) && ts.isIdentifier(key) ? key.text : undefined;
}

function isGlobal(expression: ts.Expression): boolean {
  const object = bare(expression);
  return ts.isIdentifier(object) && GLOBAL_OBJECTS.includes(object.text);
}
