import { BLOCKED, CLOSED, KIND_QUEUE, STALE } from "../core/layout.ts";
import { doorbell, type WaitOptions } from "../waiting/doorbell.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { dropPreallocatedBuffer, preallocateBuffer } from "../codec/buffer_reader.ts";
import { type MessageSink, packForSink, packMessage, unpackMessage } from "../codec/message.ts";
import type { SharedRef } from "../memory/handle.ts";
import { Handle } from "../memory/handle.ts";
import { throwCoreError } from "../memory/core_calls.ts";
import { QueueView } from "../memory/objects.ts";
import { heldRecord, recordBytes } from "../memory/records.ts";
import { thread } from "../memory/thread.ts";
import { Taker } from "./taker.ts";

const MAX_EXPECTED_BYTES = 2 ** 31 - 1;

// The doorbell serves waits of one kind in their order, apart from those of the others.
const PUT = 0, GET = 1, POLL = 2, JOIN = 3;

/** What became of a wait. */
export type WaitOutcome = "done" | "timed out" | "closed";

/** What a wait for a message brought: the message, or `undefined` and why there is none. */
export interface Received {
  readonly outcome: WaitOutcome;
  readonly value: unknown;
}

const TIMED_OUT: Received = { outcome: "timed out", value: undefined };
const NO_MORE: Received = { outcome: "closed", value: undefined };

/** A queue of the core: what queues and the two directions of a pipe are made of. */
export class MessageQueue implements Disposable {
  readonly handle: Handle;
  readonly #view: QueueView;
  /** What errors call it. */
  readonly #name: string;
  readonly #get: () => number;
  /** Messages that were taken by calls that do not want such: they are the next ones for this object. */
  readonly #kept: unknown[] = [];
  readonly #poll: () => number;
  readonly #outlet: MessageSink;
  #taker: Taker | undefined;

