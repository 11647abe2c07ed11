import { becomeWriter } from "../channel/writers.ts";
import { Handle } from "../memory/handle.ts";
import type { BackendName } from "../backend/choose_backend.ts";
import { setEndChildren } from "../exit/exit_hooks.ts";
import { Refusal } from "../codec/refusal.ts";
import { sharedState } from "../codec/shared_object.ts";
import { type Awaitable, type Readiness, readiness } from "../channel/wait.ts";
import { checkTimeout } from "../options/check_options.ts";
import { customInspect } from "../platform/runtime.ts";
import { endChildren, endChildrenSync, startedChildren } from "./children.ts";
import { type Child, launcher } from "./launcher.ts";
import type { ParentThread } from "./parent_thread.ts";
import {
  argumentsOf,
  checkDaemon,
  checkName,
  checkProcessOptions,
  type KeptOptions,
  type ProcessOptions,
} from "./process_options.ts";
import { authKey, childPath, nextChildNumber, ownIdentity } from "../memory/thread_identity.ts";
import { shown } from "../options/shown.ts";

/** What makes a process object stand for a thread that is running already. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly parentPid: number | null;
  /** If it is another than this thread: the thread that started this one. */
  readonly thread?: ParentThread;
}

const SIGINT = 2;
const SIGTERM = 15;
const SIGKILL = 9;

/**
 * A function, or a subclass's `run`, that runs in a worker thread of its own. Python's `multiprocessing.Process`.
 *
 * A subclass overrides `run` and must be exported, or use no name but that of this class. Its public fields travel: its
 * constructor does not run again. The program waits for a process that is no daemon.
 *
 * @example
 * ```ts
 * import { Process, Value } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * using sum = new Value("i", 0);
 * const process = new Process({ target: (total: Value<"i">, n: number) => void total.add(n), args: [sum, 5] });
 * process.start();
 * await process.join();
 * assertEquals([process.exitCode, sum.value], [0, 5]);
 * ```
 *
 * @example An object of options as `kwargs`, and a process that is interrupted
 * ```ts
 * import { Process } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const process = new Process({
 *   target: (name: string, { loud }: { loud: boolean }) => console.log(loud ? name.toUpperCase() : name),
 *   args: ["Ada"],
 *   kwargs: { loud: true },
 * });
 * process.start();
 * process.interrupt();
 * assertEquals(await process.exited, -2);
 * ```
 */
export class Process<A extends unknown[] = []> implements Awaitable {
  #target: KeptOptions["target"];
  #args: readonly unknown[];
  readonly #maxHeap: number | undefined;
  readonly #backend: BackendName | undefined;
  readonly #identity: ProcessIdentity | undefined;
  /** The number of this thread's child that it is. */
  readonly #number: number = 0;
  #name: string;
  #daemon: boolean;
  #authKey: Uint8Array<ArrayBuffer> | undefined;
  #child: Child | undefined;
  /** What it is to hold as long as it lives. */
  #holds: Handle[] = [];
  #closed = false;

  /**
   * A process that has not been started.
   *
   * @throws {TypeError} If an option is unknown or of a wrong type.
   * @throws {RangeError} If `maxHeap` is no whole number of 8 or more.
   */
  constructor(options?: ProcessOptions<A>);
  constructor(options: unknown = {}, identity?: ProcessIdentity) {
    checkProcessOptions(options);
    this.#target = options.target;
    this.#args = argumentsOf(options);
    this.#maxHeap = options.maxHeap;
    this.#backend = options.backend;
    this.#identity = identity;
    this.#name = options.name ?? "";
    this.#daemon = options.daemon ?? (identity === undefined && ownIdentity().atStart.daemon);
    if (identity !== undefined) return;
    this.#number = nextChildNumber();
    if (options.name === undefined) {
      this.#name = `${new.target.name || "Process"}-${childPath(this.#number)}`;
    }
  }

  /** What the process does: it calls the target, unless a subclass says otherwise. It ends when a returned promise has settled. */
  run(): unknown {
    return this.#target?.(...this.#args);
  }

