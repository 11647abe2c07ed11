/** Compares the entries of the suites with the tests that CPython has. */
import type { Entry } from "./conform.ts";

/** The classes of CPython's test-suite, by file and name. */
export type Classes = Readonly<
  Record<
    string,
    Readonly<Record<string, { readonly bases: readonly string[]; readonly tests: readonly string[] }>>
  >
>;

/**
 * What is wrong with the entries: tests of CPython's that have none, and entries that are no test of CPython's. A class has the
 * tests of its bases too, and an entry under any of these classes will do.
 */
export function differences(entries: readonly Entry[], classes: Classes): string[] {
  const derives = (file: string, name: string, base: string): boolean =>
    name === base || (classes[file]?.[name]?.bases ?? []).some((each) => derives(file, each, base));
  const own = Object.entries(classes).flatMap(([file, all]) =>
    Object.entries(all).flatMap(([suite, { tests }]) => tests.map((name) => ({ file, suite, name })))
  );
  const stands = (entry: Entry, { file, suite, name }: typeof own[number]) =>
    entry.file === file && entry.name === name && derives(file, entry.suite, suite);
  return [
    ...own.filter((test) => !entries.some((entry) => stands(entry, test)))
      .map(({ file, suite, name }) => `${file}: ${suite}.${name} has no entry`),
    ...entries.filter((entry) => !own.some((test) => stands(entry, test)))
      .map(({ file, suite, name }) => `${file}: ${suite}.${name} is no test of CPython's`),
  ];
}
