/**
 * How processes are started without threads: importing this makes it known.
 *
 * @module
 */
import { type Child, type LaunchOptions, setLaunch } from "./launcher.ts";
import { BLOCKED } from "../core/layout.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { ProcessError } from "../errors/process_error.ts";
import { isBlocking, runBlocking, runOtherWork } from "../waiting/blocking.ts";
import { settle, Turns } from "../backend/inline/turns.ts";
import { packMessage, unpackMessage } from "../codec/message.ts";
import { Actor } from "../memory/actor.ts";
import { collectAdopted, Handle } from "../memory/handle.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { type Locals, runWithLocals } from "../memory/thread_local.ts";
import { deferred, withDeadline } from "../options/promises.ts";
import { inspect } from "../platform/runtime.ts";
import { hasExitHooks, runExitHooks, runExitHooksSync } from "../exit/exit_hooks.ts";
import { getLogger } from "../log/logger.ts";
import { childIdentity, setOwnIdentity, type ThreadIdentity } from "../memory/thread_identity.ts";
import { adoptProcess, nameOfPart } from "./process_payload.ts";
import { Process } from "./process_class.ts";

setLaunch("inline", (process, options) => new InlineChild(process, options));

/** What is copied for a process. */
interface ProcessPayload {
  readonly args: readonly unknown[];
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * A process that is no thread: it runs on this one while that awaits something, or blocks. What it got is let go of when it ends,
 * as a thread's would be. One that is killed while it awaits something goes on, but nobody hears of it.
 */
export class InlineChild implements Child {
  readonly pid: number;
  readonly exited: Promise<number>;
  exitCode: number | null = null;
  readonly #identity: ThreadIdentity;
  readonly #target: LaunchOptions["target"];
  readonly #subclass: (new () => object) | undefined;
  readonly #actor: Actor;
  readonly #locals: Locals;
  readonly #adopted: Handle[] = [];
  readonly #resolve: (exitCode: number) => void;
  #message: number;

  constructor(process: Process, options: LaunchOptions) {
    const { target, args = [], name, daemon, authKey, child, holds } = options;
    const cls = process.constructor as new () => object;
    this.#target = target;
    this.#subclass = cls === Process ? undefined : cls;
    this.#message = packMessage({ args, fields: { ...process } } satisfies ProcessPayload, nameOfPart);
    try {
      this.#actor = new Actor(name);
    } catch (error) {
      thread().core.release(this.#message);
      throw error;
    }
    for (const hold of holds) this.#adopted.push(Handle.adopt(hold, "a process"));
    this.#locals = { variables: new Map(), actor: this.#actor };
    this.#identity = childIdentity(this.#actor.slot, name, child, daemon, authKey);
    this.pid = this.#identity.pid;
    const { promise, resolve } = deferred<number>();
    this.exited = promise;
    this.#resolve = resolve;
    const run = () => this.#run();
    new Turns().add({ settled: false, run });
  }

  get waitable(): number {
    return new Slot(this.#actor.slot).life;
  }

  async join(timeout: number): Promise<void> {
    await withDeadline<unknown>(this.exited, timeout, () => {});
  }

  joinSync(timeout: number): void {
    runBlocking(() => {
      while (this.exitCode === null && runOtherWork());
    });
    // Its code runs on this thread, which no other thread can do for it.
    if (this.exitCode === null && timeout === Infinity) {
      throw new ProcessError(
        "Cannot block until the process has ended as it awaits something: use the method that returns a promise",
      );
    }
    waitSync(this.waitable, () => this.exitCode === null ? BLOCKED : 0, timeout);
  }

  kill(signal: number): void {
    if (this.exitCode !== null) return;
    const { core } = thread();
    // It may go on all the same, and write to what it got.
    for (const { record, generation } of this.#adopted) core.taint(record, generation);
    this.#ended(-signal);
  }

  #run(): void {
    if (this.exitCode !== null) return;
    const run = () => {
      setOwnIdentity(this.#identity);
      const message = this.#message;
      this.#message = 0;
      const { args, fields } = collectAdopted(this.#adopted, () => unpackMessage(message)) as ProcessPayload;
      const process = adoptProcess(this.#target, args, this.#subclass, fields);
      getLogger().info("child process calling self.run()");
      return process.run();
    };
    settle(
      () => runWithLocals(this.#locals, run),
      () => this.#leave(0),
      (error) => {
        if (this.exitCode === null) console.error(`Process ${this.#identity.name}:\n${inspect(error)}`);
        this.#leave(1);
      },
    );
  }

  /** Ends in order. */
  #leave(exitCode: number): void {
    if (this.exitCode !== null) return;
    const end = () => {
      getLogger().info(() => `process exiting with exitcode ${exitCode}`);
      this.#ended(exitCode);
    };
    runWithLocals(this.#locals, () => {
      if (!hasExitHooks()) return end();
      if (!isBlocking()) return void runExitHooks().then(end);
      runExitHooksSync();
      end();
    });
  }

  #ended(exitCode: number): void {
    if (this.exitCode !== null) return;
    this.exitCode = exitCode;
    const { core } = thread();
    if (this.#message !== 0) core.release(this.#message);
    this.#message = 0;
    for (const handle of this.#adopted) handle[Symbol.dispose]();
    this.#actor.end(exitCode < 0);
    this.#resolve(exitCode);
  }
}
