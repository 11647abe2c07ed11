/**
 * Checks that `options` is an object whose keys are all in `known`. `doing` says in errors what was asked for, such as
 * "create a pool".
 *
 * @throws {TypeError} If it is no object, or has another key.
 */
export function checkOptions(options: unknown, known: readonly string[], doing: string): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`Cannot ${doing} as its options must be an object: received ${String(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new TypeError(
        `Cannot ${doing} as option '${key}' is unknown: the options are ${known.join(", ")}`,
      );
    }
  }
}