  constructor(handle: Handle, name: string) {
    const { record, generation } = handle;
    const { core, isShared } = thread();
    this.handle = handle;
    this.#view = new QueueView(handle.address);
    this.#name = name;
    this.#get = () => {
      handle.assertLive(name);
      return this.#live(core.get(record, generation, this.#taker?.hold ?? 0));
    };
    this.#outlet = {
      putShort: (length) => this.#live(core.putShort(record, generation, length)),
      expectBuffer: (bytes) => {
        if (isShared && bytes <= MAX_EXPECTED_BYTES) core.expectBytes(record, generation, bytes);
      },
    };
    this.#poll = () => this.#kept.length > 0 || this.count > 0 || this.isClosed ? 0 : BLOCKED;
  }

  /** A new one, for at most `limit` messages of at most `byteLimit` bytes in all; any number if that is 0. */
  static create(limit: number, name: string, byteLimit = 0): MessageQueue {
    const handle = Handle.object(KIND_QUEUE, name, 0, limit);
    if (byteLimit > 0) thread().core.limitBytes(handle.record, byteLimit);
    return new MessageQueue(handle, name);
  }

  /** From now on what this thread takes is lost, and `join` told so, if the thread ends before it reports it done. */
  countTaken(): void {
    this.#taker ??= new Taker(this, this.ref);
  }

  /** What names it in every thread. */
  get ref(): SharedRef {
    this.handle.assertLive(this.#name);
    return this.handle;
  }

  /** Signalled at every change that a wait may be for. */
  get waitable(): number {
    return this.#view.waitable;
  }

  /** Messages in it. */
  get count(): number {
    return this.#queue.count;
  }

  /** Bytes of shared memory that its messages take. */
  get bytes(): number {
    return this.#queue.bytes;
  }

  /** Whether it has as many messages, or bytes, as it may. */
  get isFull(): boolean {
    const { limit, byteLimit, count, bytes } = this.#queue;
    return (limit !== 0 && count >= limit) || (byteLimit !== 0 && bytes >= byteLimit);
  }

  /** Whether no message can be put any more. */
  get isClosed(): boolean {
    return this.#queue.isClosed;
  }

  /** Whether no message can be put any more, or nobody is left to take them. */
  get #isOver(): boolean {
    const queue = this.#queue;
    return queue.isClosed || queue.hasLostReaders;
  }

  /** Messages put and not yet reported done. */
  get unfinished(): number {
    return this.#queue.unfinished;
  }

  /** Packs `value` now, and puts it as soon as there is room. */
  async put(value: unknown, options: WaitOptions): Promise<WaitOutcome> {
    if (this.#isOver) return "closed";
    const isFirst = !options.signal?.aborted && !doorbell().isWaitedFor(this.waitable, PUT);
    const message = this.#packed(value, isFirst);
    if (message <= 0) return outcomeOfPut(message);
    try {
      return this.#finishPut(message, await this.#wait(PUT, this.#putting(message), options));
    } catch (error) {
      thread().core.release(message);
      throw error;
    }
  }

  putSync(value: unknown, timeout: number): WaitOutcome {
    if (this.#isOver) return "closed";
    const message = this.#packed(value, true);
    if (message <= 0) return outcomeOfPut(message);
    try {
      return this.#finishPut(message, this.#waitSync(this.#putting(message), timeout));
    } catch (error) {
      thread().core.release(message);
      throw error;
    }
  }

  /** Takes the oldest message as soon as there is one. One that `check` throws at is left for the next call. */
  async get(options: WaitOptions, check?: (value: unknown) => void): Promise<Received> {
    let value: unknown;
    let refusal: { readonly error: unknown } | undefined;
    const result = await this.#wait(GET, () => {
      if (this.#kept.length > 0) value = this.#kept.shift();
      else {
        const message = this.#get();
        if (message < 0) return message;
        value = unpackMessage(message);
      }
      try {
        check?.(value);
      } catch (error) {
        this.#kept.unshift(value);
        refusal = { error };
      }
      return 0;
    }, options);
    if (refusal === undefined) return result === 0 ? { outcome: "done", value } : notReceived(result);
    // Who waits next may want it.
    thread().core.wake(this.waitable);
    throw refusal.error;
  }

  getSync(timeout: number, check?: (value: unknown) => void): Received {
    const received = this.#kept.length > 0
      ? { outcome: "done" as const, value: this.#kept.shift() }
      : this.#takeSync(timeout);
    if (check === undefined || received.outcome !== "done") return received;
    try {
      check(received.value);
      return received;
    } catch (error) {
      this.#kept.unshift(received.value);
      throw error;
    }
  }

  #takeSync(timeout: number): Received {
    try {
      const message = this.#waitSync(timeout === Infinity ? this.#getPrepared : this.#get, timeout);
      return message < 0 ? notReceived(message) : { outcome: "done", value: unpackMessage(message) };
    } finally {
      dropPreallocatedBuffer();
    }
  }

  /**
   * Takes the oldest message. If one with a large buffer is being packed, the memory for that is got meanwhile, which may take
   * longer than a timeout.
   */
  readonly #getPrepared = (): number => {
    const message = this.#get();
    if (message === BLOCKED && this.#queue.expectedBytes !== 0) {
      const { record, generation } = this.handle;
      preallocateBuffer(thread().core.expectBytes(record, generation, 0));
    }
    return message;
  };

  /** Waits until there is a message, or none will come. */
  async poll(options: WaitOptions): Promise<boolean> {
    return await this.#wait(POLL, this.#poll, options) === 0;
  }

  pollSync(timeout: number): boolean {
    return this.#waitSync(this.#poll, timeout) === 0;
  }

  /** Reports a message done; `false` if none is unfinished. */
  taskDone(): boolean {
    const { record, generation } = this.handle;
    this.handle.assertLive(this.#name);
    return this.#live(thread().core.taskDone(record, generation, this.#taker?.holdIfAny ?? 0)) === 0;
  }

  /** Messages that threads had taken, and not reported done, when they ended. */
  get lost(): number {
    return this.#queue.lost;
  }

  /** Waits until every message has been reported done: "closed" if some were lost, and so never will be. */
  async join(options: WaitOptions): Promise<WaitOutcome> {
    return outcomeOfJoin(await this.#wait(JOIN, this.#joined, options));
  }

  joinSync(timeout: number): WaitOutcome {
    return outcomeOfJoin(this.#waitSync(this.#joined, timeout));
  }

  readonly #joined = (): number => {
    const { unfinished, lost } = this.#queue;
    if (unfinished === 0) return 0;
    return lost === 0 ? BLOCKED : CLOSED;
  };

  /** No more messages are put; those in it can still be taken. */
  close(): void {
    const { record, generation } = this.handle;
    this.handle.assertLive(this.#name);
    this.#live(thread().core.closeQueue(record, generation));
  }

  /** Lets go of it, and fails what this thread waits for through it. */
  [Symbol.dispose](): void {
    if (this.handle.isLive) thread().core.wake(this.waitable);
    this.#taker?.release();
    this.handle[Symbol.dispose]();
  }

  #wait(kind: number, attempt: () => number, options: WaitOptions): Promise<number> {
    this.handle.assertLive(this.#name);
    return doorbell().wait(this.waitable, kind, attempt, options);
  }

  #waitSync(attempt: () => number, timeout: number): number {
    this.handle.assertLive(this.#name);
    return waitSync(this.waitable, attempt, timeout);
  }

  /**
   * This thread's hold on a message, which would fit if the queue were empty. If `putsShort` is set a short one is put at once if
   * there is room: then it is 0, or CLOSED.
   */
  #packed(value: unknown, putsShort: boolean): number {
    const message = putsShort ? packForSink(this.#outlet, value) : packMessage(value);
    const byteLimit = message <= 0 ? 0 : this.#queue.byteLimit;
    if (byteLimit === 0) return message;
    const bytes = recordBytes(heldRecord(message));
    if (bytes <= byteLimit) return message;
    thread().core.release(message);
    throw new RangeError(
      `Cannot put an item of ${bytes} bytes into ${this.#name} that holds at most ${byteLimit}`,
    );
  }

  #putting(message: number): () => number {
    const { record, generation } = this.handle;
    const { core } = thread();
    return () => {
      this.handle.assertLive(this.#name);
      return this.#live(core.put(record, generation, message));
    };
  }

  #finishPut(message: number, result: number): WaitOutcome {
    if (result !== 0) thread().core.release(message);
    return result === BLOCKED ? "timed out" : outcomeOfPut(result);
  }

  /** A result of the core's; throws if this handle or the queue is gone. */
  #live(result: number): number {
    if (result === STALE) throwCoreError(STALE, this.#name);
    return result;
  }

  /** Its words; throws if this handle is gone. */
  get #queue(): QueueView {
    this.handle.assertLive(this.#name);
    return this.#view;
  }
}

/** What became of putting without a wait. */
function outcomeOfPut(result: number): WaitOutcome {
  return result === 0 ? "done" : "closed";
}

function outcomeOfJoin(result: number): WaitOutcome {
  if (result === BLOCKED) return "timed out";
  return result === 0 ? "done" : "closed";
}

function notReceived(result: number): Received {
  return result === BLOCKED ? TIMED_OUT : NO_MORE;
}
