/**
 * How processes are started in threads: importing this makes it known.
 *
 * @module
 */
import { kernelBytes } from "../kernel/kernel_registry.ts";
import { packMessage } from "../codec/message.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { classRef } from "../task/class_ref.ts";
import { definitionOf } from "../task/definition.ts";
import type { AnyClass, ClassRef } from "../task/refs.ts";
import { assertNotBootstrapping, startThread } from "../threads/start_thread.ts";
import { type Child, type Launch, setLaunch } from "./launcher.ts";
import { Process } from "./process_class.ts";
import { nameOfPart, type ProcessOrder } from "./process_payload.ts";
import { childrenOf, parseModule } from "../task/syntax_tree.ts";
import { BLOCKED, OWNER_SLOT, STATE_FINISHED } from "../core/layout.ts";
import { keepAlive } from "../waiting/keep_alive.ts";
import { longBlockingHooks } from "../waiting/blocking.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import "../threads/watchdog.ts";
import { reportUnstoppable } from "../threads/unstoppable.ts";
import type { WorkerExit, WorkerHandle } from "../threads/worker_handle.ts";
import { type SharedRef, transferHold } from "../memory/handle.ts";
import { throwCoreError } from "../memory/core_calls.ts";
import { withDeadline } from "../options/promises.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import type { ProcessRole } from "../threads/thread_order.ts";

const launchThread: Launch = (process, options) => {
  const { target, args = [], name, daemon, authKey, maxHeap, child: number, holds } = options;
  assertNotBootstrapping(`start process "${name}"`);
  const definition = target && definitionOf(target, kernelBytes);
  const order: ProcessOrder = {
    target: definition && { record: definition.record, generation: definition.generation },
    args,
    subclass: subclassRef(process.constructor as AnyClass),
    // The base class has none.
    fields: { ...process },
  };
  const needs = [...definition?.needs ?? [], ...holds];
  const child = new ThreadChild(packMessage(order, nameOfPart), needs, {
    ...{ name, child: number, daemon, authKey, maxHeap },
    task: definition?.name,
  });
  // A definition lives as long as somebody here refers to it.
  child.exited.then(() => definition, () => {});
  return child;
};

function subclassRef(cls: AnyClass): ClassRef | undefined {
  if (cls === Process) return undefined;
  const member = privateMember(cls, Process);
  if (member !== undefined) {
    throw new TransferError(
      `Cannot send class "${cls.name}": its private member "${member}" cannot travel; make it a public one`,
    );
  }
  return classRef(cls, Process);
}

setLaunch("thread", launchThread);

/**
 * The name of a private member (`#x`) that objects of a class have from it or from a class between it and `base`: the
 * constructor alone can give it to an object. `undefined` if there is none.
 */
export function privateMember(cls: AnyClass, base: AnyClass): string | undefined {
  for (let at = cls; at !== base && at !== null; at = Object.getPrototypeOf(at)) {
    const [statement] = parseModule(`(${Function.prototype.toString.call(at)}\n)`).body;
    if (statement?.type !== "ExpressionStatement" || statement.expression.type !== "ClassExpression") {
      continue;
    }
    for (const member of childrenOf(statement.expression.body)) {
      if (member.type !== "PropertyDefinition" && member.type !== "MethodDefinition") continue;
      if (member.key.type === "PrivateIdentifier" && !member.static) return `#${member.key.name}`;
    }
  }
  return undefined;
}

/** How a child thread is set up. */
export interface ThreadChildOptions {
  readonly name: string;
  /** The number of this thread's child that it is. */
  readonly child: number;
  readonly daemon: boolean;
  readonly authKey: Uint8Array<ArrayBuffer>;
  readonly maxHeap: number | undefined;
  /** The name of the function that it runs. */
  readonly task: string | undefined;
}

/**
 * A process in a worker thread. Its exit code is known as soon as the thread has written it or, if it could not, once the thread is
 * gone: until then a thread that was killed may still write.
 */
export class ThreadChild implements Child {
  readonly pid: number;
  readonly exited: Promise<number>;
  readonly #worker: WorkerHandle;
  readonly #name: string;
  #signal = 0;
  #exitCode: number | null = null;
  #lastCode = 1;
  stuck: Error | undefined;

  /**
   * The thread gets this thread's hold of the message with its order, and a hold of its own on what `needs` names: it may outlive
   * this thread.
   */
  constructor(message: number, needs: readonly SharedRef[], options: ThreadChildOptions) {
    this.#name = options.name;
    const role = (slot: number): ProcessRole => {
      for (const { record, generation } of needs) {
        const held = thread().core.hold(record, generation, OWNER_SLOT + slot);
        if (held < 0) throwCoreError(held, "a process's target");
      }
      return { kind: "process", message: transferHold(message, slot, "a process's message") };
    };
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#worker = startThread({ ...options, role }, {
      onEnd: (exit) => this.#onEnd(exit),
      onUnstoppable: () => reject(this.stuck = reportUnstoppable(this.#name, options.task)),
    });
    this.pid = this.#worker.pid;
    this.exited = promise;
    // Whoever waits for it is told.
    promise.catch(() => {});
    this.#worker.exited.then(() => {
      this.stuck = undefined;
      resolve(this.exitCode!);
    });
  }

  get exitCode(): number | null {
    if (this.#exitCode !== null) return this.#exitCode;
    const { slot, state, isGone } = this.#worker;
    if (isGone) this.#exitCode = this.#lastCode;
    // It may finish before a signal reaches it, but not after.
    else if (state === STATE_FINISHED) this.#exitCode = new Slot(slot).exitCode;
    return this.#exitCode;
  }

  get waitable(): number {
    return new Slot(this.#worker.slot).life;
  }

  async join(timeout: number): Promise<void> {
    keepAlive.add();
    try {
      await withDeadline<unknown>(this.exited, timeout, () => {});
    } finally {
      keepAlive.remove();
    }
  }

  joinSync(timeout: number): void {
    // Of the end of a thread that was killed a main thread that blocks hears from the watchdog.
    if (this.#signal !== 0 && this.exitCode === null) longBlockingHooks.run();
    const attempt = () => {
      if (this.exitCode !== null) return 0;
      if (this.stuck !== undefined) throw this.stuck;
      return BLOCKED;
    };
    waitSync(this.waitable, attempt, timeout);
  }

  kill(signal: number): void {
    if (this.exitCode !== null) return;
    this.#signal = signal;
    this.#worker.kill();
  }

  #onEnd(exit: WorkerExit): void {
    this.#lastCode = exit.killed && !exit.finished ? -this.#signal : exit.code & 0xff;
    // Other errors have been reported by the thread.
    if (exit.error !== undefined && !exit.finished && !exit.killed) {
      console.error(`Process ${this.#name} ${exit.reason}`);
    }
  }
}
