import { type Core, inlineCore, instantiateCore, observedCore } from "./core.ts";
import { fixedMemory, memorySize, SHARED_SIZES, UNSHARED_SIZES } from "./memory_size.ts";
import { CONTROL_BYTES, HOLDS, RECORDS, RING_CAPACITY } from "../core/layout.ts";
import { INLINE_CONTROL_BYTES, INLINE_HOLDS, INLINE_RECORDS } from "../core/generated/inline_core.ts";
import { OutOfMemoryError } from "../errors/system_errors.ts";
import { isolateState } from "../platform/copies.ts";
import { staticArea } from "./static_area.ts";

/** What a new thread needs to join the engine. It can be posted. */
export interface EngineMemories {
  readonly data: WebAssembly.Memory;
  readonly control: WebAssembly.Memory;
  readonly coreModule: WebAssembly.Module;
}

/** A thread's access to the two memories: its slot, its instance of the core module, and its views. */
export interface Thread extends EngineMemories {
  readonly slot: number;
  readonly core: Core;
  /** The control memory as words. */
  readonly words: Int32Array<SharedArrayBuffer>;
  /** The control memory as doubles: numbers that ride in a cell. */
  readonly doubles: Float64Array<SharedArrayBuffer>;
  /** The control memory as bytes. */
  readonly controlBytes: Uint8Array<SharedArrayBuffer>;
  /** The data memory as bytes. */
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  /** The data memory as words. */
  readonly dataWords: Uint32Array<SharedArrayBuffer>;
  /** Whether there can be other threads. If not, the memories are ordinary ones, whatever the types of their views say. */
  readonly isShared: boolean;
  /** Where in the control memory the records begin. */
  readonly records: number;
  /** Where the holds do. */
  readonly holds: number;
  /** Called after each call of the core, if the memories are not shared: nobody else can change anything. */
  afterCall: (() => void) | undefined;
  /** Each makes the collector run, and releases the holds of handles that nobody refers to; true if there were any. */
  readonly sweepers: Set<(thorough: boolean) => boolean>;
}

/** How the engine of an isolate is started, and what comes of it. */
interface Engine {
  /** This thread, once it has joined. */
  thread: Thread | undefined;
  /** Size asked for with `configure({ memory })`. */
  size: number | undefined;
  /** Whether threads were asked for, or refused, with `configure({ backend })`. */
  threads: boolean | undefined;
  sharedCore: ((isAskedFor: boolean) => WebAssembly.Module | undefined) | undefined;
  environmentSize: (() => number | undefined) | undefined;
}

const engine = isolateState<Engine>("engine", () => ({
  thread: undefined,
  size: undefined,
  threads: undefined,
  sharedCore: undefined,
  environmentSize: undefined,
}));
/** The same, at hand. */
let current: Thread | undefined;

/**
 * Says what compiles the core for a shared memory, and gives nothing where there can be no threads. A program that does without
 * threads anywhere does not say it.
 */
export function setSharedCore(compile: (isAskedFor: boolean) => WebAssembly.Module | undefined): void {
  engine.sharedCore = compile;
}

/** Says what finds the data memory's size in the environment, if it is there. */
export function setEnvironmentSize(find: () => number | undefined): void {
  engine.environmentSize = find;
}

/** Sets the data memory's size. Throws if the memory exists already. */
export function configureMemory(size: string | number): void {
  const bytes = memorySize(size);
  assertUnused("the memory");
  engine.size = bytes;
}

/** Does with threads or, as on a runtime that has none, without. Throws if the memory exists already. */
export function configureThreads(areWanted: boolean): void {
  assertUnused("the backend");
  engine.threads = areWanted;
}

function assertUnused(what: string): void {
  if (engine.thread === undefined) return;
  throw new TypeError(
    `Cannot configure ${what} as the memory is in use: call configure() before anything else`,
  );
}

/** This thread; the first call in the main thread makes the memories. */
export function thread(): Thread {
  return current ??= engine.thread ?? startEngine();
}

/** Joins the engine that another thread started. */
export function joinEngine(memories: EngineMemories, slot: number): Thread {
  const { data, control, coreModule } = memories;
  const words = new Int32Array(control.buffer as unknown as SharedArrayBuffer);
  const core = instantiateCore(coreModule, control, slot);
  const isShared = !((control.buffer as ArrayBufferLike) instanceof ArrayBuffer);
  const bytes = new Uint8Array(data.buffer as unknown as SharedArrayBuffer);
  const joined: Thread = {
    data,
    control,
    coreModule,
    slot,
    core: isShared ? core : observedCore(core, () => joined.afterCall?.()),
    words,
    doubles: new Float64Array(words.buffer),
    controlBytes: new Uint8Array(words.buffer),
    bytes,
    dataWords: new Uint32Array(bytes.buffer),
    isShared,
    records: isShared ? RECORDS : INLINE_RECORDS,
    holds: isShared ? HOLDS : INLINE_HOLDS,
    afterCall: undefined,
    sweepers: new Set(),
  };
  return current = engine.thread = joined;
}

function startEngine(): Thread {
  const { size, threads, sharedCore, environmentSize } = engine;
  const asked = size ?? environmentSize?.();
  const shared = threads === false ? undefined : sharedCore?.(threads === true);
  const isShared = shared !== undefined;
  const sizes = isShared ? SHARED_SIZES : UNSHARED_SIZES;
  const memories = {
    data: largestMemory(asked === undefined ? sizes : [asked], isShared),
    control: fixedMemory(isShared ? CONTROL_BYTES : INLINE_CONTROL_BYTES, isShared),
    coreModule: shared ?? inlineCore(),
  };
  const main = joinEngine(memories, 0);
  main.core.format(staticArea.seal(), main.bytes.length);
  if (isShared) main.core.openRing(0, RING_CAPACITY);
  main.core.openSlot(0, 0);
  return main;
}

function largestMemory(sizes: readonly number[], isShared: boolean): WebAssembly.Memory {
  let refusal: unknown;
  for (const size of sizes) {
    try {
      return fixedMemory(size, isShared);
    } catch (error) {
      refusal = error;
    }
  }
  throw new OutOfMemoryError(
    `Cannot reserve the memory: the runtime refuses ${sizes.map((size) => `${size} bytes`).join(", ")}`,
    { cause: refusal },
  );
}
