import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  asyncWait,
  blockingTimeout,
  checkOptions,
  checkTimeout,
} from "../../engine/options/check_options.ts";

describe("checkOptions()", () => {
  it("refuses an unknown key and names those that there are", () => {
    assertThrows(
      () => checkOptions({ proceses: 2 }, ["processes", "initializer"], "create a pool"),
      TypeError,
      "Cannot create a pool as option 'proceses' is unknown: the options are processes, initializer",
    );
  });

  it("refuses what is no object", () => {
    for (const options of [5, "fast", null, true]) {
      assertThrows(
        () => checkOptions(options, ["a"], "go"),
        TypeError,
        `must be an object: received ${options}`,
      );
    }
  });

  it("takes known keys, also undefined ones, and no options at all", () => {
    checkOptions({ a: undefined }, ["a"], "go");
    checkOptions({}, ["a"], "go");
    checkOptions(undefined, ["a"], "go");
  });
});

describe("checkTimeout()", () => {
  it("gives milliseconds, and Infinity for none", () => {
    assertEquals([0, 1, 1.5, 5000, Infinity, undefined].map((timeout) => checkTimeout(timeout, "wait")), [
      ...[0, 1, 1.5, 5000, Infinity, Infinity],
    ]);
  });

  it("refuses negative ones and NaN", () => {
    for (const timeout of [-1, -Infinity, NaN]) {
      assertThrows(() => checkTimeout(timeout, "wait"), RangeError, `received ${timeout}`);
    }
  });

  it("refuses parts of a millisecond as Python's seconds", () => {
    for (const timeout of [0.5, 0.999, Number.MIN_VALUE]) {
      assertThrows(() => checkTimeout(timeout, "wait"), RangeError, "looks like seconds");
    }
  });

  it("refuses what is no number", () => {
    for (const timeout of ["5", null, 5n, {}]) {
      assertThrows(() => checkTimeout(timeout as never, "wait"), TypeError, "a number of milliseconds");
    }
  });
});

describe("asyncWait() and blockingTimeout()", () => {
  it("check every option", () => {
    assertThrows(() => asyncWait({ timeot: 1 } as never, "wait"), TypeError, "'timeot' is unknown");
    assertThrows(() => asyncWait({ signal: {} as never }, "wait"), TypeError, "must be an AbortSignal");
    assertThrows(
      () => blockingTimeout({ signal: undefined } as never, "wait"),
      TypeError,
      "'signal' is unknown",
    );
    assertThrows(() => blockingTimeout({ timeout: -1 }, "wait"), RangeError);
    assertEquals(blockingTimeout(undefined, "wait"), Infinity);
  });
});
