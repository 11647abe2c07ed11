/** What a slice picks: `count` indices, from `start` on, `step` apart. */
export interface SliceIndices {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/**
 * What Python's `[start:stop:step]` picks from a sequence of that length (its `slice.indices`): negative bounds count from
 * the end, bounds beyond the ends are cut off, and those left out are the ends in the direction of the step.
 *
 * @throws {TypeError} If a bound or the step is no integer.
 * @throws {RangeError} If the step is 0.
 */
export function sliceIndices(length: number, start?: number, stop?: number, step: number = 1): SliceIndices {
  for (const [name, value] of [["start", start], ["stop", stop], ["step", step]] as const) {
    if (value === undefined || Number.isInteger(value) || name !== "step" && isInfinite(value)) continue;
    throw new TypeError(`Cannot slice as '${name}' must be an integer: received ${String(value)}`);
  }
  if (step === 0) throw new RangeError("Cannot slice as 'step' must not be 0");
  const lowest = step > 0 ? 0 : -1;
  const highest = step > 0 ? length : length - 1;
  const within = (bound: number) =>
    Math.min(highest, Math.max(lowest, bound < 0 ? bound + length : bound)) + 0;
  const first = start === undefined ? (step > 0 ? lowest : highest) : within(start);
  const end = stop === undefined ? (step > 0 ? highest : lowest) : within(stop);
  return { start: first, step, count: Math.max(0, Math.ceil((end - first) / step)) };
}

/** `Infinity` is a bound beyond the end, as it is for JavaScript's own `slice`. */
function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}
