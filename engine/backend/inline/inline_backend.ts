import type { FinalizerResult } from "../../exit/exit_reason.ts";
import { LocalCopy } from "../../codec/copier.ts";
import { errorInstead } from "../../codec/error_instead.ts";
import { runBlocking, runOtherWork } from "../../waiting/blocking.ts";
import { PoolClosedError } from "../../errors/pool_errors.ts";
import { ProcessError } from "../../errors/process_error.ts";
import { kernelInfo } from "../../kernel/kernel.ts";
import { type Deferred, deferred } from "../../options/promises.ts";
import { currentLocals, runWithLocals } from "../../memory/thread_local.ts";
import { type AnyFunction, checkFunction } from "../../task/refs.ts";
import type { Callable } from "../../worker/callable.ts";
import { inlineExitHooks } from "../../exit/exit_hooks.ts";
import { runTask } from "../../worker/run_task.ts";
import { sendOutcome } from "../../worker/send_outcome.ts";
import type { Backend, BackendOptions, Definition, KernelJob, Submission, TaskRequest } from "../backend.ts";
import { runSharedJob } from "../kernel_job.ts";
import { copyValues, isImmutable } from "../copy_values.ts";
import {
  initializerFailure,
  initializerTooSlow,
  noRoomForResult,
  notInitialized,
  timedOut,
} from "../task_errors.ts";
import { TaskQueue } from "../task_queue.ts";
import { InlineWorker } from "./inline_worker.ts";
import { settle, Turns } from "./turns.ts";

/** Milliseconds that the finalizers of a terminated pool may take. */
const MAX_FINALIZING_MS = 1000;

/** A function of this thread's, which is called as it is. */
interface InlineDefinition extends Definition {
  readonly callable: Callable;
}

/** A submitted task, until it is settled. */
interface InlineTask extends Submission {
  settled: boolean;
  /** The copy of its arguments, unless they need none. */
  copy: LocalCopy | undefined;
  /** The worker that runs it. */
  worker: InlineWorker | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  onAbort: (() => void) | undefined;
}

/**
 * Runs tasks on the thread that submits them, where there are no threads, or for debugging. Values are copied all the same. A
 * task that awaits something lets others run meanwhile, as many as there are workers. One that does not cannot be stopped: its
 * timeout is seen when it has returned. What is stopped while it awaits goes on, but nobody hears of it.
 */
export class InlineBackend implements Backend {
  readonly finalizerResults: FinalizerResult[] = [];
  readonly #options: BackendOptions;
  readonly #initArgs: LocalCopy | undefined;
  /** By their numbers. */
  readonly #workers: (InlineWorker | undefined)[];
  readonly #waiting = new TaskQueue<InlineTask>();
  readonly #running = new Set<InlineTask>();
  readonly #turns = new Turns();
  /** Workers that end in order, and when they have. */
  readonly #leaving = new Map<InlineWorker, Promise<void>>();
  /** Who opened it, and is told how its tasks end. */
  readonly #owner = currentLocals();
  #pending = 0;
  #failure: Error | undefined;
  #isForced = false;
  readonly #initTimers: (ReturnType<typeof setTimeout> | undefined)[] = [];
  #isEnding = false;
  #isAbandoned = false;
  #closing: Deferred<void> | undefined;

  constructor(options: BackendOptions) {
    this.#options = options;
    const { initializer } = options;
    this.#initArgs = initializer && new LocalCopy(initializer.values, "borrow", "initArgs");
    this.#workers = new Array(options.processes).fill(undefined);
    this.#owner.actor?.exitListeners.add(this.#abandon);
  }

  get processes(): number {
    return this.#options.processes;
  }

  get pending(): number {
    return this.#pending;
  }

  define(fn: AnyFunction): InlineDefinition {
    checkFunction(fn);
    return { name: fn.name || "anonymous", callable: { fn, kernel: kernelInfo(fn) } };
  }

