import type { PendingTask } from "./thread_backend.ts";

/** Tasks that wait for a cell, in order. Any of them can leave. */
export class TaskQueue {
  readonly #tasks = new Set<PendingTask>();
  #first: PendingTask | undefined;

  get isEmpty(): boolean {
    return this.#first === undefined && this.#tasks.size === 0;
  }

  push(task: PendingTask): void {
    this.#tasks.add(task);
  }

  /** Puts back what {@linkcode shift} has just taken. */
  unshift(task: PendingTask): void {
    this.#first = task;
  }

  shift(): PendingTask | undefined {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) return first;
    for (const task of this.#tasks) {
      this.#tasks.delete(task);
      return task;
    }
    return undefined;
  }

  delete(task: PendingTask): void {
    if (this.#first === task) this.#first = undefined;
    else this.#tasks.delete(task);
  }
}
