import { hiddenKeys } from "./error_classes.ts";

/**
 * A getter may make new errors each time. So after this many walks of a value only its outermost errors leave something out, and after
 * twice as many the message fails.
 */
const MAX_WALKS = 8;

/**
 * The fields of the errors in one message, of which some cannot be sent: these stay behind, and the error names them in a field
 * `unsent`. A walk that finds one has written half of it, so it is worth nothing; the next one leaves out what the last has found.
 */
export class ErrorFields {
  readonly #left = new Map<Error, Map<string, readonly unknown[] | undefined>>();
  readonly #walkItem: ((item: unknown) => unknown) | undefined;
  #isComplete = true;
  #walks = 1;
  /** The field that is being walked. */
  #current: { readonly error: Error; readonly key: string } | undefined;

  /** `walkItem` throws at items of an aggregate's `errors` that cannot be sent by themselves; without it, all stay behind. */
  constructor(walkItem?: (item: unknown) => unknown) {
    this.#walkItem = walkItem;
  }

  /** Ends a walk: whether it has left out all that it had to. If not, another is due. */
  finishWalk(): boolean {
    const isComplete = this.#isComplete;
    this.#isComplete = true;
    this.#walks++;
    return isComplete;
  }

  /** The keys of an error's fields that travel, those that `Object.keys` does not list first. */
  keysOf(error: Error): readonly [hidden: readonly string[], shown: readonly string[]] {
    const left = this.#left.get(error);
    const hidden = hiddenKeys(error);
    const shown = Object.keys(error).filter((key) => !hidden.includes(key));
    if (left === undefined) return [hidden, shown];
    const stays = (key: string) => left.has(key) ? left.get(key) !== undefined : key !== "unsent";
    return [hidden.filter(stays), [...shown.filter(stays), "unsent"]];
  }

  /** What travels as an error's field. */
  valueOf(error: Error, key: string): unknown {
    const left = this.#left.get(error);
    if (left !== undefined && key === "unsent") return unsentOf(error, left);
    return left?.get(key) ?? (error as unknown as Record<string, unknown>)[key];
  }

  /** Walks an error's field. False if that failed: the field will stay behind. */
  attempt(error: Error, key: string, walk: () => void): boolean {
    const outer = this.#current;
    this.#current = { error, key };
    try {
      walk();
      return true;
    } catch (failure) {
      if (this.#walks > (outer === undefined ? 2 * MAX_WALKS : MAX_WALKS)) throw failure;
      this.#leave(error, key);
      return false;
    } finally {
      this.#current = outer;
    }
  }

  /** Contents that are walked later, but belong to the field that is being walked now. */
  bind(contents: () => void): () => void {
    const field = this.#current;
    return field === undefined ? contents : () => void this.attempt(field.error, field.key, contents);
  }

  #leave(error: Error, key: string): void {
    this.#isComplete = false;
    const left = this.#left.get(error) ?? new Map<string, readonly unknown[] | undefined>();
    this.#left.set(error, left);
    const rest = left.has(key) ? undefined : this.#sendableItems(error, key);
    left.set(key, rest);
  }

  #sendableItems(error: Error, key: string): readonly unknown[] | undefined {
    const walk = this.#walkItem;
    if (key !== "errors" || walk === undefined) return undefined;
    try {
      return (error as AggregateError).errors.filter((item) => {
        try {
          walk(item);
          return true;
        } catch {
          return false;
        }
      });
    } catch {
      return undefined; // a getter threw, or it is no array
    }
  }
}

/** The names of the fields that stay behind, after those that did so on the error's way here. */
function unsentOf(error: Error, left: ReadonlyMap<string, unknown>): string[] {
  const before: unknown = left.has("unsent") ? undefined : (error as { unsent?: unknown }).unsent;
  const names = Array.isArray(before) ? before.filter((name) => typeof name === "string") : [];
  return [...new Set([...names, ...left.keys()])];
}
