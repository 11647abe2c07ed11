/** What one request may ask for. */
export interface Limits {
  /** Bytes of an image. */
  readonly imageBytes: number;
  /** Millions of pixels of an image: while it is decoded, one takes up to 40 bytes. */
  readonly megapixels: number;
  /** Bytes of a list of numbers. */
  readonly jsonBytes: number;
  /** Time from its start to its answer. */
  readonly milliseconds: number;
}

/** What fits into 128 MB of memory, and some seconds. */
export const DEFAULT_LIMITS: Limits = {
  imageBytes: 4 * 2 ** 20,
  megapixels: 2,
  jsonBytes: 2 ** 20,
  milliseconds: 5000,
};

/** The limits with another time, if the environment gives one. */
export function limitsFrom(milliseconds: string | undefined): Limits {
  return milliseconds === undefined
    ? DEFAULT_LIMITS
    : { ...DEFAULT_LIMITS, milliseconds: Number(milliseconds) };
}
