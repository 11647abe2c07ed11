import { loadedSources } from "../platform/loaded_sources.ts";
import { canRead, commonJsExports, mainModule, moduleSource, urlBeside } from "../platform/modules.ts";
import { readFlag } from "../platform/permission_flag.ts";
import { type AnyNode, childrenOf, isFunctionOrClass, parseModule, type Program } from "./syntax_tree.ts";

/** Where the main module exports a function or class, or why it cannot be said to. */
export type MainExport = { readonly module: string; readonly name: string } | { readonly problem: string };

/** Finds the very function or class among the exports of a main module of CommonJS, which are values already. */
export function findCommonJsExport(value: unknown): MainExport | undefined {
  const [module, exports] = [mainModule(), commonJsExports()];
  if (module === undefined || exports === undefined) return undefined;
  const found = Object.entries(exports).find(([, exported]) => exported === value);
  return found && { module, name: found[0] };
}

/**
 * Finds the function or class of this text among the exports of the main module, by reading that module's source: there must be
 * exactly one of that text in it, exported, and none in any other local module that the program imports, since a text alone does
 * not say which of them was passed. The worker checks that the export has this text there too.
 */
export function findMainExport(text: string): MainExport {
  const module = mainModule();
  if (module === undefined) return { problem: "there is no main module" };
  // A program that is read from stdin, or typed, is named as a file that is not there.
  if (!module.startsWith("file:") || module.includes("/$deno$")) {
    return { problem: "the main module is not a local file, so its source cannot be read" };
  }
  if (!canRead(module)) {
    return { problem: `the main module must be readable to find it there; run with ${flagToRead(module)}` };
  }
  const filed = lookFor(text, () => moduleSource(module));
  const loaded = filed.count === 0 ? loadedSources() : undefined;
  const rewritten = loaded?.get(module);
  const use = rewritten === undefined ? filed : lookFor(text, () => rewritten);
  if (use.count === 0) return { problem: filed.problem };
  if (use.count > 1) return { problem: `the main module has ${use.count} functions with this text` };
  if (use.exported === undefined) return { problem: "the main module does not export it" };
  const twin = findTwin(module, text, loaded ?? localModules(module));
  if (twin !== undefined) return { problem: `"${twin}" has a function with the same text` };
  return { module, name: use.exported };
}

/** Looks for a text in a source, which may not be there to be read, or not be JavaScript: then the problem says so. */
function lookFor(text: string, read: () => string): TextUse & { readonly problem: string } {
  try {
    return { ...findText(read(), text), problem: "it is not in the main module, as its file has it" };
  } catch (error) {
    const problem = `the main module cannot be read: ${(error as Error).message.split("\n")[0]}`;
    return { count: 0, exported: undefined, problem };
  }
}

/** Another local module of the program that holds the text. */
function findTwin(
  main: string,
  text: string,
  modules: Iterable<readonly [module: string, source: string]>,
): string | undefined {
  const engine = ownFolder();
  for (const [module, source] of modules) {
    if (module !== main && !module.startsWith(engine) && source.includes(text)) return module;
  }
  return undefined;
}

/** Where the engine's modules are, which hold no function of a user's. A bundle may not know where it comes from, but has one module. */
function ownFolder(): string {
  return urlBeside(import.meta.url, "../");
}

/** The local modules that a module leads to, with their sources, itself first. Modules that cannot be read are passed over. */
function* localModules(main: string): Generator<[module: string, source: string]> {
  const seen = new Set([main]);
  const engine = ownFolder();
  // A Set's iterator goes on to what is added during the loop.
  for (const module of seen) {
    let source: string;
    try {
      source = moduleSource(module);
    } catch {
      continue;
    }
    yield [module, source];
    // May also match in a string or a comment, which costs a needless read at worst.
    for (const [, specifier = ""] of source.matchAll(/\b(?:from|import)\b\s*\(?\s*["']([^"'\n]+)["']/g)) {
      const imported = resolveSpecifier(specifier, module);
      if (imported?.startsWith("file:") && !imported.startsWith(engine)) seen.add(imported);
    }
  }
}

function resolveSpecifier(specifier: string, from: string): string | undefined {
  try {
    if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, from).href;
    // The program's import map.
    return import.meta.resolve(specifier);
  } catch {
    return undefined;
  }
}

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

/** The function or class that a variable is set to. Some compilers keep its name by a call, `__name(fn, "fn")`, which returns it. */
function unwrapped(init: AnyNode): AnyNode {
  const isNamed = init.type === "CallExpression" && init.callee.type === "Identifier" &&
    init.callee.name === "__name";
  return isNamed ? init.arguments[0] ?? init : init;
}

function* declared(statement: AnyNode): Generator<[name: string, node: AnyNode]> {
  if (isFunctionOrClass(statement) && "id" in statement && statement.id?.type === "Identifier") {
    yield [statement.id.name, statement];
  } else if (statement.type === "VariableDeclaration") {
    for (const { id, init } of statement.declarations) {
      if (id.type === "Identifier" && init) yield [id.name, unwrapped(init)];
    }
  }
}

/** The flag that lets a worker import a module of the user's, and this library, which such a module may import in turn. */
export function flagToRead(module: string): string {
  const library = urlBeside(import.meta.url, "../../");
  return readFlag([module, library].filter((url) => !canRead(url)));
}
