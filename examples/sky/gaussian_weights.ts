/** The weights of a Gaussian blur, `2 * radius + 1` of them, which sum to 1. `sigma` is in pixels. */
export function gaussianWeights(sigma: number, radius: number): Float32Array {
  const weights = Float32Array.from(
    { length: 2 * radius + 1 },
    (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2),
  );
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}
