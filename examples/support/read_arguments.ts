import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cpuCount } from "../../mod.ts";

/** What every example of the kernels takes. */
export interface Arguments {
  /** How much to do: each example says of what. */
  size: number;
  workers: number;
  /** The folder for what it writes. */
  out: string;
}

/**
 * Reads the words of a command line: a size, `--workers N` and `--out DIR`. The default folder is `examples/out`.
 *
 * @throws {TypeError} on an unknown option, and {RangeError} on a number that makes no sense
 */
export function readArguments(args: readonly string[], defaultSize: number): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { workers: { type: "string" }, out: { type: "string" } },
  });
  if (positionals.length > 1) {
    throw new TypeError(`Cannot take more than one size: received "${positionals.join('", "')}"`);
  }
  return {
    size: wholeNumber("the size", positionals[0] ?? String(defaultSize)),
    workers: wholeNumber("'--workers'", values.workers ?? String(cpuCount())),
    out: values.out ?? fileURLToPath(new URL("../out", import.meta.url)),
  };
}

function wholeNumber(name: string, text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(`Cannot read ${name} as it must be a whole number, at least 1: received "${text}"`);
}
