/** The most of a received value that an error shows. */
const SHOWN_UNITS = 120;

/** The start of a text, and that it goes on, if it is long. */
export function cut(text: string, units: number = SHOWN_UNITS): string {
  return text.length <= units ? text : `${text.slice(0, units)}… (${text.length} characters)`;
}

/** A received value as errors show it: cut where it is long, and whatever it may throw. */
export function shown(value: unknown): string {
  try {
    return cut(String(value));
  } catch {
    return `(${typeof value} without a text)`;
  }
}
