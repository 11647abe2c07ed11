import { assert, assertEquals } from "@std/assert";
import { assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { cut, shown } from "../../engine/options/shown.ts";
import { Pool, SharedMemory } from "../../mod.ts";

describe("shown()", () => {
  it("shows what is short as String() does", () => {
    for (const value of [5, "text", null, undefined, Symbol("s"), 2n, [1, 2], {}]) {
      assertEquals(shown(value), String(value));
    }
  });

  it("cuts what is long, and says how long it is", () => {
    assertEquals(shown("x".repeat(120)), "x".repeat(120));
    assertEquals(shown("x".repeat(121)), `${"x".repeat(120)}… (121 characters)`);
    assertEquals(cut("abcdef", 2), "ab… (6 characters)");
  });

  it("shows something of what has no text", () => {
    assertEquals(shown(Object.create(null)), "(object without a text)");
    const { proxy, revoke } = Proxy.revocable(() => {}, {});
    revoke();
    assertEquals(shown(proxy), "(function without a text)");
  });

  it("keeps the messages of refused calls short", () => {
    const long = "x".repeat(1e6);
    for (
      const call of [
        () => new Pool(long as never),
        () => new Pool({ initArgs: long as never }),
        () => new SharedMemory({ name: long }),
        () => new SharedMemory({ create: long as never }),
      ]
    ) {
      const { message } = assertThrows(call, Error);
      assert(message.length < 500, message.slice(0, 500));
    }
  });
});
