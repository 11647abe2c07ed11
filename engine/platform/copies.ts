import { LAYOUT_ID, VERSION } from "../core/generated/layout_id.ts";

// A program can hold several copies of this library: two URLs, two installs, a bundle beside an install. All state of an isolate
// that is one of its kind lies here, by the layout of the shared memory: copies of one layout are one library, and copies of
// another layout have memories, and all else, of their own.

/** What copies of one layout share in an isolate. */
interface Shared {
  /** The version of the copy that was loaded first. */
  readonly version: string;
  /** What is shared, by name. */
  readonly states: Map<string, unknown>;
}

const KEY = Symbol.for("multicore");
const isolate = globalThis as { [KEY]?: Map<string, Shared> };
const layouts: Map<string, Shared> = isolate[KEY] ??= new Map();
const shared: Shared = find();

function find(): Shared {
  let found = layouts.get(LAYOUT_ID);
  if (found === undefined) layouts.set(LAYOUT_ID, found = { version: VERSION, states: new Map() });
  return found;
}

/** Something of which an isolate has one, whatever the number of copies of this library: made when it is first asked for. */
export function isolateState<T>(name: string, make: () => T): T {
  const { states } = shared;
  if (!states.has(name)) states.set(name, make());
  return states.get(name) as T;
}

/** A symbol that marks things as those of copies that have this layout. */
export function layoutSymbol(name: string): symbol {
  return Symbol.for(`multicore.${name}/${LAYOUT_ID}`);
}

/** What a symbol of {@linkcode layoutSymbol}, of any copy, looks like; versions before the layout was told have no layout. */
const MARK = /^multicore\.(\w+)(?:\/(\w+))?$/;

/** The layout of what bears a mark that is not this copy's: "" if it is not told. */
function foreignLayout(object: object): string | undefined {
  for (const symbol of Object.getOwnPropertySymbols(object)) {
    const match = MARK.exec(Symbol.keyFor(symbol) ?? "");
    if (match !== null && match[2] !== LAYOUT_ID) return match[2] ?? "";
  }
  return undefined;
}

/** Prototypes that were looked at. */
const known = new WeakMap<object, string | undefined>();

/** The layout of the copy that an object belongs to, by its class; `undefined` if it is this copy's, or nobody's. */
function layoutOf(object: object): string | undefined {
  const chain: object[] = [];
  let layout: string | undefined;
  for (let at = Object.getPrototypeOf(object); at !== null; at = Object.getPrototypeOf(at)) {
    if (known.has(at)) {
      layout = known.get(at);
      break;
    }
    chain.push(at);
    layout = foreignLayout(at);
    if (layout !== undefined) break;
  }
  for (const prototype of chain) known.set(prototype, layout);
  return layout;
}

/**
 * What to say of a value that belongs to a copy of this library with another layout of the shared memory, as a thread here must
 * not use it: `"a Queue of multicore 0.2.0, whose shared memory has another layout than that of 0.1.0 here"`. `undefined` for any
 * other value.
 */
export function foreigner(value: unknown): string | undefined {
  if (typeof value === "function") {
    const layout = foreignLayout(value) ?? layoutOfTask(value);
    return layout === undefined ? undefined : describe(`the function "${value.name}"`, layout);
  }
  if (typeof value !== "object" || value === null) return undefined;
  const layout = layoutOf(value);
  return layout === undefined ? undefined : describe(`a ${value.constructor?.name ?? "value"}`, layout);
}

/** The name of the state that holds the references to functions of other modules, by function. */
export const TASKS = "tasks";

function layoutOfTask(fn: object): string | undefined {
  for (const [layout, { states }] of layouts) {
    if (layout === LAYOUT_ID) continue;
    if ((states.get(TASKS) as { brands: WeakMap<object, unknown> } | undefined)?.brands.has(fn)) return layout;
  }
  return undefined;
}

function describe(what: string, layout: string): string {
  const version = layouts.get(layout)?.version ?? "of another version";
  return `${what} of another copy of multicore, ${version} (layout ${
    layout || "unknown"
  }): this is ${VERSION} (layout ${LAYOUT_ID})`;
}
