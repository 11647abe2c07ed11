import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { envVariable } from "../../engine/platform/environment.ts";
import { canRead, mainModule, moduleSource, setMainModule } from "../../engine/platform/modules.ts";
import { isBefore, tooOld } from "../../engine/platform/required_version.ts";
import { cpuCount } from "../../engine/platform/runtime.ts";

enum Size {
  Small = 1,
}

describe("mainModule()", () => {
  it("is the program's, unless a worker was told another", () => {
    assertEquals(mainModule(), Deno.mainModule);
    setMainModule("file:///elsewhere.ts");
    assertEquals(mainModule(), "file:///elsewhere.ts");
    setMainModule(undefined);
    assertEquals(mainModule(), Deno.mainModule);
  });
});

describe("moduleSource()", () => {
  it("holds the text of a function as the runtime runs it", () => {
    const fn = <T extends { size?: Size }>(
      value: T,
      { a = 0x1_0, ...rest }: Partial<Record<string, number>> = {},
    ): unknown => {
      // A comment, 'single' and "double" quotes
      const list = [value!.size as Size, ...Object.values(rest)] satisfies unknown[];
      if ((list.length)) return `${a}${list}` || (Size.Small);
      return class Inner {
        constructor(private readonly x = 1) {}
        declare y: number;
        #z?: string = "z";
        get z() {
          return this.#z;
        }
      };
    };
    assert(moduleSource(import.meta.url).includes(fn.toString()), fn.toString());
  });

  it("throws when there is no such file", () => {
    assertThrows(() => moduleSource(import.meta.resolve("./no_such_file.ts")));
  });
});

describe("canRead()", () => {
  it("is true for a permitted file, and for what no file permission guards", () => {
    assert(canRead(import.meta.url));
    assert(canRead("https://example.com/a.ts"));
  });

  it("is false for a file that may not be read", { permissions: { read: false } }, () => {
    assertEquals(canRead(import.meta.url), false);
    assert(canRead("https://example.com/a.ts"));
  });
});

describe("tooOld()", () => {
  it("finds nothing wrong with this runtime, and compares versions part by part", () => {
    assertEquals(tooOld(), undefined);
    const before: [string, string][] = [["2.9.3", "2.9.4"], ["2.0.6", "2.9.4"], ["20.20.2", "22.18.0"], [
      "1.2.23",
      "1.3.0",
    ]];
    for (const [older, newer] of before) {
      assert(isBefore(older, newer));
      assertEquals([isBefore(newer, older), isBefore(newer, newer)], [false, false]);
    }
    assertEquals(isBefore("2.10.0", "2.9.4"), false);
    assertEquals(isBefore("2.9.4+1a2b3c", "2.9.4"), false);
    assertEquals(isBefore("22.18.0-nightly", "22.18.0"), false);
  });
});

describe("cpuCount() and envVariable()", () => {
  it("say what the machine and the environment have", () => {
    assertEquals(cpuCount(), navigator.hardwareConcurrency);
    Deno.env.set("MULTICORE_TEST_VARIABLE", "here");
    assertEquals(envVariable("MULTICORE_TEST_VARIABLE"), "here");
    Deno.env.delete("MULTICORE_TEST_VARIABLE");
    assertEquals(envVariable("MULTICORE_TEST_VARIABLE"), undefined);
  });
});
