import * as layout from "../../core/layout.ts";
import { doorbell } from "../../waiting/doorbell.ts";
import { Cell } from "../../memory/cell.ts";
import { isolateState } from "../../platform/copies.ts";
import { thread } from "../../memory/thread.ts";

/** Who gave a cell away, and is told when it comes back. */
export interface CellOwner {
  /** The cell is done, or was cancelled before it ran. The owner gives it back with {@linkcode Cells.put}. */
  onReturn(cell: number, cancelled: boolean): void;
  /** There may be a free cell again, after there was none. */
  onRoom(): void;
}

/** Who wants to look at its cells whenever a doorbell has rung. */
export interface CellWatcher {
  /** Called after a batch of returns. */
  onDrained(): void;
}

/** Milliseconds of completions that are handled before the event loop has a turn. */
const BUDGET_MS = 8;
const CHECK_EVERY_CELLS = 128;

/** This thread's cells: the ones that are free, and who has the others. */
class Cells {
  /** The number of the first. */
  readonly first: number;
  readonly #free: number[];
  readonly #owners: (CellOwner | undefined)[];
  readonly #watchers = new Set<CellWatcher>();
  /** Those that found no free cell: pools share the cells, so it may be another's that comes back. */
  readonly #waitingForCell = new Set<CellOwner>();
  #listening = false;

  constructor() {
    const { slot } = thread();
    const count = slot === 0 ? layout.MAIN_CELLS : layout.WORKER_CELLS;
    this.first = slot === 0 ? 0 : layout.MAIN_CELLS + (slot - 1) * layout.WORKER_CELLS;
    this.#free = Array.from({ length: count }, (_, index) => this.first + count - 1 - index);
    this.#owners = new Array(count).fill(undefined);
  }

  /** Whether there is a free cell. */
  get hasFree(): boolean {
    return this.#free.length > 0;
  }

  /** A free cell for `owner`, -1 if there is none. */
  take(owner: CellOwner): number {
    const cell = this.#free.pop();
    if (cell === undefined) {
      this.awaitRoom(owner);
      return -1;
    }
    if (!this.#listening) this.#listen();
    this.#owners[cell - this.first] = owner;
    new Cell(cell).reset(thread().slot);
    return cell;
  }

  /** `owner.onRoom` is called, once, when there is a free cell again. */
  awaitRoom(owner: CellOwner): void {
    this.#waitingForCell.add(owner);
  }

  /** The cell is free again. */
  put(cell: number): void {
    this.#owners[cell - this.first] = undefined;
    thread().core.setCell(cell, layout.CELL_FREE);
    this.#free.push(cell);
    if (this.#waitingForCell.size > 0) this.#notifyNextWaiter();
  }

  /** `watcher.onDrained` is called after every ring of the doorbell. */
  watch(watcher: CellWatcher): void {
    this.#watchers.add(watcher);
  }

  unwatch(watcher: CellWatcher): void {
    this.#watchers.delete(watcher);
  }

  #listen(): void {
    this.#listening = true;
    const { core, slot } = thread();
    // What the last thread with this slot left in its ring is nobody's.
    if (slot !== 0) core.openRing(slot, layout.WORKER_CELLS);
    doorbell().addDrain(() => this.#drain());
  }

  /** Tells the one that has waited longest. */
  #notifyNextWaiter(): void {
    for (const owner of this.#waitingForCell) {
      this.#waitingForCell.delete(owner);
      return owner.onRoom();
    }
  }

  #drain(): boolean {
    const { core, slot } = thread();
    let more = false;
    const end = performance.now() + BUDGET_MS;
    for (let count = 1;; count++) {
      const cell = core.pop(slot);
      if (cell < 0) break;
      const cancelled = new Cell(cell).state === layout.CELL_CANCELLED;
      this.#owners[cell - this.first]!.onReturn(cell, cancelled);
      if (count % CHECK_EVERY_CELLS === 0 && performance.now() > end) {
        more = true;
        break;
      }
    }
    for (const watcher of this.#watchers) watcher.onDrained();
    return more;
  }
}

let current: Cells | undefined;

/** This thread's. */
export function cells(): Cells {
  return current ??= isolateState("cells", () => new Cells());
}
