/** Transforms against the sum that defines them, and convolutions against each other. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { convolve, convolveFft, fft, fftRows, inverseFft, inverseFftRows } from "../../kernels/signal.ts";
import { KernelError } from "../../mod.ts";
import { cuts, forEachRange } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

interface Complex {
  re: readonly number[];
  im: readonly number[];
}

/** The definition. Angles are reduced first, so that it is exact to the last places. */
function transformed({ re, im }: Complex): Complex {
  const n = re.length;
  const sums = (part: (x: number, y: number, cosine: number, sine: number) => number) =>
    re.map((_, k) =>
      re.reduce((sum, x, j) => {
        const angle = -2 * Math.PI * (j * k % n) / n;
        return sum + part(x, im[j]!, Math.cos(angle), Math.sin(angle));
      }, 0)
    );
  return { re: sums((x, y, c, s) => x * c - y * s), im: sums((x, y, c, s) => x * s + y * c) };
}

/** Errors are in proportion to the whole, not to each number. */
function assertNear(got: ArrayLike<number>, wanted: readonly number[], what: string): void {
  const size = Math.max(1e-300, ...wanted.map(Math.abs));
  wanted.forEach((value, i) => {
    const error = Math.abs(got[i]! - value);
    assert(error <= 1e-13 * wanted.length * size, `${what}: at ${i}, expected ${value}, received ${got[i]}`);
  });
}

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const complex = (length: number) =>
  fc.record({
    re: fc.array(number, { minLength: length, maxLength: length }),
    im: fc.array(number, { minLength: length, maxLength: length }),
  });
const signal = fc.integer({ min: 0, max: 8 }).chain((log) => complex(2 ** log));

describe("fft(), inverseFft()", () => {
  it("give the sum that defines them, and each other's inverse", () => {
    fc.assert(
      fc.property(signal, fc.nat(1), (input, offset) => {
        const [re, im] = [sharedPart("f64", input.re, offset), sharedPart("f64", input.im, offset)];
        fft(re, im);
        const wanted = transformed(input);
        assertNear([...re.view, ...im.view], [...wanted.re, ...wanted.im], `${re.length}`);
        inverseFft(re, im);
        assertNear([...re.view, ...im.view], [...input.re, ...input.im], `back from ${re.length}`);
      }),
      { numRuns: 60 },
    );
  });

  it("transform an impulse to ones and ones to an impulse, exactly, for every power of two", () => {
    for (let n = 1; n <= 4096; n *= 2) {
      const re = sharedPart("f64", [1, ...new Float64Array(n - 1)]);
      const im = sharedPart("f64", new Float64Array(n));
      fft(re, im);
      assertEquals([re.view.every((x) => x === 1), im.view.every((x) => x === 0)], [true, true], `${n}`);
      fft(re, im);
      assertEquals([re.view[0], re.view.subarray(1).every((x) => x === 0)], [n, true], `${n}`);
    }
  });

  it("find one frequency in a long signal", () => {
    const n = 2 ** 15;
    const angles = Array.from({ length: n }, (_, j) => 2 * Math.PI * (j * 1234 % n) / n);
    const re = sharedPart("f64", angles.map(Math.cos)), im = sharedPart("f64", angles.map(Math.sin));
    fft(re, im);
    assertNear([...re.view, ...im.view], Array.from({ length: 2 * n }, (_, k) => k === 1234 ? n : 0), `${n}`);
  });

  it("refuse lengths that are no power of two, and parts of two lengths", () => {
    for (const length of [0, 3, 12]) {
      const part = () => sharedPart("f64", new Float64Array(length));
      assertThrows(() => fft(part(), part()), KernelError, "power of two");
    }
    const [four, two] = [sharedPart("f64", [1, 2, 3, 4]), sharedPart("f64", [1, 2])];
    assertThrows(() => inverseFft(four, two), KernelError, "'im' must have at least 4 elements");
  });
});