  /**
   * Starts the process. Its arguments, or its fields, are copied now; shared objects among them stay shared.
   *
   * @throws {TransferError} If the target, an argument, the class or a field cannot be sent.
   * @throws {BootstrapError} If a worker does so while it imports the main module, which lacks `if (import.meta.main)`.
   * @throws {Error} If it was started before, or is closed.
   */
  start(): void {
    this.#checkOpen("start");
    if (this.#child !== undefined || this.#identity !== undefined) {
      throw new Error(`Cannot start process "${this.#name}" twice`);
    }
    const child = launcher(this.#backend, `start process "${this.#name}"`)(this, {
      target: this.#target,
      args: this.#args,
      name: this.#name,
      daemon: this.#daemon,
      authKey: this.#authKey ?? authKey(),
      maxHeap: this.#maxHeap,
      child: this.#number,
      holds: this.#holds,
    });
    for (const handle of this.#holds.splice(0)) handle[Symbol.dispose]();
    this.#child = child;
    if (ownIdentity().atStart.parent !== null) setEndChildren({ end: endChildren, endSync: endChildrenSync });
    const siblings = startedChildren();
    siblings.add(this);
    const forget = () => siblings.delete(this);
    child.exited.then(forget, forget);
    this.#target = undefined;
    this.#args = [];
  }

  /**
   * Waits until the process has ended, or `timeout` milliseconds have passed; `exitCode` tells which.
   *
   * @throws {ThreadUnstoppableError} If it was terminated or killed, and its thread cannot be stopped.
   * @throws {RangeError} If `timeout` is negative or between 0 and 1.
   * @throws {Error} If it was not started here and is not the one that started this thread, or is closed.
   */
  async join(timeout?: number): Promise<void> {
    const thread = this.#identity?.thread ?? this.#started("join");
    await thread.join(checkTimeout(timeout, `join process "${this.#name}"`));
  }

  /**
   * {@linkcode Process.join}, blocking this thread.
   */
  joinSync(timeout?: number): void {
    const thread = this.#identity?.thread ?? this.#started("join");
    thread.joinSync(checkTimeout(timeout, `join process "${this.#name}"`));
  }

  /**
   * Ends the process at once, wherever it is: its exit code is -15. No `finally` block of it runs. Locks that it held are
   * given back as abandoned. Does nothing if it has ended.
   *
   * @throws {Error} If it was not started here, or is closed.
   */
  terminate(): void {
    this.#started("terminate").kill(SIGTERM);
  }

  /** As `terminate`, with exit code -2: as a process of Python's that does not handle the `KeyboardInterrupt` itself. */
  interrupt(): void {
    this.#started("interrupt").kill(SIGINT);
  }

  /** As `terminate`, with exit code -9. */
  kill(): void {
    this.#started("kill").kill(SIGKILL);
  }

