import { assert, assertMatch, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { functionRef } from "../../engine/task/function_ref.ts";
import type { AnyFunction } from "../../engine/task/refs.ts";
import { fromText } from "./fixtures/from_text.ts";

const factor = 3;
let counter = 0;
const config = { gain: 2 };
enum Colour {
  Red = 1,
}

class Shape {
  #sides = 4;
  sides = () => this.#sides;
  static static = () => 1;
  area(scale: number) {
    return this.#sides * scale;
  }
  get size() {
    return 1;
  }
  static make() {
    return 2;
  }
  peek(): AnyFunction {
    const self = new Shape();
    return () => self.#sides;
  }
}

const getSize = Object.getOwnPropertyDescriptor(Shape.prototype, "size")!.get!;

const CAPTURES =
  /pass it as an argument, export the function from a module and use importTasks\(\), or register it with task\(\)$/;

const REFUSED: [what: string, fn: AnyFunction, reason: RegExp][] = [
  ["a captured constant", (x: number) => x * factor, /it captures "factor" \(line 1 of its source\)/],
  ["a captured name on a later line", (x: number) => {
    const y = x + 1;
    return y * factor;
  }, /it captures "factor" \(line 3 of its source\)/],
  ["a captured import", () => assert(true), /captures "assert"/],
  ["a captured function", () => fromText("1"), /captures "fromText"/],
  ["a captured class", () => new Shape(), /captures "Shape"/],
  ["a captured enum", () => Colour.Red, /captures "Colour"/],
  ["a captured object's property", () => config.gain, /captures "config"/],
  ["a default parameter that captures", (x: number, k = factor) => x * k, /captures "factor"/],
  ["a default inside a pattern that captures", ({ k = factor }: { k?: number }) => k, /captures "factor"/],
  [
    "a default that the body's own variable does not reach",
    fromText("(a = late) => { var late = 1; return a + late; }"),
    /captures "late"/,
  ],
  ["a computed key that captures", () => ({ [factor]: 1 }), /captures "factor"/],
  ["a computed key of a pattern that captures", (o: number[]) => {
    const { [factor]: x } = o;
    return x;
  }, /captures "factor"/],
  ["a shorthand property that captures", () => ({ factor }), /captures "factor"/],
  ["a capture in a closure in a closure", () => () => () => factor, /captures "factor"/],
  ["a capture in a template", () => `${factor}`, /captures "factor"/],
  ["a capture in a class field", () =>
    class {
      k = factor;
    }, /captures "factor"/],
  ["a capture as a class's base", () => class extends Shape {}, /captures "Shape"/],
  [
    "a name of a block used outside it",
    fromText("() => { { let inner = 1; } return inner; }"),
    /captures "inner"/,
  ],
  [
    "a block's function used outside it",
    fromText("() => { { function inner() {} } return inner; }"),
    /captures "inner"/,
  ],
  ["a loop's name used after it", fromText("() => { for (let i of []) ; return i; }"), /captures "i"/],
  ["a catch's name used after it", fromText("() => { try {} catch (e) {} return e; }"), /captures "e"/],
  [
    "a class expression's name used outside it",
    fromText("() => { (class Inner {}); return Inner; }"),
    /captures "Inner"/,
  ],
  ["typeof of an unknown name", fromText("() => typeof unknownName"), /captures "unknownName"/],
  [
    "recursion by a constant's name",
    (() => {
      const loop = (n: number): number => n === 0 ? 0 : loop(n - 1);
      return loop;
    })(),
    /"loop": it captures "loop"/,
  ],
  ["an assignment to a captured name", () => {
    counter = 1;
  }, /it assigns to "counter"/],
  ["an increment of a captured name", () => counter++, /it assigns to "counter"/],
  ["a destructuring assignment to a captured name", () => {
    [counter] = [1];
  }, /it assigns to "counter"/],
  ["a loop over a captured name", () => {
    for (counter of [1]);
  }, /it assigns to "counter"/],
  ["an assignment to a global", fromText("() => { Math = 1; }"), /it assigns to "Math"/],
  [
    "the arguments of a function outside",
    (function () {
      return () => arguments.length;
    })(),
    /captures "arguments"/,
  ],
  ["a global that multicore also exports: Event", () => new Event("x"), /captures "Event"/],
  ["a global that multicore also exports: Lock", fromText("() => typeof Lock"), /captures "Lock"/],
  ["a global that only the main thread has", () => alert("x"), /captures "alert"/],
  ["a global with a name that programs use", fromText("() => name"), /captures "name"/],
  ["import.meta", () => import.meta.url, /it uses "import.meta" \(line 1/],
  [
    "a relative import()",
    () => import("./fixtures/tasks.ts"),
    /it imports a module by something other than an absolute URL/,
  ],
  ["an import() of the import map", () => import("@std/assert"), /it imports a module by something other/],
  ["a computed import()", (url: string) => import(url), /it imports a module by something other/],
];

const REFUSED_FOR_GOOD: [what: string, fn: AnyFunction, reason: RegExp][] = [
  ["this", function (this: unknown) {
    return this;
  }, /it uses "this" \(line 2 of its source\); /],
  ["this in an arrow inside", function (this: unknown) {
    return () => this;
  }, /it uses "this"/],
  [
    "this in a nested class's computed key",
    fromText("function () { return class { [this.key] = 1 }; }"),
    /it uses "this"/,
  ],
  ["a class field that is a function", new Shape().sides, /it uses "this"/],
  ["super", fromText("({ method() { return () => super.toString(); } }).method()"), /it uses "super"/],
  ["a private name of the class around it", new Shape().peek(), /it uses "#sides" of the class around it/],
  // deno-lint-ignore no-eval
  ["eval", (code: string) => eval(code), /it uses "eval"/],
  ["a method", Shape.prototype.area, /"area": it is a method or an accessor; write it as a function/],
  ["a static method", Shape.make, /it is a method or an accessor/],
  [
    "an object's method",
    {
      half(x: number) {
        return x / 2;
      },
    }.half,
    /it is a method or an accessor/,
  ],
  ["an async method", { async half() {} }.half, /it is a method or an accessor/],
  ["a method with a computed name", { [`a${factor}`]() {} }.a3!, /it is a method or an accessor/],
  ["an accessor", getSize, /it is a method or an accessor/],
  ["a bound function", ((x: number) => x).bind(null), /"bound ": it is a bound or native function/],
  ["a native function", Math.max, /"max": it is a bound or native function, which has no source; wrap it/],
  ["a proxy of a function", new Proxy((x: number) => x, {}), /it is a bound or native function/],
  ["a generator function", function* () {
    yield 1;
  }, /it is a generator function, whose result cannot be sent back; return an array/],
  ["an async generator function", async function* () {
    yield await Promise.resolve(1);
  }, /it is a generator function/],
  ["a class", Shape as unknown as AnyFunction, /"Shape": it is a class, which cannot be called/],
  [
    "with",
    fromText("(o) => { with (o) { return x; } }"),
    /its source is not strict module code on its own: .*; write it as strict/,
  ],
  [
    "an octal literal",
    fromText("() => 010"),
    /its source is not strict module code on its own: Invalid number \(line 1/,
  ],
  [
    "new.target of a function outside",
    fromText("(function () { return () => new.target; })()"),
    /not strict module code .*new\.target/,
  ],
];

describe("functionRef()", () => {
  for (const [what, fn, reason] of REFUSED) {
    it(`refuses a function with ${what}`, () => {
      const { message } = assertThrows(() => functionRef(fn), TransferError);
      assertMatch(message, /^Cannot send /);
      assertMatch(message, reason);
      assertMatch(message, CAPTURES);
    });
  }

  for (const [what, fn, reason] of REFUSED_FOR_GOOD) {
    it(`refuses a function with ${what}, wherever it is exported`, () => {
      const { message } = assertThrows(() => functionRef(fn), TransferError);
      assertMatch(message, reason);
      assert(!/main module/.test(message), message);
    });
  }
});
