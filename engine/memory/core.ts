import { INLINE_CORE_WASM } from "../core/generated/inline_core.ts";
import { isolateState } from "../platform/copies.ts";
import { compilesAtImport } from "../platform/runtime.ts";
import { compileWasm } from "../wasm/compile_wasm.ts";

/**
 * The core module's calls, one for every transition of a structure in the control memory. A negative result is one of
 * `BLOCKED` to `TAKEN` in `engine/core/layout.ts`; what each call does stands in `engine/core`.
 */
export interface Core {
  bind(slot: number): void;
  format(start: number, end: number): void;
  alloc(bytes: number): number;
  create(kind: number, first: number, second: number): number;
  hold(record: number, generation: number, owner: number): number;
  release(hold: number): number;
  taint(record: number, generation: number): number;
  bequeath(hold: number, slot: number): number;
  openRing(ring: number, capacity: number): void;
  claimRing(): number;
  freeRing(ring: number): void;
  push(ring: number, value: number): number;
  pop(ring: number): number;
  submit(ring: number, cell: number): number;
  take(ring: number): number;
  complete(cell: number): void;
  announce(cell: number): void;
  cancel(cell: number): number;
  setCell(cell: number, state: number): void;
  acquire(object: number): number;
  unlock(object: number): number;
  addPermit(semaphore: number): number;
  takePermit(semaphore: number): number;
  takePermitForGuard(semaphore: number): number;
  setEvent(event: number, isSet: number): void;
  beginWait(condition: number): number;
  leaveLine(ticket: number): number;
  notify(condition: number, count: number): number;
  resume(ticket: number): number;
  arrive(barrier: number): number;
  openBarrier(ticket: number): number;
  giveUp(ticket: number, reason: number): number;
  breakBarrier(barrier: number, reason: number): void;
  resetBarrier(barrier: number): void;
  put(queue: number, generation: number, message: number): number;
  putShort(queue: number, generation: number, length: number): number;
  openTaker(queue: number, generation: number): number;
  get(queue: number, generation: number, taker: number): number;
  expectBytes(queue: number, generation: number, bytes: number): number;
  limitBytes(queue: number, limit: number): void;
  closeQueue(queue: number, generation: number): number;
  taskDone(queue: number, generation: number, taker: number): number;
  openJob(object: number, end: number, minClaim: number, share: number): void;
  claim(object: number): number;
  stopJob(object: number): void;
  bindName(record: number, generation: number): number;
  findName(): number;
  unbindName(record: number, generation: number): number;
  openSlot(slot: number, completions: number): void;
  claimSlot(): number;
  requestThread(slot: number, order: number): void;
  answerRequest(slot: number): void;
  requestKill(slot: number, how: number): void;
  tellEnding(slot: number, ending: number, report: number): void;
  freeSlot(slot: number): void;
  setState(state: number): void;
  finish(exitCode: number): void;
  reportDeath(slot: number, generation: number): void;
  watch(waitable: number): void;
  park(waitable: number): void;
  unpark(): void;
  ring(slot: number): void;
  wake(waitable: number): void;
  wakeSome(waitable: number, sleepers: number): void;
  setStop(slot: number, raised: number): void;
  reap(slot: number, tainted: number, freed: number): number;
}

/** An instance for the thread that has `slot`. */
export function instantiateCore(module: WebAssembly.Module, control: WebAssembly.Memory, slot: number): Core {
  const instance = new WebAssembly.Instance(module, { env: { memory: control } });
  const core = instance.exports as unknown as Core;
  core.bind(slot);
  return core;
}

/** A core that calls `listener` after each of its calls. */
export function observedCore(core: Core, listener: () => void): Core {
  const calls = Object.entries(core).map(([name, call]) => {
    const watched = (...args: number[]) => {
      const result = call(...args);
      listener();
      return result;
    };
    return [name, watched];
  });
  return Object.fromEntries(calls) as Core;
}

const inline = isolateState("inline core", (): { module?: WebAssembly.Module } => ({}));

/** Takes the core module for one thread, compiled, for runtimes that compile nothing. */
export function registerCompiledCore(module: WebAssembly.Module): void {
  inline.module = module;
}

/**
 * The core module for a program with one thread, compiled.
 *
 * @throws {KernelError} If the runtime compiles nothing, and it was not given.
 */
export function inlineCore(): WebAssembly.Module {
  return inline.module ??= compileWasm(INLINE_CORE_WASM, "the engine's core");
}

if (compilesAtImport()) {
  try {
    inlineCore();
  } catch {
    // Nor at import, then: the first use says so, unless the core was given.
  }
}