describe("fftRows(), inverseFftRows()", () => {
  it("transform each row alone, however they are cut", () => {
    const rows = fc.tuple(fc.constantFrom(1, 2, 4, 8, 32), fc.nat(5)).chain(([size, count]) =>
      fc.tuple(fc.constant(size), complex(size * count), cuts(count))
    );
    fc.assert(fc.property(rows, ([size, input, borders]) => {
      const [re, im] = [sharedPart("f64", input.re, 1), sharedPart("f64", input.im, 1)];
      forEachRange(borders, (from, to) => fftRows(re, im, size, from, to));
      for (let start = 0; start < input.re.length; start += size) {
        const row = [
          sharedPart("f64", input.re.slice(start, start + size)),
          sharedPart("f64", input.im.slice(start, start + size)),
        ] as const;
        fft(...row);
        assertEquals(re.view.slice(start, start + size), row[0].view.slice());
        assertEquals(im.view.slice(start, start + size), row[1].view.slice());
      }
      forEachRange(borders, (from, to) => inverseFftRows(re, im, size, from, to));
      assertNear([...re.view, ...im.view], [...input.re, ...input.im], `${size}`);
    }));
  });
});

function convolved(signal: readonly number[], weights: readonly number[]): number[] {
  return Array.from(
    { length: Math.max(0, signal.length + weights.length - 1) },
    (_, i) => weights.reduce((sum, weight, k) => i - k in signal ? sum + weight * signal[i - k]! : sum, 0),
  );
}

const inputs = fc.tuple(
  fc.array(number, { maxLength: 60 }),
  fc.array(number, { minLength: 1, maxLength: 20 }),
);

describe("convolve()", () => {
  it("gives the sums, to the bit, however the range is cut", () => {
    fc.assert(
      fc.property(
        inputs.chain(([a, b]) => fc.tuple(fc.constant(a), fc.constant(b), cuts(convolved(a, b).length))),
        fc.boolean(),
        ([long, short, borders], swapped) => {
          const [a, b] = swapped ? [short, long] : [long, short];
          fc.pre(a.length > 0 && b.length > 0);
          const [signal, weights] = [sharedPart("f64", a, 1), sharedPart("f64", b)];
          const out = sharedPart("f64", new Float64Array(borders.at(-1)!).fill(NaN), 1);
          forEachRange(borders, (from, to) => convolve(signal, weights, out, from, to));
          assertEquals([...out.view], convolved(a, b));
        },
      ),
    );
  });

  it("passes on NaN and infinities where their weights reach", () => {
    const out = sharedPart("f64", new Float64Array(22));
    const signal = Array<number>(20).fill(1).with(3, NaN).with(15, Infinity);
    convolve(sharedPart("f64", signal), sharedPart("f64", [1, 1, 1]), out, 0, 22);
    assertEquals([...out.view], convolved(signal, [1, 1, 1]));
  });
});

describe("convolveFft()", () => {
  it("gives what convolve() gives, nearly", () => {
    fc.assert(fc.property(inputs, ([signal, weights]) => {
      const wanted = convolved(signal, weights);
      const out = sharedPart("f64", new Float64Array(wanted.length), 1);
      fc.pre(signal.length > 0);
      convolveFft(sharedPart("f64", signal, 1), sharedPart("f64", weights), out);
      const size = Math.max(...signal.map(Math.abs)) * Math.max(...weights.map(Math.abs));
      wanted.forEach((value, i) => {
        assert(
          Math.abs(out.view[i]! - value) <= 1e-12 * Math.max(size, 1e-300),
          `${i}: ${out.view[i]}, not ${value}`,
        );
      });
    }));
  });

  it("keeps a faint signal under strong weights", () => {
    const out = sharedPart("f64", new Float64Array(3));
    convolveFft(sharedPart("f64", [1e-9, 2e-9]), sharedPart("f64", [1e9, 3e9]), out);
    assertNear(out.view, [1, 5, 6], "faint");
  });

  it("refuses an output that is too short", () => {
    const [two, three] = [sharedPart("f64", [1, 2]), sharedPart("f64", [1, 2, 3])];
    assertThrows(() => convolveFft(two, three, sharedPart("f64", [0, 0, 0])), KernelError, "'out'");
  });
});
