// Learning from rows of numbers. What workers sum is summed in blocks of rows: each block has a slot of its own in
// `partials`, and one call adds the slots up in their order. So no two workers write one number, and the sums do not depend
// on who did what.
import { ReadonlySlice, requires, Slice } from "multicore";

/**
 * The squared Euclidean distances of the rows `fromRow … toRow` of `a` to all rows of `b`, which have `dimensions` numbers
 * each: out[i][j] = Σ (a[i][d] − b[j][d])².
 */
export function squaredDistances(
  a: ReadonlySlice<f64>,
  b: ReadonlySlice<f64>,
  out: Slice<f64>,
  dimensions: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(dimensions >= 1);
  requires(a.length >= toRow * dimensions);
  requires(out.length >= toRow * (b.length / dimensions));
  const rowBytes = <usize>dimensions << 3;
  const others = b.length / dimensions;
  let to = out.dataStart + ((<usize>fromRow * <usize>others) << 3);
  for (let i = <usize>fromRow; i < <usize>toRow; i++) {
    for (let j = 0; j < others; j++, to += 8) {
      store<f64>(to, distance(a.dataStart + i * rowBytes, b.dataStart + <usize>j * rowBytes, rowBytes));
    }
  }
}

// @ts-ignore: decorator
@inline
function distance(a: usize, b: usize, bytes: usize): f64 {
  let sums = f64x2.splat(0);
  let offset: usize = 0;
  for (; offset + 16 <= bytes; offset += 16) {
    const difference = f64x2.sub(v128.load(a + offset), v128.load(b + offset));
    sums = f64x2.add(sums, f64x2.mul(difference, difference));
  }
  const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (offset == bytes) return sum;
  const difference = load<f64>(a + offset) - load<f64>(b + offset);
  return sum + difference * difference;
}

/**
 * The first half of a step of k-means (Lloyd 1982, "Least squares quantization in PCM") for the blocks `fromBlock … toBlock` of
 * `blockSize` points: labels[i] becomes the index of the centre that is nearest to point i, the first of equals. The slot of
 * a block in `partials` has (dimensions + 1)·centres + 1 numbers: for each centre the sum of its points and their number, and
 * at last the sum of the squared distances. `kmeansUpdate` takes them. There are `labels.length` points.
 */
