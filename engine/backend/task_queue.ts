/** How many places may be left behind before the list is cut. */
const MAX_TAKEN_TASKS = 1024;

/** Tasks that wait, in order. A task that is settled meanwhile is passed over. */
export class TaskQueue<Task extends { readonly settled: boolean }> {
  #tasks: Task[] = [];
  #first = 0;

  get isEmpty(): boolean {
    return this.#first === this.#tasks.length;
  }

  push(task: Task): void {
    this.#tasks.push(task);
  }

  /** Takes the first task; `undefined` if there is none. */
  shift(): Task | undefined {
    while (this.#first < this.#tasks.length) {
      const task = this.#tasks[this.#first++]!;
      if (this.#first > MAX_TAKEN_TASKS && this.#first * 2 > this.#tasks.length) {
        this.#tasks = this.#tasks.slice(this.#first);
        this.#first = 0;
      }
      if (!task.settled) return task;
    }
    this.#tasks = [];
    this.#first = 0;
    return undefined;
  }
}