  submit(request: TaskRequest): Submission {
    if (this.#isAbandoned) return { request, settled: true };
    if (this.#failure !== undefined) throw this.#failure;
    const { values, signal } = request;
    const task: InlineTask = {
      request,
      settled: false,
      copy: undefined,
      worker: undefined,
      timer: undefined,
      onAbort: undefined,
    };
    if (signal?.aborted) {
      task.settled = true;
      request.fail(signal.reason);
      return task;
    }
    if (!values.every(isImmutable)) task.copy = new LocalCopy(values, "borrow", request.nameOf ?? "args");
    if (signal !== undefined) {
      task.onAbort = () => this.#stop(task, signal.reason);
      signal.addEventListener("abort", task.onAbort);
    }
    this.#pending++;
    this.#waiting.push(task);
    this.#goOn();
    return task;
  }

  runJob(job: KernelJob): void {
    runSharedJob(this, job);
  }

  drop(task: Submission, reason: unknown): boolean {
    const { settled, worker } = task as InlineTask;
    if (settled || worker !== undefined) return false;
    this.#stop(task as InlineTask, reason);
    return true;
  }

  isRunning(task: Submission): boolean {
    return !task.settled && (task as InlineTask).worker !== undefined;
  }

  serveUntil(done: () => boolean, timeout: number): boolean {
    return runBlocking(() => {
      while (!done()) {
        if (runOtherWork()) continue;
        // What still runs awaits something, which the event loop would have to bring.
        if (timeout < Infinity) return false;
        throw new ProcessError(
          "Cannot block until the task is done as it awaits something: use the method that returns a promise",
        );
      }
      return true;
    });
  }

  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = deferred<void>();
      this.#endIfDone();
    }
    return this.#closing.promise;
  }

  terminate(reason: Error, force = false): Promise<void> {
    this.#isForced ||= force;
    this.#break(reason);
    const gone = this.close();
    if (!this.#isForced && this.#options.finalizer !== undefined) {
      const timer = setTimeout(() => {
        for (const worker of this.#leaving.keys()) worker.end(true);
        this.#closing!.resolve();
      }, MAX_FINALIZING_MS);
      void gone.then(() => clearTimeout(timer));
    }
    return gone;
  }

  /** Its owner has ended, and hears of nothing any more. */
  readonly #abandon = (): void => {
    this.#isAbandoned = true;
    void this.terminate(new PoolClosedError("Its owner has ended"), true);
  };