export function kmeansAssign(
  points: ReadonlySlice<f64>,
  centres: ReadonlySlice<f64>,
  labels: Slice<i32>,
  partials: Slice<f64>,
  dimensions: i32,
  blockSize: i32,
  fromBlock: i32,
  toBlock: i32,
): void {
  requires(dimensions >= 1);
  requires(centres.length >= dimensions);
  requires(points.length >= min(toBlock * blockSize, labels.length) * dimensions);
  requires(partials.length >= toBlock * ((dimensions + 1) * (centres.length / dimensions) + 1));
  const count = centres.length / dimensions;
  const rowBytes = <usize>dimensions << 3, sumBytes = rowBytes + 8;
  const slotBytes = sumBytes * <usize>count + 8;
  for (let block = fromBlock; block < toBlock; block++) {
    const slot = partials.dataStart + <usize>block * slotBytes;
    memory.fill(slot, 0, slotBytes);
    const start = startOfBlock(block, blockSize, labels.length);
    for (let i = start, end = start + min(blockSize, labels.length - start); i < end; i++) {
      const point = points.dataStart + <usize>i * rowBytes;
      let nearest = 0;
      let least = distance(point, centres.dataStart, rowBytes);
      for (let c = 1; c < count; c++) {
        const other = distance(point, centres.dataStart + <usize>c * rowBytes, rowBytes);
        if (other < least) nearest = c, least = other;
      }
      labels[i] = nearest;
      const sums = slot + <usize>nearest * sumBytes;
      for (let offset: usize = 0; offset < rowBytes; offset += 8) addTo(sums + offset, load<f64>(point + offset));
      addTo(sums + rowBytes, 1);
      addTo(slot + slotBytes - 8, least);
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(place: usize, amount: f64): void {
  store<f64>(place, load<f64>(place) + amount);
}

/**
 * The second half: each centre becomes the mean of its points, as the slots in `partials` sum them up; a centre without points
 * stays. Returns the sum of the squared distances of the points to the centres as they were.
 */
export function kmeansUpdate(partials: ReadonlySlice<f64>, centres: Slice<f64>, dimensions: i32): f64 {
  requires(dimensions >= 1);
  const count = centres.length / dimensions;
  const slotLength = (dimensions + 1) * count + 1;
  for (let c = 0; c < count; c++) {
    const first = c * (dimensions + 1);
    const points = sumOverSlots(partials, slotLength, first + dimensions);
    if (points == 0) continue;
    for (let d = 0; d < dimensions; d++) {
      centres[c * dimensions + d] = sumOverSlots(partials, slotLength, first + d) / points;
    }
  }
  return sumOverSlots(partials, slotLength, slotLength - 1);
}

function sumOverSlots(partials: ReadonlySlice<f64>, slotLength: i32, place: i32): f64 {
  let sum: f64 = 0;
  for (let i = place; i < partials.length; i += slotLength) sum += partials[i];
  return sum;
}

/**
 * The gradient of linear regression for the blocks `fromBlock … toBlock` of `blockSize` rows. `weights` has one number for
 * each of the d features of a row, and the bias; the prediction is z = Σ weights[j]·x[j] + bias, the loss ½·(z − y)². The
 * slot of a block in `partials` has d + 2 numbers: the sums of (z − y)·x[j] and of z − y, and that of the losses.
 * `gradientStep` takes them. There are `targets.length` rows.
 */
export function linearGradient(
  features: ReadonlySlice<f64>,
  targets: ReadonlySlice<f64>,
  weights: ReadonlySlice<f64>,
  partials: Slice<f64>,
  blockSize: i32,
  fromBlock: i32,
  toBlock: i32,
): void {
  requires(weights.length >= 1);
  requires(features.length >= min(toBlock * blockSize, targets.length) * (weights.length - 1));
  requires(partials.length >= toBlock * (weights.length + 1));
  const count = weights.length - 1;
  for (let block = fromBlock; block < toBlock; block++) {
    const slot = startSlot(partials.dataStart, block, count);
    const start = startOfBlock(block, blockSize, targets.length);
    for (let i = start, end = start + min(blockSize, targets.length - start); i < end; i++) {
      const row = features.dataStart + ((<usize>i * <usize>count) << 3);
      const error = score(row, weights.dataStart, count) - targets[i];
      addGradient(slot, row, count, error, 0.5 * error * error);
    }
  }
}

/**
 * The gradient of logistic regression, as `linearGradient`: a row is of the class 1 with the probability
 * p = 1/(1 + exp(−z)), the loss is −y·ln p − (1 − y)·ln(1 − p), and p − y stands where z − y does there. Labels are 0 or 1.
 */
export function logisticGradient(
  features: ReadonlySlice<f64>,
  labels: ReadonlySlice<f64>,
  weights: ReadonlySlice<f64>,
  partials: Slice<f64>,
  blockSize: i32,
  fromBlock: i32,
  toBlock: i32,
): void {
  requires(weights.length >= 1);
  requires(features.length >= min(toBlock * blockSize, labels.length) * (weights.length - 1));
  requires(partials.length >= toBlock * (weights.length + 1));
  const count = weights.length - 1;
  for (let block = fromBlock; block < toBlock; block++) {
    const slot = startSlot(partials.dataStart, block, count);
    const start = startOfBlock(block, blockSize, labels.length);
    for (let i = start, end = start + min(blockSize, labels.length - start); i < end; i++) {
      const row = features.dataStart + ((<usize>i * <usize>count) << 3);
      const z = score(row, weights.dataStart, count), label = labels[i];
      // At most 1, so that nothing overflows: p is 1/(1 + small) or small/(1 + small), and ln(1 + exp(z)) is max(z, 0) +
      // ln(1 + small).
      const small = Math.exp(-abs(z));
      const loss = max(z, 0) + Math.log(1 + small) - label * z;
      addGradient(slot, row, count, (z < 0 ? small : 1) / (1 + small) - label, loss);
    }
  }
}

/**
 * One step of gradient descent: weights[j] −= rate·(sum of the slots' numbers j)/rows, where `linearGradient` or
 * `logisticGradient` filled `partials`. Returns the mean loss of the weights as they were.
 */
export function gradientStep(partials: ReadonlySlice<f64>, weights: Slice<f64>, rate: f64, rows: i32): f64 {
  requires(rows >= 1);
  requires(partials.length >= weights.length + 1);
  const slotLength = weights.length + 1;
  for (let j = 0; j < weights.length; j++) {
    weights[j] = weights[j] - rate * (sumOverSlots(partials, slotLength, j) / <f64>rows);
  }
  return sumOverSlots(partials, slotLength, weights.length) / <f64>rows;
}

/** out[i] becomes the prediction z of linear regression for each of the rows `from … to`. */
export function predictLinear(
  features: ReadonlySlice<f64>,
  weights: ReadonlySlice<f64>,
  out: Slice<f64>,
  from: i32,
  to: i32,
): void {
  requires(weights.length >= 1);
  requires(features.length >= to * (weights.length - 1));
  requires(out.length >= to);
  const count = weights.length - 1;
  for (let i = from; i < to; i++) {
    out[i] = score(features.dataStart + ((<usize>i * <usize>count) << 3), weights.dataStart, count);
  }
}

/** out[i] becomes the probability of the class 1, by logistic regression, for each of the rows `from … to`. */
export function predictLogistic(
  features: ReadonlySlice<f64>,
  weights: ReadonlySlice<f64>,
  out: Slice<f64>,
  from: i32,
  to: i32,
): void {
  requires(weights.length >= 1);
  requires(features.length >= to * (weights.length - 1));
  requires(out.length >= to);
  const count = weights.length - 1;
  for (let i = from; i < to; i++) {
    out[i] = logistic(score(features.dataStart + ((<usize>i * <usize>count) << 3), weights.dataStart, count));
  }
}

/** Where a block begins, of `length` rows: at their end, if there are fewer. */
// @ts-ignore: decorator
@inline
function startOfBlock(block: i32, blockSize: i32, length: i32): i32 {
  return <i32>min<i64>(<i64>block * blockSize, length);
}

// @ts-ignore: decorator
@inline
function logistic(z: f64): f64 {
  return 1 / (1 + Math.exp(-z));
}

/** weights · row + bias */
// @ts-ignore: decorator
@inline
function score(row: usize, weights: usize, count: i32): f64 {
  const bytes = <usize>count << 3;
  let sums = f64x2.splat(0);
  let offset: usize = 0;
  for (; offset + 16 <= bytes; offset += 16) {
    sums = f64x2.add(sums, f64x2.mul(v128.load(row + offset), v128.load(weights + offset)));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (offset < bytes) sum += load<f64>(row + offset) * load<f64>(weights + offset);
  return sum + load<f64>(weights + bytes);
}

/** Clears the slot of a block. Returns its address. */
function startSlot(partials: usize, block: i32, count: i32): usize {
  const bytes = (<usize>count + 2) << 3;
  const slot = partials + <usize>block * bytes;
  memory.fill(slot, 0, bytes);
  return slot;
}

// @ts-ignore: decorator
@inline
function addGradient(slot: usize, row: usize, count: i32, error: f64, loss: f64): void {
  const bytes = <usize>count << 3;
  const errors = f64x2.splat(error);
  let offset: usize = 0;
  for (; offset + 16 <= bytes; offset += 16) {
    v128.store(slot + offset, f64x2.add(v128.load(slot + offset), f64x2.mul(errors, v128.load(row + offset))));
  }
  if (offset < bytes) addTo(slot + offset, error * load<f64>(row + offset));
  addTo(slot + bytes, error);
  addTo(slot + bytes + 8, loss);
}
