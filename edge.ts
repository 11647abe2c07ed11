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
export type { Arguments, MapItems } from "./engine/pool/pool_options.ts";
export { AsyncResult } from "./engine/pool/async_result.ts";
export type { AsyncCallbacks } from "./engine/pool/async_result.ts";
export type { Combiner } from "./engine/pool/kernel_loop.ts";
export type { LoopOptions } from "./engine/pool/kernel_loop.ts";
export { asCompleted } from "./engine/pool/wait_futures.ts";
export type { Completed } from "./engine/pool/wait_futures.ts";
export { Executor } from "./engine/pool/executor.ts";
export type { IterablesOf } from "./engine/pool/executor.ts";
export type { ExecutorMapOptions, ExecutorOptions, ShutdownOptions } from "./engine/pool/executor.ts";
export { Future } from "./engine/pool/future.ts";
export type { FutureTask } from "./engine/pool/future.ts";
export { ResultIterator } from "./engine/pool/result_iterator.ts";
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
export type { WorkerOptions } from "./engine/pool/pool_options.ts";
export { workerContext } from "./engine/worker/worker_state.ts";
export { workerId } from "./engine/worker/worker_state.ts";

export { Process } from "./engine/process/process.ts";
export type { ProcessOptions } from "./engine/process/process_options.ts";
export { currentProcess } from "./engine/process/process_tree.ts";
export { parentProcess } from "./engine/process/process_tree.ts";
export { activeChildren } from "./engine/process/children.ts";
export { atExit } from "./engine/exit/exit_hooks.ts";
export type { AtExitOptions, ExitFunction } from "./engine/exit/exit_hooks.ts";
export { getLogger } from "./engine/log/logger.ts";
export { Logger } from "./engine/log/logger.ts";
export type { LogRecord } from "./engine/log/logger.ts";
export { LogLevel } from "./engine/log/log_level.ts";
export { logToStderr } from "./engine/log/logger.ts";
export { cpuCount } from "./engine/platform/runtime.ts";
export { configure } from "./engine/configure.ts";
export type { BackendName } from "./engine/backend/choose_backend.ts";
export type { UnreadErrors } from "./engine/exit/unread_errors.ts";
export type { Configuration } from "./engine/configure.ts";

export { Queue } from "./engine/channel/queue.ts";
export type { QueueOptions } from "./engine/channel/queue.ts";
export type { QueueWriter } from "./engine/channel/writers.ts";
export { JoinableQueue } from "./engine/channel/queue.ts";
export { SimpleQueue } from "./engine/channel/simple_queue.ts";
export { Pipe } from "./engine/channel/pipe.ts";
export type { PipeOptions } from "./engine/channel/pipe.ts";
export { Connection } from "./engine/channel/pipe.ts";

export type { BytesLike } from "./engine/channel/buffer_parts.ts";

export { wait, waitSync } from "./engine/channel/wait.ts";
export type { Awaitable } from "./engine/channel/wait.ts";

