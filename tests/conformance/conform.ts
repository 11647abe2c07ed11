/**
 * Conformance with Python. Each file of this folder stands for one class of CPython's own test-suite; each entry in it, for
 * one test there: with the same name, and asserting what that asserts.
 */
import { describe, it } from "@std/testing/bdd";

/** How an entry of Python's relates to multicore. */
export interface Entry {
  /** The file of CPython's test-suite, without `.py`. */
  readonly file: string;
  /** The class in it. */
  readonly suite: string;
  /** The test. */
  readonly name: string;
  readonly verdict: "same" | "better" | "in part" | "not applicable";
  /** How it is better, what of it is not asserted, or why it does not apply; empty for what is the same. */
  readonly remark: string;
}

type Body = () => void | Promise<void>;

/** What a suite says about each of Python's tests. */
export interface Suite {
  /** It holds here as there. */
  same(name: string, body: Body): void;
  /** It holds, or a known weakness that it shows is mended: `how` says in what way. */
  better(name: string, how: string, body: Body): void;
  /** Some of what it asserts holds: `what` says what does not exist here. */
  inPart(name: string, what: string, body: Body): void;
  /** It is about something that does not exist here: `why` says what. */
  notApplicable(name: string, why: string): void;
}

/** The entries of all suites that were loaded. */
export const entries: Entry[] = [];

/** Declares the tests of one class of CPython's test-suite, such as `suite("_test_multiprocessing", "_TestLock", …)`. */
export function suite(file: string, name: string, declare: (suite: Suite) => void): void {
  const add = (test: string, verdict: Entry["verdict"], remark: string) => {
    if (entries.some((entry) => entry.suite === name && entry.name === test && entry.file === file)) {
      throw new Error(`Cannot declare "${name}.${test}" twice`);
    }
    entries.push({ file, suite: name, name: test, verdict, remark });
  };
  describe(name, { sanitizeOps: false, sanitizeResources: false }, () => {
    declare({
      same: (test, body) => {
        add(test, "same", "");
        it(test, body);
      },
      better: (test, how, body) => {
        add(test, "better", how);
        it(test, body);
      },
      inPart: (test, what, body) => {
        add(test, "in part", what);
        it(test, body);
      },
      notApplicable: (test, why) => add(test, "not applicable", why),
    });
  });
}