  /**
   * Gives up this object: from now on only `name` and `daemon` can be used. Idempotent.
   *
   * @throws {ThreadUnstoppableError} If its thread cannot be stopped.
   * @throws {Error} If the process is running.
   */
  close(): void {
    if (!this.#closed && this.isAlive) {
      if (this.#child?.stuck !== undefined) throw this.#child.stuck;
      throw new Error(
        `Cannot close process "${this.#name}" while it is still running: call join() or terminate() first`,
      );
    }
    this.#closed = true;
    startedChildren().delete(this);
  }

  /** Whether it was started and has not ended. */
  get isAlive(): boolean {
    this.#checkOpen("look at");
    if (this.#identity !== undefined) return this.#identity.thread?.isAlive ?? true;
    return this.#child !== undefined && this.#child.exitCode === null;
  }

  /**
   * How it ended: 0 if `run` returned, or n & 255 if it had set `Deno.exitCode` to n; 1 if it threw, n & 255 if it called
   * `Deno.exit(n)`, -15, -9 or -2 if it was terminated, killed or interrupted; `null` if it has not.
   */
  get exitCode(): number | null {
    this.#checkOpen("look at");
    return this.#child?.exitCode ?? null;
  }

  /** Its number, unique in the program; `null` before it is started. The main thread's is that of the operating system. */
  get pid(): number | null {
    this.#checkOpen("look at");
    return this.#identity?.pid ?? this.#child?.pid ?? null;
  }

  /** {@linkcode Process.pid}, under Python's older name. */
  get ident(): number | null {
    return this.pid;
  }

  /**
   * Resolves with its exit code when it has ended (Python's `sentinel`), as soon as its locks are free; rejects with a
   * `ThreadUnstoppableError` if its thread cannot be stopped. Unlike `join`, it does not keep the program running.
   */
  get exited(): Promise<number> {
    return this.#started("wait for").exited;
  }

  /**
   * It is ready when it has ended.
   *
   * @internal
   */
  [readiness](): Readiness {
    const child = this.#started("wait for");
    const isReady = () => {
      if (child.exitCode === null && child.stuck !== undefined) throw child.stuck;
      return child.exitCode !== null;
    };
    return { change: child.waitable, isReady };
  }

  /** Its name, which has no meaning but to tell it from others. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    checkName(name, "name a process");
    this.#name = name;
    if (this.#isThisThread) ownIdentity().name = name;
  }

  /** Whether the program may end while it runs. Can be set until it is started. */
  get daemon(): boolean {
    return this.#daemon;
  }

  set daemon(daemon: boolean) {
    const doing = `make process "${this.#name}" a daemon or not`;
    checkDaemon(daemon, doing);
    if (this.#child !== undefined || this.#identity !== undefined) {
      throw new Error(`Cannot ${doing} as it has already started`);
    }
    this.#daemon = daemon;
  }

  /**
   * A secret of the program's, with which it can prove to another who it is: 32 random bytes in the main process, in others what
   * the one that starts them has. Can be set until the process is started, and in the process itself. Python's `authkey`.
   *
   * @throws {TypeError} If it is set to what is no `Uint8Array`.
   * @throws {Error} If the process has been started and is another.
   */
  get authKey(): Uint8Array<ArrayBuffer> {
    return (this.#isThisThread ? authKey() : this.#authKey ?? authKey()).slice();
  }

  set authKey(key: Uint8Array) {
    const doing = `set the key of process "${this.#name}"`;
    if (!(key instanceof Uint8Array)) {
      throw new TypeError(`Cannot ${doing} as 'authKey' must be a Uint8Array: received ${shown(key)}`);
    }
    if (this.#isThisThread) ownIdentity().authKey = key.slice();
    else if (this.#child === undefined && this.#identity === undefined) this.#authKey = key.slice();
    else throw new Error(`Cannot ${doing} as it has already started`);
  }

  /**
   * Becomes one of those that write into a queue.
   *
   * @internal
   */
  [becomeWriter](end: Handle): void {
    if (this.#child !== undefined || this.#identity !== undefined) {
      throw new TypeError(
        `Cannot make process "${this.#name}" a writer of a queue as it has already started: say so before`,
      );
    }
    this.#holds.push(Handle.adopt(end, "a queue"));
  }

  /** As Python shows it: `<Process name='Process-1' pid=7 parent=6 started>`. */
  toString(): string {
    const isLive = !this.#closed && this.isAlive;
    return reprOf({
      className: this.constructor.name,
      name: this.#name,
      daemon: this.#daemon,
      pid: this.#closed ? null : this.pid,
      parentPid: this.#identity === undefined ? ownIdentity().atStart.pid : this.#identity.parentPid,
      exitCode: this.#closed ? null : this.exitCode,
      status: this.#closed
        ? "closed"
        : isLive
        ? "started"
        : this.#child === undefined
        ? "initial"
        : "stopped",
    });
  }

  /** How the console shows it. */
  [customInspect](): string {
    return this.toString();
  }

  /** Refuses to be sent to another thread. */
  [sharedState](): never {
    throw new Refusal(this, "a process belongs to the thread that created it");
  }

  get #isThisThread(): boolean {
    return this.#identity?.pid === ownIdentity().atStart.pid;
  }

  #checkOpen(doing: string): void {
    if (this.#closed) throw new Error(`Cannot ${doing} process "${this.#name}" as it is closed`);
  }

  #started(doing: string): Child {
    this.#checkOpen(doing);
    if (this.#child !== undefined) return this.#child;
    const why = this.#identity === undefined
      ? "it has not been started"
      : "only the thread that started it can";
    throw new Error(`Cannot ${doing} process "${this.#name}" as ${why}`);
  }
}

/** What a process's text form tells. */
export interface ProcessFacts {
  readonly className: string;
  readonly name: string;
  readonly daemon: boolean;
  readonly pid: number | null;
  readonly parentPid: number | null;
  readonly exitCode: number | null;
  readonly status: "initial" | "started" | "stopped" | "closed";
}

const SIGNALS: Readonly<Record<number, string>> = { [-2]: "-SIGINT", [-9]: "-SIGKILL", [-15]: "-SIGTERM" };

/** A process as Python's `repr()` shows it. */
export function reprOf(facts: ProcessFacts): string {
  const { className, name, daemon, pid, parentPid, exitCode, status } = facts;
  return `<${
    [
      className,
      `name='${name}'`,
      pid !== null && `pid=${pid}`,
      `parent=${parentPid}`,
      status,
      exitCode !== null && `exitcode=${SIGNALS[exitCode] ?? exitCode}`,
      daemon && "daemon",
    ].filter(Boolean).join(" ")
  }>`;
}
