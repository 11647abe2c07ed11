/** Whether a value needs no copy before the caller goes on. */
export function isImmutable(value: unknown): boolean {
  return value === null ||
    (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
}
