/**
 * Python's `multiprocessing` where there are no threads, as at the edge: what `mod.ts` exports, less what needs sockets and
 * managers. Tasks and processes run on the calling thread whenever that awaits something (the inline backend), and their values
 * are copied as if they were sent. It loads nothing of what starts threads.
 *
 * @example
 * ```ts
 * import { Pool } from "./edge.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * assertEquals(await pool.map((n: number) => n * n, [1, 2, 3, 4, 5]), [1, 4, 9, 16, 25]);
 * ```
 *
 * @module
 */
export { Pool } from "./engine/pool/pool.ts";
export type { Arguments, MapItems } from "./engine/pool/task_types.ts";
export { AsyncResult } from "./engine/pool/async_result.ts";
export type { AsyncCallbacks } from "./engine/pool/async_result.ts";
export type { Combiner } from "./engine/pool/combine_parts.ts";
export type { LoopOptions } from "./engine/pool/kernel_loop.ts";
export { asCompleted } from "./engine/pool/as_completed.ts";
export type { Completed } from "./engine/pool/as_completed.ts";
export { Executor } from "./engine/pool/executor.ts";
export type { IterablesOf } from "./engine/pool/executor.ts";
export type { ExecutorMapOptions, ExecutorOptions, ShutdownOptions } from "./engine/pool/executor_options.ts";
export { Future } from "./engine/pool/future.ts";
export type { FutureTask } from "./engine/pool/future.ts";
export { ResultIterator } from "./engine/pool/lazy_map.ts";
export type { KernelItems, KernelMapOptions, KernelResults } from "./engine/pool/kernel_map.ts";
export type {
  CallOptions,
  ImapOptions,
  MapOptions,
  PoolOptions,
  Progress,
} from "./engine/pool/pool_options.ts";
export { waitFutures } from "./engine/pool/wait_futures.ts";
export type { ReturnWhen, WaitFuturesOptions } from "./engine/pool/wait_futures.ts";
export type { WorkerOptions } from "./engine/pool/worker_options.ts";
export { workerContext } from "./engine/worker/worker_context.ts";
export { workerId } from "./engine/worker/worker_id.ts";

export { Process } from "./engine/process/process.ts";
export type { ProcessOptions } from "./engine/process/process_options.ts";
export { currentProcess } from "./engine/process/current_process.ts";
export { parentProcess } from "./engine/process/parent_process.ts";
export { activeChildren } from "./engine/process/active_children.ts";
export { atExit } from "./engine/worker/at_exit.ts";
export type { AtExitOptions, ExitFunction } from "./engine/worker/at_exit.ts";
export { getLogger } from "./engine/worker/get_logger.ts";
export { Logger } from "./engine/worker/logger.ts";
export type { LogRecord } from "./engine/worker/logger.ts";
export { LogLevel } from "./engine/worker/log_level.ts";
export { logToStderr } from "./engine/worker/log_to_stderr.ts";
export { cpuCount } from "./engine/platform.ts";
export { configure } from "./engine/configure.ts";
export type { Configuration } from "./engine/configure.ts";

export { Queue } from "./engine/channel/queue.ts";
export type { QueueOptions } from "./engine/channel/queue.ts";
export { JoinableQueue } from "./engine/channel/joinable_queue.ts";
export { SimpleQueue } from "./engine/channel/simple_queue.ts";
export { Pipe } from "./engine/channel/pipe.ts";
export type { PipeOptions } from "./engine/channel/pipe.ts";
export { Connection } from "./engine/channel/connection.ts";

export type { BytesLike } from "./engine/channel/buffer_parts.ts";

export { wait, waitSync } from "./engine/channel/wait.ts";
export type { Awaitable } from "./engine/channel/readiness.ts";

