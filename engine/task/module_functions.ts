import { type AnyNode, childrenOf, isFunctionOrClass, parseModule, type Program } from "./syntax_tree.ts";

/** What a module's source says about the functions and classes that have one text. */
export interface TextUse {
  /** How many there are. */
  readonly count: number;
  /** The name under which the module exports one of them from its top level, if it does. */
  readonly exported: string | undefined;
}

/** Looks in a module's source for the functions and classes whose text is `text`. Throws `SyntaxError` where it does not parse. */
export function findText(source: string, text: string): TextUse {
  const program = parseModule(source);
  const isSought = (node: AnyNode) => isFunctionOrClass(node) && source.slice(node.start, node.end) === text;
  let count = 0;
  const visit = (node: AnyNode): void => {
    if (isSought(node)) count++;
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  return { count, exported: [...exportsOf(program)].find(([, node]) => isSought(node))?.[0] };
}

/** The functions and classes that a module exports as they stand: declared, or the whole value of a variable, at its top level. */
function* exportsOf(program: Program): Generator<[name: string, node: AnyNode]> {
  const locals = new Map<string, AnyNode>();
  for (const statement of program.body) {
    const isExport = statement.type === "ExportNamedDeclaration" ||
      statement.type === "ExportDefaultDeclaration";
    const declaration = isExport ? statement.declaration : statement;
    for (const [name, node] of declaration ? declared(declaration) : []) {
      locals.set(name, node);
      if (statement.type === "ExportNamedDeclaration") yield [name, node];
    }
    if (statement.type === "ExportDefaultDeclaration") yield ["default", statement.declaration];
  }
  for (const statement of program.body) {
    if (statement.type === "ExportNamedDeclaration" && !statement.source) {
      for (const { local, exported } of statement.specifiers) {
        const node = local.type === "Identifier" ? locals.get(local.name) : undefined;
        if (node) yield [exported.type === "Identifier" ? exported.name : String(exported.value), node];
      }
    } else if (statement.type === "ExportDefaultDeclaration" && statement.declaration.type === "Identifier") {
      const node = locals.get(statement.declaration.name);
      if (node) yield ["default", node];
    }
  }
}

function* declared(statement: AnyNode): Generator<[name: string, node: AnyNode]> {
  if (isFunctionOrClass(statement) && "id" in statement && statement.id?.type === "Identifier") {
    yield [statement.id.name, statement];
  } else if (statement.type === "VariableDeclaration") {
    for (const { id, init } of statement.declarations) {
      if (id.type === "Identifier" && init) yield [id.name, init];
    }
  }
}
