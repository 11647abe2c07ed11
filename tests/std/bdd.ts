/**
 * Stand-in for `jsr:@std/testing/bdd`: every `it` is its own `Deno.test`, named "suite > case", so that counts and
 * `--filter` speak of cases. One line of the import map in `deno.json` swaps it for the real one.
 */
type Hook = () => void | Promise<void>;
type TestFn = (context: Deno.TestContext) => void | Promise<void>;
type TestOptions = Omit<Deno.TestDefinition, "fn" | "name">;
type SuiteOptions = Pick<
  TestOptions,
  "ignore" | "only" | "sanitizeExit" | "sanitizeOps" | "sanitizeResources"
>;

interface Suite {
  name: string;
  parent: Suite | undefined;
  options: SuiteOptions;
  beforeAll: Hook[];
  afterAll: Hook[];
  beforeEach: Hook[];
  afterEach: Hook[];
  casesLeft: number;
  begun: boolean;
}

interface Describe {
  (name: string, fn: () => void): void;
  (name: string, options: SuiteOptions, fn: () => void): void;
}

interface It {
  (name: string, fn: TestFn): void;
  (name: string, options: TestOptions, fn: TestFn): void;
}

let current: Suite = createSuite("", undefined, {});

// A filtered run may skip a suite's last case, and with it the moment to clean up: the end of the file is the backstop.
const begunSuites = new Set<Suite>();
Deno.test.afterAll(async () => {
  for (const suite of [...begunSuites].reverse()) await end(suite);
});

/** Groups the cases registered inside `fn` under a name; groups nest. */
export const describe: Describe & { only: Describe; skip: Describe; ignore: Describe } = Object.assign(
  describeWith({}),
  {
    only: describeWith({ only: true }),
    skip: describeWith({ ignore: true }),
    ignore: describeWith({ ignore: true }),
  },
);

/** Registers one case. */
export const it: It & { only: It; skip: It; ignore: It } = Object.assign(
  itWith({}),
  { only: itWith({ only: true }), skip: itWith({ ignore: true }), ignore: itWith({ ignore: true }) },
);

/** Runs `hook` once, before the suite's first case. */
export function beforeAll(hook: Hook): void {
  current.beforeAll.push(hook);
}

/** Runs `hook` once, after the suite's last case. */
export function afterAll(hook: Hook): void {
  current.afterAll.push(hook);
}

/** Runs `hook` before each case of the suite and of those inside it. */
export function beforeEach(hook: Hook): void {
  current.beforeEach.push(hook);
}

/** Runs `hook` after each case of the suite and of those inside it, also after a failed one. */
export function afterEach(hook: Hook): void {
  current.afterEach.push(hook);
}

function describeWith(preset: SuiteOptions): Describe {
  return (name: string, ...rest: [() => void] | [SuiteOptions, () => void]): void => {
    const [options, fn] = rest.length === 1 ? [{}, rest[0]] : rest;
    const outer = current;
    current = createSuite(name, outer, { ...outer.options, ...options, ...preset });
    try {
      fn();
    } finally {
      current = outer;
    }
  };
}

function itWith(preset: SuiteOptions): It {
  return (name: string, ...rest: [TestFn] | [TestOptions, TestFn]): void => {
    const [options, fn] = rest.length === 1 ? [{}, rest[0]] : rest;
    const path = pathTo(current);
    const definition = { ...current.options, ...options, ...preset };
    if (!definition.ignore) { for (const suite of path) suite.casesLeft++; }
    Deno.test({
      ...definition,
      name: [...path.slice(1).map((suite) => suite.name), name].join(" > "),
      fn: (context) => runCase(path, fn, context),
    });
  };
}

async function runCase(path: Suite[], fn: TestFn, context: Deno.TestContext): Promise<void> {
  const inner = path.toReversed();
  const setUp: Hook[] = [
    ...path.map((suite) => () => begin(suite)),
    ...path.flatMap((suite) => suite.beforeEach),
  ];
  const cleanUp: Hook[] = [
    ...inner.flatMap((suite) => suite.afterEach),
    ...inner.map((suite) => () => finishCase(suite)),
  ];
  const body = async () => {
    for (const hook of setUp) await hook();
    await fn(context);
  };
  await runAll([body, ...cleanUp]);
}

async function begin(suite: Suite): Promise<void> {
  if (suite.begun) return;
  suite.begun = true;
  begunSuites.add(suite);
  for (const hook of suite.beforeAll) await hook();
}

async function finishCase(suite: Suite): Promise<void> {
  if (--suite.casesLeft === 0) await end(suite);
}

async function end(suite: Suite): Promise<void> {
  if (begunSuites.delete(suite)) await runAll(suite.afterAll);
}

/** Runs every hook, also after one has failed, and reports the first failure. */
async function runAll(hooks: Hook[]): Promise<void> {
  const failures: unknown[] = [];
  for (const hook of hooks) {
    try {
      await hook();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function createSuite(name: string, parent: Suite | undefined, options: SuiteOptions): Suite {
  return {
    name,
    parent,
    options,
    beforeAll: [],
    afterAll: [],
    beforeEach: [],
    afterEach: [],
    casesLeft: 0,
    begun: false,
  };
}

/** The suites around a case, outermost first. */
function pathTo(suite: Suite): Suite[] {
  return suite.parent === undefined ? [suite] : [...pathTo(suite.parent), suite];
}
