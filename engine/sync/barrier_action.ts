import { localRef } from "../task/local_ref.ts";
import { resolveFunction } from "../task/resolve_function.ts";
import type { AnyFunction, FunctionRef } from "../task/refs.ts";

let refer: (fn: AnyFunction) => FunctionRef = localRef;

/** Says how a function becomes a reference that other threads can follow. Workers, which only receive actions, need not know. */
export function setActionReferrer(referrer: (fn: AnyFunction) => FunctionRef): void {
  refer = referrer;
}

/** What the last party at a barrier runs: a function, or the reference to one that another thread sent. */
export class BarrierAction {
  #fn: AnyFunction | Promise<AnyFunction>;
  #ref: FunctionRef | undefined;

  private constructor(fn: AnyFunction | Promise<AnyFunction>, ref?: FunctionRef) {
    this.#fn = fn;
    this.#ref = ref;
    if (!(fn instanceof Promise)) return;
    // Loaded by the time that it is needed, if all goes well; if not, whoever calls it is told.
    fn.then((loaded) => this.#fn = loaded, () => {});
  }

  static of(fn: AnyFunction): BarrierAction {
    return new BarrierAction(fn);
  }

  static revive(ref: FunctionRef): BarrierAction {
    return new BarrierAction(resolveAction(ref), ref);
  }

  /** How it travels. Throws for a function that cannot. */
  get ref(): FunctionRef {
    return this.#ref ??= refer(this.#fn as AnyFunction);
  }

  /** Runs it. */
  async call(): Promise<void> {
    await (await this.#fn)();
  }

  /** As `call`, at once. Throws a `TypeError` if that cannot be. */
  callSync(): void {
    if (this.#fn instanceof Promise) {
      throw new TypeError(
        "Cannot run a barrier's action in 'waitSync' before its module is loaded: let the action use nothing but its own names, or use 'wait'",
      );
    }
    if (this.#fn() instanceof Promise) {
      throw new TypeError("Cannot wait for a barrier's asynchronous action in 'waitSync': use 'wait'");
    }
  }
}

function resolveAction(ref: FunctionRef): AnyFunction | Promise<AnyFunction> {
  if (ref.kind !== "kernel") return resolveFunction(ref);
  throw new TypeError(`Cannot use the kernel "${ref.name}" as a barrier's action: call it in a function`);
}