export { Value } from "./engine/shared/value.ts";
export type { LockedValue, ValueConstructor } from "./engine/shared/value.ts";
export { RawValue } from "./engine/shared/raw_value.ts";
export type { PlainValue, RawValueConstructor } from "./engine/shared/raw_value.ts";
export { SharedArray } from "./engine/shared/shared_array.ts";
export { RawArray } from "./engine/shared/raw_array.ts";
export { copy } from "./engine/shared/sharedctypes.ts";
export { synchronized } from "./engine/shared/sharedctypes.ts";
export { struct } from "./engine/shared/struct/struct.ts";
export { StructType } from "./engine/shared/struct/struct_type.ts";
export type {
  FieldSource,
  FieldSpec,
  FieldValue,
  PlainField,
  PlainStruct,
  StructFields,
  StructRecord,
  StructValues,
  WritableNames,
} from "./engine/shared/struct/struct_type.ts";
export type {
  Amount,
  Bits,
  DirectFields,
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
export type {
  ElementOf,
  PythonCode,
  PythonCodes,
  TextCode,
  TypeCode,
  ViewOf,
  ViewTypes,
} from "./engine/elements/element_types.ts";

export { Lock } from "./engine/sync/lock.ts";
export { RLock } from "./engine/sync/lock.ts";
export type { BaseLock } from "./engine/sync/lock.ts";
export type { Acquirable } from "./engine/sync/acquirable.ts";
export { Semaphore } from "./engine/sync/semaphore.ts";
export { BoundedSemaphore } from "./engine/sync/semaphore.ts";
export { Condition } from "./engine/sync/condition.ts";
export { Event } from "./engine/sync/event.ts";
export { Barrier } from "./engine/sync/barrier.ts";
export type { BarrierOptions } from "./engine/sync/barrier.ts";
export type { SyncObject } from "./engine/sync/sync_object.ts";
export type { AsyncOptions, BlockingOptions } from "./engine/options/check_options.ts";

export { importTasks } from "./engine/task/import_tasks.ts";
export type { TaskReference, Tasks } from "./engine/task/import_tasks.ts";
export { task } from "./engine/task/task.ts";
export type { AnyFunction } from "./engine/task/refs.ts";

export { defineKernels } from "./engine/kernel/define_kernels.ts";
export { defineKernelsOf } from "./engine/kernel/define_kernels.ts";
export type { CallableKernel, KernelModuleDefinition } from "./engine/kernel/define_kernels.ts";
export type {
  Kernel,
  KernelArgument,
  KernelArguments,
  KernelArray,
  KernelResult,
  NotKernel,
  RangeKernel,
  ReducerKernel,
  ScalarKernel,
  WholeKernel,
} from "./engine/kernel/kernel.ts";
export type {
  AnyNumberArrayOf,
  NumberArrayOf,
  NumberOf,
  NumericType,
  TypeCodesOf,
} from "./engine/elements/element_types.ts";

export type {
  KernelKind,
  KernelParameter,
  KernelSignature,
  ParameterType,
} from "./engine/wasm/kernel_sections.ts";

export type { Requirement } from "./engine/wasm/requirements.ts";

export { AuthenticationError } from "./engine/errors/channel_errors.ts";
export { BootstrapError } from "./engine/errors/transfer_errors.ts";
export { BrokenBarrierError } from "./engine/errors/wait_errors.ts";
export { BrokenExecutorError } from "./engine/errors/pool_errors.ts";
export { BufferTooShortError } from "./engine/errors/channel_errors.ts";
export { CancelledError } from "./engine/errors/pool_errors.ts";
export { ConnectionClosedError } from "./engine/errors/channel_errors.ts";
export { ConnectionRefusedError } from "./engine/errors/channel_errors.ts";
export { FileExistsError } from "./engine/errors/system_errors.ts";
export { FileNotFoundError } from "./engine/errors/system_errors.ts";
export { type KernelDiagnostic, KernelError, type KernelErrorOptions } from "./engine/errors/kernel_error.ts";
export { InvalidStateError } from "./engine/errors/pool_errors.ts";
export { OutOfMemoryError } from "./engine/errors/system_errors.ts";
export { PoolClosedError } from "./engine/errors/pool_errors.ts";
export { ProcessError } from "./engine/errors/process_error.ts";
export { ItemsLostError } from "./engine/errors/channel_errors.ts";
export { QueueClosedError } from "./engine/errors/channel_errors.ts";
export { QueueEmptyError } from "./engine/errors/channel_errors.ts";
export { QueueFullError } from "./engine/errors/channel_errors.ts";
export { ThreadUnstoppableError } from "./engine/errors/pool_errors.ts";
export { TimeoutError } from "./engine/errors/wait_errors.ts";
export { TransferError } from "./engine/errors/transfer_errors.ts";
export { WorkerLostError } from "./engine/errors/pool_errors.ts";
