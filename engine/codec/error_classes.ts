import { AuthenticationError } from "../errors/authentication_error.ts";
import { BootstrapError } from "../errors/bootstrap_error.ts";
import { BrokenBarrierError } from "../errors/broken_barrier_error.ts";
import { BrokenExecutorError } from "../errors/broken_executor_error.ts";
import { BufferTooShortError } from "../errors/buffer_too_short_error.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { ConnectionClosedError } from "../errors/connection_closed_error.ts";
import { ConnectionRefusedError } from "../errors/connection_refused_error.ts";
import { FileExistsError } from "../errors/file_exists_error.ts";
import { FileNotFoundError } from "../errors/file_not_found_error.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { KernelError } from "../errors/kernel_error.ts";
import { OutOfMemoryError } from "../errors/out_of_memory_error.ts";
import { PoolClosedError } from "../errors/pool_closed_error.ts";
import { ProcessError } from "../errors/process_error.ts";
import { QueueClosedError } from "../errors/queue_closed_error.ts";
import { QueueEmptyError } from "../errors/queue_empty_error.ts";
import { QueueFullError } from "../errors/queue_full_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { TransferError } from "../errors/transfer_error.ts";
import { WorkerLostError } from "../errors/worker_lost_error.ts";

/** A class of errors, whatever its constructor takes: twins are made without calling it. */
export interface ErrorClass {
  readonly prototype: Error;
}

/**
 * The classes whose errors arrive as real instances: the language's, the platform's and multicore's. By the names that they have
 * here: one thread's program may be bundled, and its classes renamed.
 */
export const ERROR_CLASSES: ReadonlyMap<string, ErrorClass> = new Map(
  Object.entries<ErrorClass>({
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
    AggregateError,
    DOMException,
    AuthenticationError,
    BootstrapError,
    BrokenBarrierError,
    BrokenExecutorError,
    BufferTooShortError,
    CancelledError,
    ConnectionClosedError,
    ConnectionRefusedError,
    FileExistsError,
    FileNotFoundError,
    InvalidStateError,
    KernelError,
    OutOfMemoryError,
    PoolClosedError,
    ProcessError,
    QueueClosedError,
    QueueEmptyError,
    QueueFullError,
    TimeoutError,
    TransferError,
    WorkerLostError,
  }),
);

const nameOfPrototype = new Map([...ERROR_CLASSES].map(([name, { prototype }]) => [prototype, name]));

/** The name of the nearest of `ERROR_CLASSES` that an error is an instance of; for one from another realm, its own name. */
export function errorClassName(error: Error): string {
  for (let at = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    const known = nameOfPrototype.get(at);
    if (known !== undefined) return known;
  }
  return ERROR_CLASSES.has(error.name) && error.name !== "DOMException" ? error.name : "Error";
}
