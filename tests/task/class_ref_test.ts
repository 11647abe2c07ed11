import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { classRef } from "../../engine/task/class_ref.ts";
import type { AnyClass } from "../../engine/task/refs.ts";
import { resolveClass } from "../../engine/task/resolve_refs.ts";

class Process {
  static kind = "base";
  started = 0;
  start(): number {
    return ++this.started;
  }
}

/** Stands in for the base class that a worker has of its own. */
class RemoteProcess {
  static kind = "remote base";
  started = 10;
  start(): number {
    return ++this.started;
  }
}

const factor = 3;

describe("classRef() and resolveClass()", () => {
  it("send a subclass that uses nothing else as source, bound to the other side's base", async () => {
    class Counter extends Process {
      static made = 0;
      static {
        this.made += 1;
      }
      #secret = 5;
      constructor(public label = "x") {
        super();
      }
      override start(): number {
        return super.start() + this.#secret + Counter.made;
      }
      where(): string {
        return Process.kind;
      }
    }
    const ref = classRef(Counter, Process);
    assertEquals([ref.kind, ref.name], ["source", "Counter"]);
    const Remote = await resolveClass(ref, RemoteProcess);
    const made = new Remote("y") as Counter;
    assertInstanceOf(made, RemoteProcess);
    assertEquals([made.start(), made.label, made.where()], [17, "y", "remote base"]);
    assertStrictEquals(resolveClass({ ...ref }, RemoteProcess), Remote);
    assert(resolveClass(ref, Process) !== Remote);
  });

  it("keep the name of a class expression, and a static name", async () => {
    const Named = class extends Process {};
    assertEquals((await resolveClass(classRef(Named, Process), RemoteProcess)).name, "Named");
    class Own extends Process {
      static override readonly name = "own name";
    }
    assertEquals((await resolveClass(classRef(Own, Process), RemoteProcess)).name, "own name");
  });

  it("know the base class under any name", async () => {
    const Base = Process;
    class Renamed extends Base {}
    assertInstanceOf(new (await resolveClass(classRef(Renamed, Process), RemoteProcess))(), RemoteProcess);
  });

  class Parent extends Process {}
  const mixin = (base: typeof Process) => class extends base {};
  const refused: [what: string, cls: AnyClass, reason: RegExp][] = [
    [
      "that captures a name",
      class Scaled extends Process {
        run() {
          return factor;
        }
      },
      /^Cannot send class "Scaled": it captures "factor" \(line 3 of its source\), and the main module .*; move it to the top level/,
    ],
    [
      "that extends a subclass",
      class Child extends Parent {},
      /"Child": it captures "Parent", the class that it extends/,
    ],
    [
      "that extends an expression",
      class extends mixin(Process) {},
      /it extends something other than a class named directly/,
    ],
    [
      "that extends nothing",
      class Alone {},
      /"Alone": it extends something other than a class named directly/,
    ],
    [
      "that captures in a static field",
      class extends Process {
        static k = factor;
      },
      /captures "factor"/,
    ],
    [
      "that uses import.meta",
      class extends Process {
        url = import.meta.url;
      },
      /it uses "import.meta"/,
    ],
    ["that is native", Map, /is not strict module code|not written as a class/],
    ["that is a plain function", function Old() {} as unknown as AnyClass, /it is not written as a class/],
  ];
  for (const [what, cls, reason] of refused) {
    it(`refuse a class ${what}`, () => {
      const { message } = assertThrows(() => classRef(cls, Process), TransferError);
      assertMatch(message, reason);
    });
  }

  it("give the same reference for the same class", () => {
    class Same extends Process {}
    assertStrictEquals(classRef(Same, Process), classRef(Same, Process));
  });

  it("reject an export that is another class, or no subclass of the base", async () => {
    const module = "data:text/javascript,export class A {}";
    for (const text of ["class A {}", "class A { }"]) {
      const ref = { kind: "export", name: "A", module, text } as const;
      await assertRejects(
        async () => await resolveClass(ref, Process),
        TransferError,
        "the module exports a different class",
      );
    }
    const ref = { kind: "export", name: "A", module, text: "class A {}" } as const;
    assertEquals((await resolveClass(ref, Object)).name, "A");
  });
});