export { Value } from "./engine/shared/value.ts";
export type { LockedValue, ValueConstructor } from "./engine/shared/value.ts";
export { RawValue } from "./engine/shared/raw_value.ts";
export type { PlainValue, RawValueConstructor } from "./engine/shared/raw_value.ts";
export { SharedArray } from "./engine/shared/shared_array.ts";
export { RawArray } from "./engine/shared/raw_array.ts";
export { copy } from "./engine/shared/copy.ts";
export { synchronized } from "./engine/shared/synchronized.ts";
export { struct } from "./engine/shared/struct.ts";
export { StructType } from "./engine/shared/struct_type.ts";
export type {
  FieldSpec,
  PlainStruct,
  StructFields,
  StructRecord,
  StructValues,
} from "./engine/shared/struct_fields.ts";
export type {
  Amount,
  Bits,
  Elements,
  ElementSource,
  ElementSources,
  ElementSpec,
  Scalar,
  SharedElement,
  SpecView,
  TextOf,
} from "./engine/shared/element_spec.ts";
export { SharedMemory } from "./engine/shared/shared_memory.ts";
export type { SharedMemoryOptions } from "./engine/shared/shared_memory.ts";
export { SharedMemoryManager } from "./engine/shared/shared_memory_manager.ts";
export { ShareableList } from "./engine/shared/shareable_list.ts";
export type { ShareableListOptions } from "./engine/shared/shareable_list.ts";
export type { Shareable } from "./engine/shared/shareable_value.ts";
export type { SharedOptions } from "./engine/shared/shared_block.ts";
export type { SharedObject } from "./engine/codec/shared_object.ts";
export type { ElementOf, TypeCode, ViewOf, ViewTypes } from "./engine/memory/type_code.ts";

export { Lock } from "./engine/sync/lock.ts";
export { RLock } from "./engine/sync/rlock.ts";
export type { BaseLock } from "./engine/sync/base_lock.ts";
export type { Acquirable } from "./engine/sync/acquirable.ts";
export { Semaphore } from "./engine/sync/semaphore.ts";
export { BoundedSemaphore } from "./engine/sync/bounded_semaphore.ts";
export { Condition } from "./engine/sync/condition.ts";
export { Event } from "./engine/sync/event.ts";
export { Barrier } from "./engine/sync/barrier_class.ts";
export type { BarrierOptions } from "./engine/sync/barrier_class.ts";
export type { SyncObject } from "./engine/sync/sync_object.ts";
export type { AsyncOptions, BlockingOptions } from "./engine/options/wait_options.ts";

export { importTasks } from "./engine/task/import_tasks.ts";
export type { TaskReference, Tasks } from "./engine/task/import_tasks.ts";
export { task } from "./engine/task/task.ts";
export type { AnyFunction } from "./engine/task/refs.ts";

export { defineKernels } from "./engine/kernel/define_kernels.ts";
export { defineKernelsOf } from "./engine/kernel/define_kernels_of.ts";
export type { CallableKernel } from "./engine/kernel/kernel_of.ts";
export type {
  Kernel,
  KernelArray,
  RangeKernel,
  ReducerKernel,
  ScalarKernel,
  WholeKernel,
} from "./engine/kernel/kernel.ts";
export type { NumberArrayOf, NumberOf, NumericType } from "./engine/kernel/numeric_type.ts";

export { AuthenticationError } from "./engine/errors/authentication_error.ts";
export { BootstrapError } from "./engine/errors/bootstrap_error.ts";
export { BrokenBarrierError } from "./engine/errors/broken_barrier_error.ts";
export { BrokenExecutorError } from "./engine/errors/broken_executor_error.ts";
export { BufferTooShortError } from "./engine/errors/buffer_too_short_error.ts";
export { CancelledError } from "./engine/errors/cancelled_error.ts";
export { ConnectionClosedError } from "./engine/errors/connection_closed_error.ts";
export { ConnectionRefusedError } from "./engine/errors/connection_refused_error.ts";
export { FileExistsError } from "./engine/errors/file_exists_error.ts";
export { FileNotFoundError } from "./engine/errors/file_not_found_error.ts";
export { type KernelDiagnostic, KernelError, type KernelErrorOptions } from "./engine/errors/kernel_error.ts";
export { InvalidStateError } from "./engine/errors/invalid_state_error.ts";
export { OutOfMemoryError } from "./engine/errors/out_of_memory_error.ts";
export { PoolClosedError } from "./engine/errors/pool_closed_error.ts";
export { ProcessError } from "./engine/errors/process_error.ts";
export { QueueClosedError } from "./engine/errors/queue_closed_error.ts";
export { QueueEmptyError } from "./engine/errors/queue_empty_error.ts";
export { QueueFullError } from "./engine/errors/queue_full_error.ts";
export { TimeoutError } from "./engine/errors/timeout_error.ts";
export { TransferError } from "./engine/errors/transfer_error.ts";
export { WorkerLostError } from "./engine/errors/worker_lost_error.ts";
