/**
 * Signals: the discrete Fourier transform and convolution.
 *
 * @example
 * ```ts
 * import { Pool, SharedArray } from "../mod.ts";
 * import { convolve, fft, fftRows } from "./signal.ts";
 * import { assert, assertEquals } from "@std/assert";
 *
 * using re = new SharedArray("f64", Array.from({ length: 64 }, (_, j) => Math.cos(2 * Math.PI * 5 * j / 64)));
 * using im = new SharedArray("f64", 64);
 * fft(re, im); // in place
 * assert(Math.abs(re[5]! - 32) < 1e-9); // all of it is at the frequency 5
 *
 * await using pool = new Pool(2);
 * using rowsRe = new SharedArray("f64", 1000 * 256).fill(1);
 * using rowsIm = new SharedArray("f64", 1000 * 256);
 * await pool.parallelFor(1000, fftRows, [rowsRe, rowsIm, 256]); // a thousand transforms
 * assertEquals([rowsRe[0], rowsRe[1], rowsRe[256]], [256, 0, 256]);
 *
 * using steps = new SharedArray("f64", [1, 2, 3]);
 * using weights = new SharedArray("f64", [1, 10]);
 * using out = new SharedArray("f64", 4);
 * await pool.parallelFor(out.length, convolve, [steps, weights, out]);
 * assertEquals([...out], [1, 12, 23, 30]);
 * ```
 *
 * @module
 */
export * from "./generated/signal.ts";
