import ts from "npm:typescript@5.9.3";
import { parse, perText } from "./references.ts";
import type { Rule } from "./rule.ts";
import { joined, type Tree } from "./tree.ts";

export const DOCS_RULES: readonly Rule[] = [
  { name: "mod.ts documents every export, and what is no type with an example", violations: undocumented },
];

function undocumented(tree: Tree): string[] {
  return [...exportsOf(tree, "mod.ts")].flatMap(([name, { declarations, isTypeOnly }]) => {
    const docs = declarations.flatMap(docsOf);
    const isType = isTypeOnly ||
      declarations.every((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node));
    if (!docs.some(({ comment }) => ts.getTextOfJSDocComment(comment)?.trim())) {
      return [`mod.ts exports ${name} without a comment`];
    }
    const hasExample = docs.some(({ tags }) => tags?.some(({ tagName }) => tagName.text === "example"));
    return isType || hasExample ? [] : [`mod.ts exports ${name} without an @example`];
  });
}

/** What stands behind a name that a module exports. */
interface Exported {
  readonly declarations: readonly ts.Statement[];
  /** Whether it is exported by `export type`, so that nobody can use its value. */
  readonly isTypeOnly: boolean;
}

/** All that a module exports, by name. */
function exportsOf(tree: Tree, path: string): Map<string, Exported> {
  const found = new Map<string, Exported>();
  if (!tree.has(path)) return found;
  const { statements } = parse(tree.text(path));
  const own = declarationsIn(tree.text(path));
  const here = new Map([...own].map(([name, declarations]) => [name, { declarations, isTypeOnly: false }]));
  for (const statement of statements) {
    if (!ts.isExportDeclaration(statement)) continue;
    const { moduleSpecifier, exportClause } = statement;
    const from = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
      ? exportsOf(tree, joined(path, moduleSpecifier.text))
      : here;
    if (exportClause === undefined) {
      for (const [name, exported] of from) found.set(name, exported);
    } else if (ts.isNamedExports(exportClause)) {
      for (const { name, propertyName, isTypeOnly } of exportClause.elements) {
        const exported = from.get((propertyName ?? name).text);
        found.set(name.text, {
          declarations: exported?.declarations ?? [],
          isTypeOnly: statement.isTypeOnly || isTypeOnly || exported?.isTypeOnly === true,
        });
      }
    }
  }
  for (const [name, exported] of here) if (exported.declarations.some(isExported)) found.set(name, exported);
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
