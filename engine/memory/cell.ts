import { loadWord, readCount, storeWord, type Words } from "../atomics/words.ts";
import * as layout from "../core/layout.ts";
import { type Thread, thread } from "./thread.ts";

/** The most numbers that a cell has room for. */
export const MAX_CELL_NUMBERS: number = layout.CELL_INLINE_SIZE / 8;

/** The form of values that have been read. */
const READ = -1;

/**
 * A task's cell in the control memory.
 *
 * A cell is its client's while it is free and once it is done, and its worker's while it runs; the call of the core that hands
 * it over orders what was written before. So its words are read and written as ordinary ones. The exceptions are the state,
 * and whether the task has started or has been read: at these one side looks while the cell is the other's, by atomic loads.
 */
export class Cell {
  readonly #thread: Thread;
  readonly #words: Words;
  readonly #start: number;

  /** The cell of that number. */
  constructor(cell: number) {
    this.#thread = thread();
    this.#words = this.#thread.words;
    this.#start = layout.CELLS + cell * layout.CELL_SIZE;
  }

  /** One of `CELL_FREE` to `CELL_CANCELLED`. */
  get state(): number {
    return loadWord(this.#words, this.#start + layout.CELL_STATE);
  }

  /** Makes it the cell of a client's next task, which nobody times and which has neither a message nor a result. */
  reset(client: number): void {
    const words = this.#words, start = this.#start;
    words[(start + layout.CELL_CLIENT) >> 2] = client;
    words[(start + layout.CELL_MESSAGE) >> 2] = 0;
    words[(start + layout.CELL_RESULT) >> 2] = 0;
    words[(start + layout.CELL_TIMED) >> 2] = 0;
  }

  // Of the client

  /** What is to be done with the function. */
  get kind(): number {
    return this.#words[(this.#start + layout.CELL_KIND) >> 2]!;
  }

  set kind(kind: number) {
    this.#words[(this.#start + layout.CELL_KIND) >> 2] = kind;
  }

  /** Record of the function's definition. */
  get functionRecord(): number {
    return this.#words[(this.#start + layout.CELL_FUNCTION) >> 2]!;
  }

  /** Generation of that record. */
  get functionGeneration(): number {
    return readCount(this.#words, this.#start + layout.CELL_FUNCTION_GENERATION);
  }

  /** Names the function's definition. */
  setFunction(record: number, generation: number): void {
    this.#words[(this.#start + layout.CELL_FUNCTION) >> 2] = record;
    this.#words[(this.#start + layout.CELL_FUNCTION_GENERATION) >> 2] = generation;
  }

  /** Record of the block with the arguments, 0 if they are inline. */
  get message(): number {
    return this.#words[(this.#start + layout.CELL_MESSAGE) >> 2]!;
  }

  set message(record: number) {
    this.#words[(this.#start + layout.CELL_MESSAGE) >> 2] = record;
  }

  /** Whether the client wants to know when the task starts. */
  get isTimed(): boolean {
    return this.#words[(this.#start + layout.CELL_TIMED) >> 2] === 1;
  }

  set isTimed(isTimed: boolean) {
    this.#words[(this.#start + layout.CELL_TIMED) >> 2] = isTimed ? 1 : 0;
  }

  /** Whether a task that is timed has started. */
  get hasStarted(): boolean {
    return loadWord(this.#words, this.#start + layout.CELL_TIMED) === 2;
  }

  // Of the worker

  /** Whether the worker has read the values, so that it needs the message itself no more, only what that holds. */
  get isRead(): boolean {
    return loadWord(this.#words, this.#start + layout.CELL_FORM) === READ;
  }

  /** Until there are results. */
  markAsRead(): void {
    storeWord(this.#words, this.#start + layout.CELL_FORM, READ);
  }

  /** Microseconds that the task ran. */
  get elapsed(): number {
    return this.#words[(this.#start + layout.CELL_ELAPSED) >> 2]!;
  }

  set elapsed(microseconds: number) {
    this.#words[(this.#start + layout.CELL_ELAPSED) >> 2] = microseconds;
  }

  /** 0 a value, 1 an error, 2 no memory for either. */
  get outcome(): number {
    return this.#words[(this.#start + layout.CELL_OUTCOME) >> 2]!;
  }

  set outcome(outcome: number) {
    this.#words[(this.#start + layout.CELL_OUTCOME) >> 2] = outcome;
  }

  /** Hold of the block with the result, 0 if that is inline. */
  get result(): number {
    return this.#words[(this.#start + layout.CELL_RESULT) >> 2]!;
  }

  set result(hold: number) {
    this.#words[(this.#start + layout.CELL_RESULT) >> 2] = hold;
  }

  // Of whoever has the cell: its values

  /** How the inline bytes are to be read. */
  get form(): number {
    return this.#words[(this.#start + layout.CELL_FORM) >> 2]!;
  }

  set form(form: number) {
    this.#words[(this.#start + layout.CELL_FORM) >> 2] = form;
  }

  /** Address of the inline bytes, `CELL_INLINE_SIZE` of them. */
  get inlineAddress(): number {
    return this.#start + layout.CELL_INLINE;
  }

  /** One of the inline numbers, of which there are up to {@linkcode MAX_CELL_NUMBERS}. */
  number(index: number): number {
    return this.#thread.doubles[((this.#start + layout.CELL_INLINE) >> 3) + index]!;
  }

  setNumber(index: number, value: number): void {
    this.#thread.doubles[((this.#start + layout.CELL_INLINE) >> 3) + index] = value;
  }

  /** The first `count` of the inline numbers. */
  numbers(count: number): number[] {
    const first = (this.#start + layout.CELL_INLINE) >> 3;
    return Array.from(this.#thread.doubles.subarray(first, first + count));
  }
}