  /** Has the next task run, if there is a worker for it then. */
  #goOn(): void {
    this.#turns.add({ settled: false, run: this.#runNext });
  }

  readonly #runNext = (): void => {
    let id = this.#workers.findIndex((worker) => worker !== undefined && !worker.isBusy);
    if (id < 0) id = this.#workers.indexOf(undefined);
    if (id < 0) return;
    const task = this.#waiting.shift();
    if (task === undefined) return;
    let worker: InlineWorker;
    try {
      worker = this.#workers[id] ??= this.#hire(id);
    } catch (error) {
      return this.#stop(task, error);
    }
    worker.isBusy = true;
    task.worker = worker;
    this.#running.add(task);
    if (worker.isReady) this.#run(task, worker);
    else this.#initialize(worker, task);
  };

  #hire(id: number): InlineWorker {
    return runWithLocals(this.#owner, () => new InlineWorker(id, this.#options.name));
  }

  #initialize(worker: InlineWorker, task: InlineTask): void {
    const { initializer, initTimeout } = this.#options;
    const timer = initTimeout === undefined
      ? undefined
      : setTimeout(() => this.#break(initializerTooSlow(initTimeout)), initTimeout);
    this.#initTimers.push(timer);
    const initialize = () => initializer?.fn(...copyValues(this.#initArgs!.value as unknown[], "initArgs"));
    settle<unknown>(() => worker.run(initialize), (context) => {
      worker.context = context;
      worker.isReady = true;
      clearTimeout(timer);
      clearTimeout(task.timer);
      this.#run(task, worker);
    }, (error) => {
      clearTimeout(timer);
      this.#break(initializerFailure(copyThrown(error)));
    });
    if (worker.isReady || this.#failure !== undefined) return;
    // It awaits something.
    const { request } = task;
    const { timeout } = request;
    if (timeout !== undefined) {
      task.timer = setTimeout(() => this.#stop(task, notInitialized(request)), timeout);
    }
  }

  #run(task: InlineTask, worker: InlineWorker): void {
    if (task.settled) return this.#leave(task, worker);
    const { request, copy } = task;
    const { callable } = request.definition as InlineDefinition;
    const started = performance.now();
    const end = (values: unknown[], hasFailed: boolean) => {
      const elapsed = performance.now() - started;
      try {
        this.#finish(task, values, elapsed, hasFailed);
      } finally {
        this.#leave(task, worker);
      }
    };
    settle(
      () => {
        const values = copy === undefined ? [...request.values] : copy.value as unknown[];
        return worker.run(() => runTask(request.kind, callable, values));
      },
      (values) => end(values, false),
      (error) => end([error], true),
    );
    if (task.settled || request.timeout === undefined) return;
    // It awaits something.
    task.timer = setTimeout(() => this.#stop(task, timedOut(request)), request.timeout);
  }

  #finish(task: InlineTask, values: unknown[], elapsed: number, hasFailed: boolean): void {
    if (task.settled) return;
    const { request } = task;
    const { timeout } = request;
    if (timeout !== undefined && elapsed > timeout) {
      return this.#settle(task, () => request.fail(timedOut(request)));
    }
    const [results, failed] = sendBack(request, values, hasFailed);
    this.#settle(task, () => failed ? request.fail(results[0]) : request.succeed(results, elapsed));
  }

  /** The worker is free again, unless it was given up when its task was stopped. */
  #leave(task: InlineTask, worker: InlineWorker): void {
    dropCopy(task);
    if (this.#workers[worker.id] !== worker) return;
    worker.isBusy = false;
    const { maxTasksPerChild } = this.#options;
    if (++worker.count === maxTasksPerChild) {
      this.#workers[worker.id] = undefined;
      this.#dismiss(worker);
    }
    if (!this.#waiting.isEmpty) this.#goOn();
    this.#endIfDone();
  }

  /** Ends one task, which no worker has, or whose worker is given up with it. */
  #stop(task: InlineTask, reason: unknown): void {
    if (task.settled) return;
    const { worker } = task;
    if (worker !== undefined) {
      this.#workers[worker.id] = undefined;
      // It may go on all the same, and use what it got.
      worker.end(true);
      if (!this.#waiting.isEmpty) this.#goOn();
    } else dropCopy(task);
    this.#settle(task, () => task.request.fail(reason));
  }

  #settle(task: InlineTask, tell: () => void): void {
    task.settled = true;
    this.#running.delete(task);
    clearTimeout(task.timer);
    if (task.onAbort !== undefined) task.request.signal!.removeEventListener("abort", task.onAbort);
    this.#pending--;
    try {
      if (!this.#isAbandoned) runWithLocals(this.#owner, tell);
    } finally {
      this.#endIfDone();
    }
  }

  /** Nothing runs any more: all that is pending, and all that comes, fails with the reason. */
  #break(reason: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason;
    for (const timer of this.#initTimers) clearTimeout(timer);
    for (const task of this.#running) this.#stop(task, reason);
    for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift()) {
      this.#stop(task, reason);
    }
  }

  #endIfDone(): void {
    if (this.#closing === undefined || this.#pending > 0 || this.#isEnding) return;
    this.#isEnding = true;
    this.#turns.add({ settled: false, run: this.#end });
  }

  readonly #end = (): void => {
    this.#failure ??= new PoolClosedError("Cannot run the task as the workers have been dismissed");
    for (const worker of this.#workers.splice(0)) if (worker !== undefined) this.#dismiss(worker);
    void Promise.all(this.#leaving.values()).then(() => {
      this.#initArgs?.release();
      this.#owner.actor?.exitListeners.delete(this.#abandon);
      this.#closing!.resolve();
    });
  };

  /** Has a worker end: in order, if there is time. */
  #dismiss(worker: InlineWorker): void {
    if (this.#isForced || !worker.isReady) return worker.end(false);
    const gone = this.#leaveInOrder(worker).then(() => {
      worker.end(false);
      this.#leaving.delete(worker);
    });
    this.#leaving.set(worker, gone);
  }

  async #leaveInOrder(worker: InlineWorker): Promise<void> {
    const { finalizer } = this.#options;
    if (finalizer !== undefined) {
      try {
        const value = await worker.run(() => finalizer(worker.context));
        this.finalizerResults.push({ value: copyValues([value], () => "result")[0] });
      } catch (error) {
        this.finalizerResults.push({ error: copyThrown(error) });
      }
    }
    await worker.run(() => inlineExitHooks.get()?.());
  }
}

function dropCopy(task: InlineTask): void {
  task.copy?.release();
  task.copy = undefined;
}

/** A copy of what was thrown outside of any task. */
function copyThrown(error: unknown): unknown {
  const refusal = refusalOf(error, "the error");
  return refusal === undefined ? copyValues([error], () => "the error")[0] : errorInstead(error, refusal);
}

function refusalOf(value: unknown, name: string): unknown {
  try {
    copyValues([value], () => name);
  } catch (refusal) {
    return refusal;
  }
  return undefined;
}

/** Copies of what a task returned or threw; of why that cannot be sent, if it cannot. */
function sendBack(
  request: TaskRequest,
  values: unknown[],
  hasFailed: boolean,
): [values: unknown[], hasFailed: boolean] {
  try {
    return sendOutcome<[unknown[], boolean]>(request.kind, values, hasFailed, {
      send: (values, hasFailed, name) => [copyValues(values, name), hasFailed],
      refusalOf,
    });
  } catch {
    return [[noRoomForResult(request)], true];
  }
}
