/** What this library has, as the table of names asks for it. */
import * as library from "../../../mod.ts";

const ROOT = new URL("../../../", import.meta.url);

/** A part of what `deno doc --json` prints. */
interface Declared {
  readonly name?: string;
  readonly [key: string]: unknown;
}

export interface Surface {
  /** Whether there is `Pool`, `Pool.map` or `LogLevel.SUBDEBUG`. */
  has(path: string): boolean;
  /** The names of a callable's parameters and of all their options; `undefined` where they are not declared. */
  parameters(path: string): ReadonlySet<string> | undefined;
}

/** The library's exports as they are at run time, one live proxy of each kind, and what its sources declare. */
export async function surface(): Promise<Surface> {
  const { declarations, types } = await declared();
  const manager = new library.Manager();
  const proxies: Record<string, object> = {
    ListProxy: await manager.list(),
    DictProxy: await manager.dict(),
    NamespaceProxy: await manager.Namespace(),
    ValueProxy: await manager.Value("i", 0),
    ArrayProxy: await manager.Array("i", 1),
    QueueProxy: await manager.Queue(),
    JoinableQueueProxy: await manager.JoinableQueue(),
    LockProxy: await manager.Lock(),
    SemaphoreProxy: await manager.Semaphore(1),
    EventProxy: await manager.Event(),
    ConditionProxy: await manager.Condition(),
    BarrierProxy: await manager.Barrier(1),
  };
  const names = new Map<string, ReadonlySet<string>>(
    Object.entries(proxies).map(([name, proxy]) => [name, membersOf(proxy)]),
  );
  await manager.shutdown();
  for (const [name, value] of Object.entries(library)) names.set(name, membersOf(value));
  const members = (name: string) => {
    const own = (declarations.get(name) ?? []).flatMap((node) =>
      ["properties", "methods"].flatMap((kind) => listOf(node[kind]).flatMap(({ name }) => name ?? []))
    );
    return new Set([...names.get(name) ?? [], ...own]);
  };
  return {
    has(path) {
      const [name, member] = path.split(".") as [string, string?];
      return (names.has(name) || types.has(name)) && (member === undefined || members(name).has(member));
    },
    parameters(path) {
      const [name, member] = path.split(".") as [string, string?];
      const found = new Set<string>();
      for (const callable of callablesOf(declarations, name, member)) {
        collect(callable.params, declarations, found, new Set());
      }
      return name in proxies ? undefined : new Set([...found].filter((each) => /^[a-z]/.test(each)));
    },
  };
}

/** The names of what an object, or an object of a class, has. */
function membersOf(value: unknown): Set<string> {
  const found = new Set<string>();
  const start = typeof value === "function"
    ? [value, value.prototype]
    : typeof value === "object"
    ? [value]
    : [];
  for (let at of start) {
    while (at !== null && at !== undefined && at !== Object.prototype && at !== Function.prototype) {
      for (const key of Reflect.ownKeys(at)) if (typeof key === "string") found.add(key);
      at = Object.getPrototypeOf(at);
    }
  }
  return found;
}

/** All that the modules of the engine declare, by name, and the names of the types that are exported. */
async function declared(): Promise<{ declarations: Map<string, Declared[]>; types: Set<string> }> {
  const modules = ["mod.ts"];
  for (const { name: room, isDirectory } of Deno.readDirSync(new URL("engine/", ROOT))) {
    if (!isDirectory) continue;
    for (const { name } of Deno.readDirSync(new URL(`engine/${room}/`, ROOT))) {
      if (name.endsWith(".ts") && !name.endsWith(".as.ts")) modules.push(`engine/${room}/${name}`);
    }
  }
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "--private", ...modules],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const found = new Map<string, Declared[]>();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
    nodes: Record<string, { symbols: { name: string; declarations: { def: Declared }[] }[] }>;
  };
  const types = new Set(nodes[new URL("mod.ts", ROOT).href]!.symbols.map(({ name }) => name));
  for (const { symbols } of Object.values(nodes)) {
    for (const { name, declarations } of symbols) {
      found.set(name, [...found.get(name) ?? [], ...declarations.map(({ def }) => def)]);
    }
  }
  return { declarations: found, types };
}

/** What declares the parameters of a function, a class or a method. */
function callablesOf(all: Map<string, Declared[]>, name: string, member?: string): Declared[] {
  return (all.get(name) ?? []).flatMap((node) => {
    const bases = [node.extends, member === undefined ? undefined : node.superClass]
      .flatMap((base) => typeof base === "string" ? callablesOf(all, base, member) : []);
    if (member === undefined) {
      const made = (all.get(`${name}Constructor`) ?? []).flatMap((maker) => listOf(maker.constructors));
      return [...listOf(node.constructors), ...node.params ? [node] : [], ...made, ...bases];
    }
    const own = listOf(node.methods).filter((method) => method.name === member);
    return [
      ...own.flatMap((method) => method.functionDef ? [method.functionDef as Declared] : [method]),
      ...bases,
    ];
  });
}

/** Adds the names of parameters, and of the options that their types declare. */
function collect(node: unknown, all: Map<string, Declared[]>, found: Set<string>, seen: Set<string>): void {
  if (Array.isArray(node)) return node.forEach((each) => collect(each, all, found, seen));
  if (typeof node !== "object" || node === null) return;
  const { name, typeName } = node as { name?: unknown; typeName?: unknown };
  if (typeof name === "string") found.add(name);
  if (
    typeof typeName === "string" && /Options|Callbacks/.test(typeName) && !seen.has(typeName)
  ) {
    seen.add(typeName);
    collect(all.get(typeName), all, found, seen);
  }
  for (const value of Object.values(node)) collect(value, all, found, seen);
}

function listOf(value: unknown): Declared[] {
  return Array.isArray(value) ? value : [];
}
