/** One way to do the job. */
export interface Contender {
  name: string;
  run: () => unknown;
}

const ROUNDS = 3;

/**
 * Runs each contender once to warm up and then several times, turn by turn, so that what else the machine does falls on all of
 * them. Gives a line for each: the median time, and how many times as fast as the first it is.
 */
export async function compareSpeeds(contenders: readonly Contender[]): Promise<string> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [i, { run }] of contenders.entries()) {
      const started = performance.now();
      await run();
      if (round > 0) times[i]!.push(performance.now() - started);
    }
  }
  const medians = times.map((list) => list.sort((a, b) => a - b)[ROUNDS >> 1]!);
  const width = Math.max(...contenders.map(({ name }) => name.length));
  return contenders.map(({ name }, i) => {
    const speed = (medians[0]! / medians[i]!).toFixed(2);
    return `  ${name.padEnd(width)} ${medians[i]!.toFixed(1).padStart(9)} ms ${speed.padStart(7)} x`;
  }).join("\n");
}
