/** The sizes of one call, from which a row makes the lengths of its arrays. */
export interface Sizes {
  /** Where the range ends; 1 to 6. */
  readonly to: number;
  /** Another extent, of a row or a block; 1 to 9. */
  readonly width: number;
  /** A third one, of 1 to 4. */
  readonly few: number;
}

/** An array among the arguments of a row. */
export interface Length {
  readonly length: number;
  /** What a shorter one meets: a refusal that names its length, a refusal of its own, or nothing, as any length is right. */
  readonly shorter: "named" | "refused" | "right";
  readonly fill: (index: number) => number;
}

/** What a kernel is called with but for its range: lengths stand for arrays. */
export type Row = (sizes: Sizes) => readonly (Length | number | bigint)[];

const ones = () => 1;

/** An array that has just as many elements as are needed. */
function needs(length: number, fill: (index: number) => number = ones): Length {
  return { length, shorter: "named", fill };
}

/** An array of which the kernel takes as many elements as there are. */
function any(length: number, fill: (index: number) => number = ones): Length {
  return { length, shorter: "right", fill };
}

/** The elements of a matrix that has ones in its diagonal, and zeros beside it. */
const identity = (size: number) => (index: number) => index % (size + 1) === 0 ? 1 : 0;

const perElement: Row = ({ to }) => [needs(to)];
const perTwo: Row = ({ to }) => [needs(to), needs(to)];
const better: Row = ({ to }) => [needs(to), 0, to - 1];
const product: Row = ({ to, width, few }) => [
  needs(to * few),
  needs(few * width),
  needs(to * width),
  few,
  width,
];
const resized: Row = ({ to, width, few }) => [
  needs(5 * width * few),
  width,
  5,
  needs(to * 7 * few),
  7,
  to,
  few,
];
const rowsOfSignals: Row = ({ to, few }) => [needs(to << few), needs(to << few), 1 << few];
const signals: Row = ({ few }) => [needs(1 << few), needs(1 << few)];
const gradients: Row = ({ to, width, few }) => [
  needs(to * width * few),
  any(to * width),
  any(few + 1),
  needs(to * (few + 2)),
  width,
];
const predictions: Row = ({ to, few }) => [needs(to * few), any(few + 1), needs(to)];
const merged: Row = ({ to, few }) => [needs(to), needs(to), few];
const whole: Row = ({ to }) => [any(to)];
const hashed: Row = ({ to }) => [any(to), 7];

/** Of each kernel that takes arrays: arguments whose lengths are right, and not one element too long. */
export const LENGTH_ROWS: Readonly<Record<string, Row>> = {
  ...each("axpy axpyF32", ({ to }) => [2, needs(to), needs(to)]),

  ...each("sum sumF32 sumI32 kahanSum min minF32 minI32 max maxF32 maxI32", perElement),
  ...each("argmin argminF32 argmax argmaxF32", perElement),
  ...each("combineArgmin combineArgminF32 combineArgmax combineArgmaxF32", better),
  ...each("dot dotF32", perTwo),
  ...each("mean norm", whole),
  variance: ({ to }) => [any(to), 0],
  squaredDeviations: ({ to }) => [needs(to), 0.5],

  ...each("matmul matmulF32 matmulFused matmulFusedF32", product),
  ...each("matvec matvecF32", ({ to, width }) => [needs(to * width), any(width), needs(to)]),
  ...each("transpose transposeF32", ({ to, width }) => [needs(to * width), needs(to * width), to, width]),
  cholesky: ({ to }) => [needs(to * to, identity(to)), to],
  choleskySolve: ({ to }) => [needs(to * to, identity(to)), any(to)],

  ...each("sort sortF32 sortI32 sortU32", whole),
  ...each("argsort argsortF32 argsortI32 argsortU32", ({ to }) => [any(to), needs(to)]),
  ...each("sortRuns sortRunsF32 sortRunsI32 sortRunsU32", ({ to, few }) => [any(to * few), few]),
  ...each("mergeRuns mergeRunsF32 mergeRunsI32 mergeRunsU32", merged),

  squaredDistances: ({ to, width, few }) => [needs(to * few), any(width * few), needs(to * width), few],
  kmeansAssign: ({ to, width, few }) => [
    needs(to * width * few),
    any(3 * few),
    any(to * width),
    needs(to * (3 * (few + 1) + 1)),
    few,
    width,
  ],
  kmeansUpdate: ({ to, few }) => [any(to * (3 * (few + 1) + 1)), any(3 * few), few],
  ...each("linearGradient logisticGradient", gradients),
  gradientStep: ({ few }) => [needs(few + 2), any(few + 1), 0.1, 9],
  ...each("predictLinear predictLogistic", predictions),

  ...each("fft inverseFft", signals),
  ...each("fftRows inverseFftRows", rowsOfSignals),
  convolve: ({ to, few }) => [any(to), any(few), needs(to)],
  convolveFft: ({ to, few }) => [any(to), any(few), needs(to + few - 1)],

  sobel: ({ to, width }) => [needs(to * width), needs(to * width), width, to],
  filterImage: (
    { to, width, few },
  ) => [needs(to * width), needs(to * width), needs(few * 3), few, 3, width, to],
  ...each("grayscale grayscaleBytes", ({ to }) => [needs(4 * to), needs(to)]),
  blurRows: ({ to, width, few }) => [needs(to * width), needs(to * width), needs(2 * few + 1), few, width],
  blurColumns: ({ to, width, few }) => [
    needs(to * width),
    needs(to * width),
    needs(2 * few + 1),
    few,
    width,
    to,
  ],
  binomialRows: ({ to, width }) => [needs(to * width), needs(to * width), width],
  binomialColumns: ({ to, width }) => [needs(to * width), needs(to * width), width, to],
  mandelbrot: ({ to, width }) => [needs(to * width), width, to, -2, -1, 1, 1, 9],
  ...each("resizeBilinear resizeArea", resized),

  histogramBytes: ({ to }) => [needs(to), needs(256)],
  ...each("histogram histogramF32", ({ to }) => [needs(to), needs(1), 0, 2]),
  quantile: () => [needs(1), 0.5],
  quantiles: ({ few }) => [needs(1), any(few), needs(few)],
  ...each("randomUniform randomNormal", ({ to }) => [needs(to), 7n, 0, 1]),

  crc32: perElement,
  xxhash32: hashed,
  xxhash64: ({ to }) => [any(to), 7n],
  countByte: ({ to }) => [needs(to), 1],
  countMatches: ({ to }) => [needs(to), needs(1)],
  indexOfBytes: ({ to }) => [any(to), needs(1), 0],
  findMatches: ({ to, few }) => [any(to), needs(1), any(few)],
  countMatchesInBlocks: ({ to, width }) => [any(to * width), needs(1), needs(to), width],
  startsOfCounts: whole,
  matchPositions: ({ to, width }) => [
    any(to * width),
    needs(1),
    needs(to, (block) => block * width),
    { length: to * width, shorter: "refused", fill: ones },
    width,
  ],
  indexOfInvalidUtf8: whole,
  validUtf8Length: perElement,
};

function each(names: string, row: Row): Record<string, Row> {
  return Object.fromEntries(names.split(" ").map((name) => [name, row]));
}
