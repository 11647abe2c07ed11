import { threadSettings } from "../options/thread_settings.ts";
import { longBlockingHooks } from "../waiting/blocking.ts";
import { setQuietTimeout } from "../platform/runtime.ts";

/** A thread whose end has been told, and whose death is not proven yet. */
export interface Ending {
  /** It takes long. */
  onSlow(): void;
  /** It cannot be stopped, as far as anybody can tell. */
  onNever(): void;
}

/** Milliseconds after which an end is slow: most threads are gone after a few. */
const SLOW_MS = 1000;

/** When each was told, and whether it has been found slow. */
const endings = new Map<Ending, { readonly since: number; isSlow: boolean }>();
let cancel: (() => void) | undefined;

/** From now on the ending is told when it takes too long. */
export function awaitEnding(ending: Ending): void {
  endings.set(ending, { since: performance.now(), isSlow: false });
  schedule();
}

/** It has come to its end. */
export function forgetEnding(ending: Ending): void {
  if (endings.delete(ending)) schedule();
}

function schedule(): void {
  cancel?.();
  cancel = undefined;
  let next = Infinity;
  for (const { since, isSlow } of endings.values()) {
    next = Math.min(
      next,
      since + (isSlow ? threadSettings.unstoppableAfter : Math.min(SLOW_MS, threadSettings.unstoppableAfter)),
    );
  }
  if (next === Infinity) return;
  cancel = setQuietTimeout(check, Math.max(1, Math.ceil(next - performance.now())));
}

function check(): void {
  for (const [ending, state] of endings) {
    const elapsed = performance.now() - state.since;
    if (!state.isSlow && elapsed >= Math.min(SLOW_MS, threadSettings.unstoppableAfter)) {
      state.isSlow = true;
      ending.onSlow();
    }
    if (elapsed < threadSettings.unstoppableAfter) continue;
    endings.delete(ending);
    ending.onNever();
  }
  schedule();
}

// While this thread blocks, its timers stand still.
longBlockingHooks.add(() => {
  if (endings.size > 0) check();
});
