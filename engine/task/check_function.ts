/** Throws a `TypeError` for a task that is no function. */
export function checkFunction(fn: unknown): void {
  if (typeof fn === "function") return;
  throw new TypeError(
    `Cannot send a task as it must be a function: received ${fn === null ? "null" : typeof fn}`,
  );
}
