/**
 * Stand-in for `jsr:@std/assert`: the functions the tests use, under std's names and with std's meaning. One line of the
 * import map in `deno.json` swaps it for the real one.
 */
import nodeAssert, { AssertionError } from "node:assert";
import { inspect } from "node:util";
import { equal } from "./equal.ts";

export { AssertionError, equal };

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/** Throws an `AssertionError` with this message. */
export function fail(message: string = "Failed"): never {
  throw new AssertionError({ message, stackStartFn: fail });
}

/** Fails unless `condition` is truthy. */
export function assert(condition: unknown, message: string = "Expected a truthy value"): asserts condition {
  if (!condition) fail(message);
}

/** Fails unless the two are deeply equal: see `equal`. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  if (equal(actual, expected)) return;
  failWith(message, difference(actual, expected));
}

/** Fails if the two are deeply equal: see `equal`. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  if (equal(actual, expected)) {
    failWith(message, `Expected the values to differ: received twice ${show(actual)}`);
  }
}

/** Fails unless the two are the same value, as `Object.is` judges it: `0` is not `-0`. */
export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): asserts actual is T {
  if (!Object.is(actual, expected)) {
    failWith(message, `Expected the very value ${show(expected)}: received ${show(actual)}`);
  }
}

/** Fails unless the numbers differ by at most `tolerance`, by default 1e-7 of the expected one. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (Math.abs(actual - expected) <= allowed) return;
  failWith(message, `Expected ${expected} within ${allowed}: received ${actual}`);
}

/** Fails if the value is `null` or `undefined`. */
export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) failWith(message, `Expected a value: received ${actual}`);
}

/** Fails unless the value is an instance of the class. */
export function assertInstanceOf<T>(
  actual: unknown,
  // deno-lint-ignore no-explicit-any
  expectedType: abstract new (...args: any[]) => T,
  message?: string,
): asserts actual is T {
  if (actual instanceof expectedType) return;
  failWith(message, `Expected an instance of '${expectedType.name}': received ${show(actual)}`);
}

/** Fails unless the text holds the other one. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (!actual.includes(expected)) {
    failWith(message, `Expected text with ${show(expected)}: received ${show(actual)}`);
  }
}

/** Fails unless the text matches the pattern. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  if (!expected.test(actual)) failWith(message, `Expected text like ${expected}: received ${show(actual)}`);
}

/** Fails unless `fn` throws; with a class and a text, unless the error is one of that class and holds that text. */
export function assertThrows(fn: () => unknown, message?: string): unknown;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: ErrorClass<E>,
  messageIncludes?: string,
  message?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  errorClass?: ErrorClass<Error> | string,
  messageIncludes?: string,
  message?: string,
): unknown {
  const expected = expectation(errorClass, messageIncludes, message);
  try {
    fn();
  } catch (error) {
    return checkError(error, expected);
  }
  failWith(expected.message, "Expected the function to throw");
}

/** Fails unless the promise that `fn` returns is rejected; class and text as in `assertThrows`. */
export function assertRejects(fn: () => PromiseLike<unknown>, message?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: ErrorClass<E>,
  messageIncludes?: string,
  message?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  errorClass?: ErrorClass<Error> | string,
  messageIncludes?: string,
  message?: string,
): Promise<unknown> {
  const expected = expectation(errorClass, messageIncludes, message);
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    failWith(expected.message, `Expected a rejected promise: the function threw ${show(error)}`);
  }
  try {
    await promise;
  } catch (error) {
    return checkError(error, expected);
  }
  failWith(expected.message, "Expected the promise to be rejected");
}

interface Expectation {
  errorClass: ErrorClass<Error> | undefined;
  messageIncludes: string | undefined;
  message: string | undefined;
}

function expectation(
  errorClass: ErrorClass<Error> | string | undefined,
  messageIncludes: string | undefined,
  message: string | undefined,
): Expectation {
  if (typeof errorClass === "string") {
    return { errorClass: undefined, messageIncludes: undefined, message: errorClass };
  }
  return { errorClass, messageIncludes, message };
}

function checkError(error: unknown, { errorClass, messageIncludes, message }: Expectation): unknown {
  if (errorClass === undefined) return error;
  if (!(error instanceof errorClass)) {
    failWith(message, `Expected an error of class '${errorClass.name}': received ${show(error)}`);
  }
  if (messageIncludes !== undefined) assertStringIncludes(error.message, messageIncludes, message);
  return error;
}

function failWith(message: string | undefined, reason: string): never {
  fail(message === undefined ? reason : `${message}: ${reason}`);
}

function difference(actual: unknown, expected: unknown): string {
  try {
    nodeAssert.deepStrictEqual(actual, expected);
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
  return `Expected ${show(expected)}: received ${show(actual)}`;
}

function show(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: 100 });
}
