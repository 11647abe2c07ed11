import ts from "npm:typescript@5.9.3";
import { parse, perText } from "./references.ts";
import type { Rule } from "./rule.ts";
import { joined, type Tree } from "./tree.ts";

export const DOCS_RULES: readonly Rule[] = [
  { name: "mod.ts documents every export, and what is no type with an example", violations: undocumented },
];

function undocumented(tree: Tree): string[] {
  return [...exportsOf(tree, "mod.ts")].flatMap(([name, declarations]) => {
    const docs = declarations.flatMap(docsOf);
    const isType = declarations.every((node) =>
      ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
    );
    if (!docs.some(({ comment }) => ts.getTextOfJSDocComment(comment)?.trim())) {
      return [`mod.ts exports ${name} without a comment`];
    }
    const hasExample = docs.some(({ tags }) => tags?.some(({ tagName }) => tagName.text === "example"));
    return isType || hasExample ? [] : [`mod.ts exports ${name} without an @example`];
  });
}

/** The declarations behind each name that a module exports. */
function exportsOf(tree: Tree, path: string): Map<string, readonly ts.Statement[]> {
  const found = new Map<string, readonly ts.Statement[]>();
  if (!tree.has(path)) return found;
  const { statements } = parse(tree.text(path));
  const here = declarationsIn(tree.text(path));
  for (const statement of statements) {
    if (!ts.isExportDeclaration(statement)) continue;
    const { moduleSpecifier, exportClause } = statement;
    const from = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
      ? exportsOf(tree, joined(path, moduleSpecifier.text))
      : here;
    if (exportClause === undefined) {
      for (const [name, declarations] of from) found.set(name, declarations);
    } else if (ts.isNamedExports(exportClause)) {
      for (const { name, propertyName } of exportClause.elements) {
        found.set(name.text, from.get((propertyName ?? name).text) ?? []);
      }
    }
  }
  for (const [name, declarations] of here) if (declarations.some(isExported)) found.set(name, declarations);
  return found;
}

const declarationsIn = perText((text) => {
  const found = new Map<string, ts.Statement[]>();
  for (const statement of parse(text).statements) {
    for (const name of namesOf(statement)) found.set(name, [...found.get(name) ?? [], statement]);
  }
  return found;
});

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => ts.isIdentifier(name) ? name.text : "");
  }
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function docsOf(statement: ts.Statement): ts.JSDoc[] {
  return ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
}
