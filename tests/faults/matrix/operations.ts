/** The public operations, read from what `deno doc` tells of `mod.ts`: a new method is in the list once it is exported. */
import { fileURLToPath } from "node:url";

/** In which form an operation is called: by a method that returns a promise, or by one that does not. */
export type Form = "async" | "Sync";

export const FORMS: readonly Form[] = ["async", "Sync"];

/** A public function or method, with its forms under one name: `Queue.put` stands for `put` and `putSync`. */
export interface Operation {
  readonly name: string;
  readonly forms: ReadonlyMap<Form, FormTraits>;
}

/** What the signature of one form says. */
export interface FormTraits {
  /** Whether it takes a limit in milliseconds. */
  readonly takesTimeout: boolean;
  readonly takesSignal: boolean;
}

interface Type {
  readonly repr?: string;
  readonly value?: unknown;
}

interface Parameter {
  readonly name?: string;
  readonly tsType?: Type;
  readonly left?: Parameter;
}

interface Callable {
  readonly params: readonly Parameter[];
  readonly returnType?: Type;
}

interface Method {
  readonly name: string;
  readonly kind: string;
  readonly isStatic?: boolean;
  readonly accessibility?: string;
  readonly isAbstract?: boolean;
  readonly functionDef: Callable;
  readonly jsDoc?: { readonly tags?: readonly { readonly kind: string }[] };
}

interface Class {
  readonly extends?: string;
  readonly isAbstract?: boolean;
  readonly constructors?: readonly { readonly accessibility?: string }[];
  readonly methods?: readonly Method[];
}

interface Declaration {
  readonly kind: string;
  readonly def: unknown;
}

type Symbols = ReadonlyMap<string, readonly Declaration[]>;

const ROOT = new URL("../../../", import.meta.url);
/** Methods of the language and the runtime that no user calls by name. */
const INTERNAL = /^\[(?!Symbol\.(asyncIterator|iterator|dispose|asyncDispose)\])/;
const PROMISES = /^(Promise|AsyncResult|Future|ResultIterator|AsyncIterableIterator|AsyncGenerator)$/;
/** Types of options in whose definitions there is a `timeout`; the second group have a `signal` too. */
const TIMED =
  /"(BlockingOptions|AsyncOptions|CallOptions|MapOptions|ImapOptions|KernelMapOptions|LoopOptions)"/;
const SIGNALLED = /"(AsyncOptions|CallOptions|MapOptions|ImapOptions|KernelMapOptions|LoopOptions)"/;
/** Names of exported types that are the instances of an exported constructor of another name. */
const INSTANCES: Readonly<Record<string, string>> = { LockedValue: "Value", PlainValue: "RawValue" };
/** The classes that a manager's server keeps, whose methods are those of its proxies. */
const SERVED = "engine/manager/served";

/** All public operations, by name. Errors have none. */
export async function listOperations(): Promise<Operation[]> {
  const exported = await document(["mod.ts"]);
  const served = await document(
    [...Deno.readDirSync(new URL(SERVED, ROOT))].map(({ name }) => `${SERVED}/${name}`),
  );
  const proxies = [...exported.keys()].map((name) => /^(\w+)Proxy$/.exec(name)?.[1])
    .filter((name) => name !== undefined && served.has(`Managed${name}`));
  const found = [
    ...[...exported.keys()].flatMap((name) => operationsOf(name, exported)),
    ...proxies.flatMap((name) => operationsOf(`Managed${name}`, served)).map(asProxy),
  ];
  return [...Map.groupBy(found, ({ name }) => name)].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, parts]) => ({ name, forms: new Map(parts.flatMap(({ forms }) => [...forms])) }));
}

async function document(files: readonly string[]): Promise<Symbols> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...files],
    cwd: fileURLToPath(ROOT),
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout));
  const symbols = Object.values(nodes as Record<string, { symbols: { name: string; declarations: [] }[] }>)
    .flatMap(({ symbols }) => symbols);
  return new Map(symbols.map(({ name, declarations }) => [name, declarations]));
}

function operationsOf(name: string, symbols: Symbols): Operation[] {
  if (name.endsWith("Error")) return [];
  const declarations = symbols.get(name)!;
  const functions = declarations.filter(({ kind }) => kind === "function");
  if (functions.length > 0) {
    return gather(functions.map(({ def }) => [name, def as Callable] as const));
  }
  const found = declarations.find(({ kind }) => kind === "class");
  if (found === undefined) return [];
  const { isAbstract, constructors } = found.def as Class;
  if (isAbstract && INSTANCES[name] === undefined && name !== "BaseProxy") return [];
  const owner = INSTANCES[name] ?? name;
  const isOpen = constructors?.every(({ accessibility }) => accessibility === undefined) ?? true;
  return [
    ...isOpen && !name.startsWith("Managed") ? [operation(`new ${owner}`, "Sync", { params: [] })] : [],
    ...gather(
      methodsOf(name, symbols).map(({ name, functionDef }) =>
        [name.startsWith("[") ? `${owner}${name}` : `${owner}.${name}`, functionDef] as const
      ),
    ),
  ];
}

/** The public methods of a class, those that it inherits too. */
function methodsOf(name: string, symbols: Symbols): Method[] {
  const found = symbols.get(name)?.find(({ kind }) => kind === "class");
  if (found === undefined) return [];
  const { methods = [], extends: parent } = found.def as Class;
  const own = methods.filter(({ kind, accessibility, name, jsDoc }) =>
    kind === "method" && accessibility === undefined && !INTERNAL.test(name) && !name.startsWith("_") &&
    !jsDoc?.tags?.some(({ kind }) => kind === "internal")
  );
  const names = new Set(own.map(({ name }) => name));
  const inherited = parent === undefined ? [] : methodsOf(parent, symbols);
  return [...own, ...inherited.filter(({ name }) => !names.has(name))];
}

/** Brings the forms of each operation together, and overloads. */
function gather(callables: readonly (readonly [name: string, definition: Callable])[]): Operation[] {
  const operations = new Map<string, Map<Form, FormTraits>>();
  for (const [name, definition] of callables) {
    const base = name.replace(/Sync$/, "");
    const isSync = base !== name || !PROMISES.test(returned(definition));
    const forms = operations.get(base) ?? new Map<Form, FormTraits>();
    operations.set(base, forms.set(isSync ? "Sync" : "async", traits(definition)));
  }
  return [...operations].map(([name, forms]) => ({ name, forms }));
}

/** A proxy has each method of what it stands for in both forms, of which only the one that does not block takes a signal. */
function asProxy({ name, forms }: Operation): Operation {
  const { takesTimeout } = [...forms.values()][0]!;
  return {
    name,
    forms: new Map([
      ["async", { takesTimeout, takesSignal: takesTimeout }],
      ["Sync", { takesTimeout, takesSignal: false }],
    ]),
  };
}

function operation(name: string, form: Form, definition: Callable): Operation {
  return { name, forms: new Map([[form, traits(definition)]]) };
}

function returned({ returnType }: Callable): string {
  const { repr = "", value } = returnType ?? {};
  return repr || (value as { typeName?: string } | undefined)?.typeName || "";
}

function traits({ params }: Callable): FormTraits {
  const text = JSON.stringify(params);
  const isTimed = params.some((parameter) => (parameter.left ?? parameter).name === "timeout");
  return { takesTimeout: isTimed || TIMED.test(text), takesSignal: SIGNALLED.test(text) };
}
