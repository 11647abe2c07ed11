import { type AscNode, FLAG, KIND, nameOf } from "./syntax.ts";

/** A declaration at the top of a file. */
export interface TopLevel {
  readonly declaration: AscNode;
  readonly source: AscNode;
}

/** The author's files, and what the names at their top mean. */
export class AuthorProgram {
  /** asc's sources without its own library and the kernels' runtime. */
  readonly sources: readonly AscNode[];
  readonly #byPath: ReadonlyMap<string, AscNode>;
  readonly #methods = new Map<string, AscNode[]>();

  constructor(sources: readonly AscNode[]) {
    this.sources = sources.filter(({ normalizedPath }) => !/^(?:~lib|runtime)\//.test(normalizedPath));
    this.#byPath = new Map(this.sources.map((source) => [source.internalPath, source]));
    for (const { declaration } of this.topLevels()) {
      if (!isClass(declaration)) continue;
      for (const method of declaration.members.filter(isMethod)) {
        const name = method.name.text;
        this.#methods.set(name, [...this.#methods.get(name) ?? [], method]);
      }
    }
  }

  /** All declarations at the top of the files. */
  *topLevels(): Generator<TopLevel> {
    for (const source of this.sources) {
      for (const statement of source.statements) {
        for (const declaration of declarations(statement)) yield { declaration, source };
      }
    }
  }

  /** Every function and method that the author wrote, at the top of a file or in a class. */
  *functions(): Generator<TopLevel> {
    for (const { declaration, source } of this.topLevels()) {
      if (declaration.kind === KIND.functionDeclaration) yield { declaration, source };
      if (!isClass(declaration)) continue;
      for (const method of declaration.members.filter(isMethod)) yield { declaration: method, source };
    }
  }

  /** What `name` means at the top of a file: through imports, in the file that declares it. */
  find(source: AscNode, name: string): TopLevel | undefined {
    for (const statement of source.statements) {
      const found = declarations(statement).find((declaration) => declaration.name.text === name);
      if (found) return { declaration: found, source };
      if (statement.kind !== KIND.import) continue;
      const imported = statement.declarations?.find((one: AscNode) => one.name.text === name);
      if (imported) return this.#exported(statement.internalPath, imported.foreignName.text, new Set());
    }
    return undefined;
  }

  /** The function or static method that a callee `name` or `space.name` is; `undefined` where that is not certain. */
  callee(source: AscNode, callee: AscNode, isLocal: (name: string) => boolean): AscNode | undefined {
    const name = nameOf(callee);
    if (name !== undefined) {
      return isLocal(name) ? undefined : asFunction(this.find(source, name)?.declaration);
    }
    const object = callee.kind === KIND.propertyAccess ? nameOf(callee.expression) : undefined;
    if (object === undefined || isLocal(object)) return undefined;
    const member = callee.property.text;
    const found = this.member(source, object, member);
    if (found) return asFunction(found.declaration);
    const declaration = this.find(source, object)?.declaration;
    if (!declaration || !isClass(declaration)) return undefined;
    return declaration.members.find((one: AscNode) => isMethod(one) && one.name.text === member);
  }

  /** What `space.name` means, where `space` is all of another file. */
  member(source: AscNode, space: string, name: string): TopLevel | undefined {
    const path = namespacePath(source, space);
    return path === undefined ? undefined : this.#exported(path, name, new Set());
  }

  /** The methods of that name, of all classes. */
  methods(name: string): readonly AscNode[] {
    return this.#methods.get(name) ?? [];
  }

  /** The constructor of a class by its name; `undefined` if it has none of its own. */
  constructorOf(source: AscNode, name: string): AscNode | undefined {
    const declaration = this.find(source, name)?.declaration;
    return declaration && isClass(declaration)
      ? declaration.members.find((member: AscNode) =>
        isMethod(member) && member.name.kind === KIND.constructor
      )
      : undefined;
  }

  #exported(path: string, name: string, seen: Set<string>): TopLevel | undefined {
    const source = this.#byPath.get(path) ?? this.#byPath.get(`${path}/index`);
    if (!source || seen.has(path)) return undefined;
    seen.add(path);
    for (const statement of source.statements) {
      if (statement.kind !== KIND.export) continue;
      const member = statement.members?.find((one: AscNode) => one.exportedName.text === name);
      if (member && statement.path === null) return this.find(source, member.localName.text);
      if (member) return this.#exported(statement.internalPath, member.localName.text, seen);
      const found = statement.members === null && this.#exported(statement.internalPath, name, seen);
      if (found) return found;
    }
    return this.find(source, name);
  }
}

/** Whether it is a class or an interface. */
export function isClass({ kind }: AscNode): boolean {
  return kind === KIND.classDeclaration || kind === KIND.interfaceDeclaration;
}

function isMethod({ kind }: AscNode): boolean {
  return kind === KIND.methodDeclaration;
}

/** Whether a declaration has a flag. */
export function hasFlag({ flags }: AscNode, flag: keyof typeof FLAG): boolean {
  return (flags & FLAG[flag]) !== 0;
}

function asFunction(declaration: AscNode | undefined): AscNode | undefined {
  return declaration?.kind === KIND.functionDeclaration ? declaration : undefined;
}

const DECLARATIONS: ReadonlySet<number> = new Set([
  KIND.functionDeclaration,
  KIND.classDeclaration,
  KIND.interfaceDeclaration,
  KIND.namespaceDeclaration,
]);

function declarations(statement: AscNode): readonly AscNode[] {
  if (statement.kind === KIND.variable) return statement.declarations;
  return DECLARATIONS.has(statement.kind) ? [statement] : [];
}

function namespacePath(source: AscNode, name: string): string | undefined {
  return source.statements.find((statement: AscNode) =>
    statement.kind === KIND.import && statement.namespaceName?.text === name
  )?.internalPath;
}
