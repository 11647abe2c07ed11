import { FEATURES } from "./data_set.ts";
import { type Model, RATE } from "./train.ts";

/** What `train` does, in plain TypeScript on this thread. */
export function trainPlainly(features: Float64Array, labels: Float64Array, steps: number): Model {
  const weights = new Float64Array(FEATURES + 1);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const gradient = new Float64Array(FEATURES + 1);
    let loss = 0;
    for (let i = 0; i < labels.length; i++) {
      let z = weights[FEATURES]!;
      for (let j = 0; j < FEATURES; j++) z += features[i * FEATURES + j]! * weights[j]!;
      const error = 1 / (1 + Math.exp(-z)) - labels[i]!;
      for (let j = 0; j < FEATURES; j++) gradient[j]! += error * features[i * FEATURES + j]!;
      gradient[FEATURES]! += error;
      loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - labels[i]! * z;
    }
    losses.push(loss / labels.length);
    for (let j = 0; j <= FEATURES; j++) weights[j]! -= RATE * gradient[j]! / labels.length;
  }
  return { weights, losses };
}
