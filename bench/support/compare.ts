/**
 * Milliseconds that each contender took, round by round: all of them in every round, so that noise meets all alike.
 * `now` is the clock.
 */
export async function measureRounds(
  rounds: number,
  contenders: Readonly<Record<string, () => unknown>>,
  now: () => number = () => performance.now(),
): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const started = now();
      await run();
      (times[name] ??= []).push(now() - started);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Milliseconds of each by its own clock, so that what is sent to Python and back does not count. */
export async function medianRounds(
  count: number,
  contenders: Readonly<Record<string, () => number | Promise<number>>>,
): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < count; round++) {
    for (const [name, run] of Object.entries(contenders)) (times[name] ??= []).push(await run());
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

/** A contender whose time is that of `run`, by the clock here. */
export function timed(run: () => void | Promise<void>): () => Promise<number> {
  return async () => {
    const started = performance.now();
    await run();
    return performance.now() - started;
  };
}
