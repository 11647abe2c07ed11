import { assertEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { functionRef } from "../../engine/task/function_ref.ts";
import type { AnyFunction } from "../../engine/task/refs.ts";
import { fromText } from "./fixtures/from_text.ts";
import { RemoteCaller } from "./fixtures/remote_caller.ts";

type Row = [what: string, fn: AnyFunction, ...args: unknown[]];

const TRAVEL: Row[] = [
  ["an arrow function", (x: number) => x * 2, 21],
  ["a function expression", function (x: number) {
    return x + 1;
  }, 1],
  ["a function declaration that calls itself", function fib(n: number): number {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
  }, 10],
  ["an async function", async (x: number) => (await Promise.resolve(x)) + 1, 4],
  ["no parameters and undefined", () => undefined],
  ["default parameters", (x: number, y = x * 2, z = Math.max(x, y)) => [x, y, z], 3],
  [
    "destructured parameters",
    (
      { a, b: [c, ...d], ...e }: { a: number; b: number[]; g: number },
      { f = a } = {} as { f?: number },
    ) => [a, c, d, e, f],
    { a: 1, b: [2, 3, 4], g: 5 },
  ],
  ["rest parameters", (...all: number[]) => all.reduce((sum, x) => sum + x, 0), 1, 2, 3],
  [
    "arguments of its own",
    function () {
      return arguments.length;
    },
    1,
    2,
  ],
  ["arguments in an arrow inside it", function () {
    return (() => arguments[0])();
  }, "first"],
  ["closures over its own variables", (n: number) => {
    let total = 0;
    const add = (x: number) => {
      total += x;
    };
    for (let i = 0; i < n; i++) add(i);
    return total;
  }, 5],
  [
    "hoisted var and function",
    fromText("(n) => { x = n; return later(); var x; function later() { return x; } }"),
    6,
  ],
  [
    "var hoisted out of blocks",
    fromText("(n) => { if (n) { var y = n; } for (var z of [1]) ; return [y, z]; }"),
    2,
  ],
  ["a parameter named as something outside", (factor: number) => factor * 2, 4],
  ["a parameter named as a global", (Array: number) => Array + 1, 4],
  ["a local named as a global", () => {
    const Math = { PI: 3 };
    return Math.PI;
  }],
  ["property names that look captured", (x: { factor: number }) => ({ factor: x.factor, counter: 1 }), {
    factor: 2,
  }],
  ["shorthand properties", (a: number) => ({ a }), 1],
  ["computed property names", (key: string) => ({ [key]: 1, [`${key}2`]: 2 }), "k"],
  [
    "a labelled loop",
    fromText(
      "(n) => { outer: for (;;) { for (;;) { if (n) break outer; else continue outer; } } return n; }",
    ),
    1,
  ],
  ["catch with and without a name", (text: string) => {
    try {
      return JSON.parse(text);
    } catch (error) {
      try {
        return JSON.parse("[");
      } catch {
        return (error as Error).name;
      }
    }
  }, "{"],
  [
    "catch with a pattern",
    fromText("() => { try { throw { a: 1 } } catch ({ a, b = a }) { return [a, b] } }"),
  ],
  ["a switch with its own names", (x: number) => {
    switch (x) {
      case 1: {
        return "one";
      }
      default:
        return typeof x;
    }
  }, 2],
  [
    "names of a switch used across cases",
    fromText("(x) => { switch (x) { case 3: let y; default: y = x; return y; } }"),
    3,
  ],
  ["for-in, for-of and destructuring heads", (o: Record<string, number>) => {
    const out: unknown[] = [];
    for (const key in o) out.push(key);
    for (const [key, value] of Object.entries(o)) out.push(key, value);
    return out;
  }, { a: 1 }],
  ["assignment patterns to its own names", () => {
    let a = 1, b = 2;
    [a, b = 5] = [b, a];
    ({ a, c: b = a } = { a: 7 } as { a: number; c?: number });
    return [a, b];
  }],
  ["a class with fields, private names, a static block and this", (x: number) => {
    class Point {
      static origin = 1;
      static {
        const step = 1;
        this.origin += step;
      }
      #x = x;
      y = () => this.#x + 1;
      get sum() {
        return this.#x + this.y() + Point.origin;
      }
      has(other: object) {
        return #x in other;
      }
    }
    class Better extends Point {
      override get sum() {
        return super.sum * 2;
      }
    }
    const better = new Better();
    return [better.sum, better.has(better)];
  }, 5],
  ["this of a nested function", () => {
    const holder = {
      value: 4,
      get() {
        return this.value + ["value"].map((key) => this[key as "value"])[0]!;
      },
    };
    return holder.get();
  }],
  ["new.target of its own", fromText("function () { return new.target === undefined; }")],
  ["a nested generator", () => [...(function* () {
    yield 1;
    yield 2;
  })()]],
  [
    "a tagged template and regular expressions",
    (s: string) => [String.raw`a${s}\n`, /(?<first>\w)/u.exec(s)?.groups?.first],
    "word",
  ],
  ["optional chaining and nullish assignment", (x: { a?: { b: number } } | null) => {
    x ??= null;
    return x?.a?.b;
  }, { a: { b: 3 } }],
  [
    "ECMAScript globals",
    () => [
      new Map([[1, new Set([NaN])]]).size,
      parseInt("12px"),
      Infinity,
      typeof BigInt(3),
      JSON.stringify([undefined]),
    ],
  ],
  [
    "web globals",
    () => [
      new TextEncoder().encode("é").length,
      new URL("a", "https://b.c").href,
      atob("YQ=="),
      typeof crypto.subtle,
    ],
  ],
  ["runtime globals", () => [typeof Deno, typeof process, globalThis === globalThis]],
  ["a timer", () => new Promise((done) => setTimeout(done, 1, "later"))],
  ["an absolute import()", async () => (await import("node:path")).basename("/a/b")],
  ["a data: import()", async () => (await import("data:text/javascript,export default 4")).default],
  ["a text that ends in a comment line", fromText("(x) => x // the end")],
  ["using", () => {
    const log: string[] = [];
    {
      using _guard = { [Symbol.dispose]: () => log.push("disposed") };
      log.push("used");
    }
    return log;
  }],
  ["what new Function makes", new Function("a", "b", "return a * b") as AnyFunction, 6, 7],
];

describe("functionRef()", () => {
  let caller: RemoteCaller;
  beforeAll(() => {
    caller = new RemoteCaller();
  });
  afterAll(() => caller.stop());

  for (const [what, fn, ...args] of TRAVEL) {
    it(`sends the source of a function with ${what}, which does the same in a worker`, async () => {
      const ref = functionRef(fn);
      assertEquals(ref, { kind: "source", name: fn.name, source: Function.prototype.toString.call(fn) });
      assertEquals(await caller.call(ref, args), await fn(...args));
    });
  }
});
