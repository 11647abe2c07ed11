import { LAYOUT_ID, VERSION } from "../core/generated/layout_id.ts";
import { shown } from "../options/shown.ts";

// A program can hold several copies of this library: two URLs, two installs, a bundle beside an install. What an isolate has one
// of lies here, by the layout of the shared memory: copies of one layout act as one library, and copies of another layout have a
// memory, and all else, of their own.

/** What the copies of one layout have in common in an isolate. */
interface Layout {
  /** The version of the copy that was loaded first. */
  readonly version: string;
  readonly states: Map<string, unknown>;
}

/** To be raised when what {@linkcode isolateState} keeps changes its form, as copies of other versions use it too. */
const FORM = 1;
const OWN = `${LAYOUT_ID}.${FORM}`;

const KEY = Symbol.for("multicore");
const isolate = globalThis as { [KEY]?: Map<string, Layout> };
const layouts: Map<string, Layout> = isolate[KEY] ??= new Map();
const states: Map<string, unknown> = ownLayout().states;

function ownLayout(): Layout {
  let own = layouts.get(OWN);
  if (own === undefined) layouts.set(OWN, own = { version: VERSION, states: new Map() });
  return own;
}

/** What an isolate has one of, however many copies of this library there are: made when it is first asked for. */
export function isolateState<T>(name: string, make: () => T): T {
  let state = states.get(name) as T | undefined;
  if (state === undefined) states.set(name, state = make());
  return state;
}

/** A symbol under which only copies of this layout know each other's things. */
export function layoutSymbol(name: string): symbol {
  return Symbol.for(`multicore.${name}/${OWN}`);
}

/** The symbols of {@linkcode layoutSymbol} of any copy. Copies that do not tell their layout have none behind the name. */
const MARK = /^multicore\.\w+(?:\/([\w.]+))?$/;

/** The state of the functions that are known by a module and a name. */
export const NAMED_FUNCTIONS = "named functions";

/** The layout of the copy whose mark something bears, if that is another one. */
function markOn(value: object): string | undefined {
  for (const symbol of Object.getOwnPropertySymbols(value)) {
    const mark = MARK.exec(Symbol.keyFor(symbol) ?? "");
    if (mark !== null && mark[1] !== OWN) return mark[1] ?? "unknown";
  }
  return undefined;
}

/** By prototype; null for those that bear no mark of another copy, as those above them. */
const marked = new WeakMap<object, string | null>();

function layoutOfPrototype(prototype: object | null): string | null {
  if (prototype === null) return null;
  let layout = marked.get(prototype);
  if (layout === undefined) {
    layout = markOn(prototype) ?? layoutOfPrototype(Object.getPrototypeOf(prototype));
    marked.set(prototype, layout);
  }
  return layout;
}

function layoutOfFunction(fn: object): string | null {
  for (const [layout, { states }] of layouts) {
    const named = states.get(NAMED_FUNCTIONS) as { brands: WeakMap<object, unknown> } | undefined;
    if (layout !== OWN && named?.brands.has(fn)) return layout;
  }
  return markOn(fn) ?? null;
}

/**
 * What a value is that belongs to a copy of this library with another layout, so that nothing here can use it:
 * `"a Queue of multicore 0.2.0 (layout …), and this is multicore 0.1.0 (layout …)"`. `undefined` for any other value.
 */
export function foreigner(value: unknown): string | undefined {
  const isFunction = typeof value === "function";
  if (!isFunction && (typeof value !== "object" || value === null)) return undefined;
  const layout = isFunction ? layoutOfFunction(value) : layoutOfPrototype(Object.getPrototypeOf(value));
  if (layout === null) return undefined;
  const what = isFunction ? "function" : value.constructor?.name;
  const version = layouts.get(layout)?.version ?? "of an unknown version";
  return `a ${what} of multicore ${version} (layout ${layout}), and this is multicore ${VERSION} (layout ${OWN})`;
}

/** A value that is refused, as errors show it. */
export function received(value: unknown): string {
  return foreigner(value) ?? shown(value);
}
