import { type BackendName, checkBackendName } from "../backend/choose_backend.ts";
import { checkMaxHeap, checkOptions } from "../options/check_options.ts";
import type { AnyFunction } from "../task/refs.ts";
import { shown } from "../options/shown.ts";

/**
 * What a new process is to run, and how. `A` are the parameters of its target. `args` are its arguments; `kwargs` is an object that
 * it gets as one more, the last, as what Python passes by keyword is an object of options here.
 */
export type ProcessOptions<A extends unknown[]> =
  & {
    /** What the process calls. It must be able to travel: see `importTasks()` and `task()`. */
    readonly target?: ((...args: A) => unknown) | undefined;
    /** Its name, which need not be unique; by default the class's and a number, as `Process-1`. */
    readonly name?: string | undefined;
    /** Whether the program may end while the process runs, and ends it then. */
    readonly daemon?: boolean | undefined;
    /** MiB that its JavaScript heap may take, 8 or more; typed arrays do not count. */
    readonly maxHeap?: number | undefined;
    /**
     * Where it runs: `"thread"`, in a worker thread, or `"inline"`, on this thread whenever that awaits something. By default in a
     * thread where the runtime has them.
     */
    readonly backend?: BackendName | undefined;
  }
  & (
    | ([] extends A ? { readonly args?: Readonly<NoInfer<A>> | undefined; readonly kwargs?: undefined }
      : { readonly args: Readonly<NoInfer<A>>; readonly kwargs?: undefined })
    | (NoInfer<A> extends [...infer First, infer Last]
      ? [] extends First ? { readonly args?: Readonly<First> | undefined; readonly kwargs: Last }
      : { readonly args: Readonly<First>; readonly kwargs: Last }
      : never)
  );

/** Options as they are kept, whatever the target's parameters. */
export interface KeptOptions {
  readonly target?: AnyFunction | undefined;
  readonly args?: readonly unknown[] | undefined;
  readonly kwargs?: unknown;
  readonly name?: string | undefined;
  readonly daemon?: boolean | undefined;
  readonly maxHeap?: number | undefined;
  readonly backend?: BackendName | undefined;
}

const KEYS = ["target", "args", "kwargs", "name", "daemon", "maxHeap", "backend"];
const DOING = "create a process";

/** Throws for options that a process cannot have. */
export function checkProcessOptions(options: unknown): asserts options is KeptOptions {
  checkOptions(options, KEYS, DOING);
  const { target, args, kwargs, name, daemon, maxHeap, backend } = options as KeptOptions;
  checkBackendName(backend, DOING);
  if (target !== undefined && typeof target !== "function") refuse("target", "a function", target);
  if (args !== undefined && !Array.isArray(args)) refuse("args", "an array", args);
  if (kwargs !== undefined && (typeof kwargs !== "object" || kwargs === null || Array.isArray(kwargs))) {
    refuse("kwargs", "an object", kwargs);
  }
  if (name !== undefined) checkName(name);
  if (daemon !== undefined) checkDaemon(daemon);
  checkMaxHeap(maxHeap, DOING);
}

/** All that the target is called with. */
export function argumentsOf({ args = [], kwargs }: KeptOptions): readonly unknown[] {
  return kwargs === undefined ? args : [...args, kwargs];
}

/** Throws for what is no name. */
export function checkName(name: unknown, doing: string = DOING): void {
  if (typeof name !== "string") refuse("name", "a string", name, doing);
}

/** Throws for what is no boolean. */
export function checkDaemon(daemon: unknown, doing: string = DOING): void {
  if (typeof daemon !== "boolean") refuse("daemon", "a boolean", daemon, doing);
}

function refuse(option: string, what: string, received: unknown, doing: string = DOING): never {
  throw new TypeError(`Cannot ${doing} as '${option}' must be ${what}: received ${shown(received)}`);
}
