// Functions of numbers. Applied to arrays by the loops that the build adds.

/** The square of `x`: x·x. */
export function square(x: f64): f64 {
  return x * x;
}

/** The cube of `x`: x·x·x. */
export function cube(x: f64): f64 {
  return x * x * x;
}

/** `x` to the power of `n`, as `Math.pow`: within one unit in the last place of the true value. */
export function power(x: f64, n: f64): f64 {
  return Math.pow(x, n);
}
