const CLIP = 3;

/**
 * The median and the standard deviation of samples once those more than three deviations from the median are cut, over
 * and over until none is: what the sky is like, with stars in it left out. As SExtractor does for each cell of its
 * background mesh (Bertin & Arnouts 1996, A&AS 117, 393).
 *
 * @param samples at least one; they are sorted in place
 */
export function clippedStatistics(samples: Float32Array): { median: number; sigma: number } {
  samples.sort();
  let low = 0;
  let high = samples.length;
  while (true) {
    const median = (samples[(low + high - 1) >> 1]! + samples[(low + high) >> 1]!) / 2;
    const sigma = deviation(samples, low, high);
    const before = high - low;
    while (samples[low]! < median - CLIP * sigma) low++;
    while (samples[high - 1]! > median + CLIP * sigma) high--;
    if (high - low === before) return { median, sigma };
  }
}

function deviation(samples: Float32Array, low: number, high: number): number {
  let sum = 0;
  for (let i = low; i < high; i++) sum += samples[i]!;
  const mean = sum / (high - low);
  let squares = 0;
  for (let i = low; i < high; i++) squares += (samples[i]! - mean) ** 2;
  return Math.sqrt(squares / (high - low));
}
