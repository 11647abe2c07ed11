import { TransferError } from "../errors/transfer_errors.ts";
import { Refusal } from "./refusal.ts";
import { kindOf } from "./classify.ts";
import { isProxy } from "./object_traits.ts";
import { sharedState } from "./shared_object.ts";
import { shown } from "../options/shown.ts";

const toString = Object.prototype.toString;

/**
 * What errors call a value. A function is given the first step into it, as `[3]` or `.key`, and returns what that leads to for the
 * caller, who may have passed that part only.
 */
export type PathName = string | ((step: string) => string);

/** The error for the caller: where in `root`, called `name`, the encoder stopped, and why. */
export function toTransferError(root: unknown, name: PathName, failure: unknown): TransferError {
  const whole = typeof name === "string"
    ? name
    : Array.isArray(root) && root.length > 1
    ? "values"
    : name("[0]");
  const pathTo = (found: Found) => pathOf(found, name);
  if (failure instanceof Refusal) {
    // A getter that returns another object each time leaves only its likeness to look for.
    const found = findPath(root, ({ value }) => Object.is(value, failure.value)) ??
      findPath(root, ({ value }) => isLike(value, failure.value));
    return refused(found === undefined ? whole : pathTo(found), failure.reason, failure.cause);
  }
  const getter = findPath(root, ({ threw }) => threw);
  if (getter !== undefined) {
    return refused(pathTo(getter), `reading it threw: received '${shown(getter.error)}'`, getter.error);
  }
  return refused(whole, `encoding it failed: received '${shown(failure)}'`, failure);
}

function refused(path: string, reason: string, cause: unknown): TransferError {
  return new TransferError(`Cannot send ${path} as ${reason}`, cause === undefined ? undefined : { cause });
}

function isLike(value: unknown, offender: unknown): boolean {
  return typeof value === typeof offender && toString.call(value) === toString.call(offender) &&
    toString.call(value) !== "[object Object]";
}

/** A value met on the walk and the way to it; `error` is what reading it threw, when it did. */
interface Found {
  readonly value: unknown;
  readonly label: string;
  readonly parent: Found | undefined;
  readonly threw: boolean;
  readonly error: unknown;
}

/**
 * Walks a value as the encoder does, nearest first, until `matches` says yes. It runs only after a failure, so that encoding itself
 * need not keep track of where it is.
 */
function findPath(root: unknown, matches: (found: Found) => boolean): Found | undefined {
  const queue: Found[] = [{ value: root, label: "", parent: undefined, threw: false, error: undefined }];
  const seen = new Set<unknown>();
  for (let i = 0; i < queue.length; i++) {
    const found = queue[i]!;
    if (matches(found)) return found;
    const { value } = found;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    pushChildren(queue, found, value);
  }
  return undefined;
}

/** The path as JavaScript would write it: `value.items[3].cb`, `value.get("key")`. */
function pathOf(found: Found, name: PathName): string {
  const labels: string[] = [];
  for (let at: Found | undefined = found; at?.parent !== undefined; at = at.parent) labels.push(at.label);
  labels.push(typeof name === "string" ? name : name(labels.pop() ?? "[0]"));
  return shorten(labels.reverse()).join("");
}

const MAX_PATH_LABELS = 20;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const INDEX = /^(0|[1-9]\d{0,9})$/;

function shorten(labels: string[]): string[] {
  if (labels.length <= MAX_PATH_LABELS) return labels;
  return [
    ...labels.slice(0, MAX_PATH_LABELS / 2),
    ` … ${labels.length - MAX_PATH_LABELS} more … `,
    ...labels.slice(-MAX_PATH_LABELS / 2),
  ];
}

function pushChildren(queue: Found[], parent: Found, object: object): void {
  const push = (label: string, value: unknown, threw = false, error: unknown = undefined): void => {
    queue.push({ value, label, parent, threw, error });
  };
  const pushProperty = (key: string): void => {
    try {
      push(property(key), (object as Record<string, unknown>)[key]);
    } catch (error) {
      push(property(key), undefined, true, error);
    }
  };
  switch (sortOf(object)) {
    case "map": {
      let index = 0;
      Map.prototype.forEach.call(object, (value, key) => {
        push(`.keys()[${index}]`, key);
        push(typeof key === "object" ? `.values()[${index}]` : `.get(${show(key)})`, value);
        index++;
      });
      break;
    }
    case "set": {
      let index = 0;
      Set.prototype.forEach.call(object, (item) => push(`.values()[${index++}]`, item));
      break;
    }
    case "object":
      Object.keys(object).forEach(pushProperty);
      break;
  }
}

/** How to walk an object; one that travels as a whole, or not at all, has no children, nor has an error: it travels with what can. */
function sortOf(object: object): string {
  try {
    if (isProxy(object) || typeof (object as Record<symbol, unknown>)[sharedState] === "function") {
      return "leaf";
    }
    return Array.isArray(object) ? "object" : kindOf(object);
  } catch {
    return "leaf";
  }
}

function property(key: string): string {
  if (INDEX.test(key)) return `[${key}]`;
  return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function show(key: unknown): string {
  return typeof key === "string" ? JSON.stringify(key) : String(key);
}
