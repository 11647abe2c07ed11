import { parseArgs } from "node:util";

/** What the program is asked to do. */
export interface Settings {
  /** A path, or nothing for the picture that comes with the program */
  image: string | undefined;
  workers: number;
  sigma: number;
  minArea: number;
  /** A folder, or nothing for the program's own */
  out: string | undefined;
  help: boolean;
}

/**
 * Reads the words of the command line.
 *
 * @param cores how many workers there are unless asked otherwise
 * @throws {TypeError} on an unknown option, and {RangeError} on a number that makes no sense
 */
export function readSettings(args: string[], cores: number): Settings {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      workers: { type: "string" },
      sigma: { type: "string", default: "3" },
      "min-area": { type: "string", default: "5" },
      out: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (positionals.length > 1) {
    throw new TypeError(`Cannot search more than one picture: received "${positionals.join('", "')}"`);
  }
  return {
    image: positionals[0],
    workers: numberAtLeast("workers", values.workers ?? String(cores), 1, Number.isInteger),
    sigma: numberAtLeast("sigma", values.sigma, 0, Number.isFinite),
    minArea: numberAtLeast("min-area", values["min-area"], 1, Number.isInteger),
    out: values.out,
    help: values.help,
  };
}

function numberAtLeast(name: string, text: string, least: number, fits: (value: number) => boolean): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (fits(value) && value >= least) return value;
  const kind = fits === Number.isInteger ? "a whole number" : "a number";
  throw new RangeError(
    `Cannot read '--${name}' as it must be ${kind}, at least ${least}: received "${text}"`,
  );
}
