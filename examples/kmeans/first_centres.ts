/**
 * Centres to begin with, far from each other: the first point, and then again and again the point that is farthest from those
 * chosen (Gonzalez 1985), among the first points only.
 */
export function firstCentres(points: ArrayLike<number>, dimensions: number, count: number): Float64Array {
  const candidates = Math.min(points.length / dimensions, 100 * count);
  const nearest = new Float64Array(candidates).fill(Infinity);
  const centres = new Float64Array(count * dimensions);
  let chosen = 0;
  for (let c = 0; c < count; c++) {
    for (let d = 0; d < dimensions; d++) centres[c * dimensions + d] = points[chosen * dimensions + d]!;
    for (let i = 0; i < candidates; i++) {
      let distance = 0;
      for (let d = 0; d < dimensions; d++) {
        distance += (points[i * dimensions + d]! - centres[c * dimensions + d]!) ** 2;
      }
      nearest[i] = Math.min(nearest[i]!, distance);
    }
    chosen = nearest.indexOf(Math.max(...nearest));
  }
  return centres;
}
