import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { LAYOUT_ID, VERSION } from "../../engine/core/generated/layout_id.ts";
import { foreigner, isolateState, layoutSymbol, received } from "../../engine/platform/copies.ts";

/** Another module of the same text: what another copy of the library has. */
const copy: typeof import("../../engine/platform/copies.ts") = await import(
  new URL("../../engine/platform/copies.ts", import.meta.url).href + "?another"
);

describe("copies of the library", () => {
  it("are two modules in this test", () => assertNotEquals(copy.isolateState, isolateState));

  it("have one state of a name, made once", () => {
    let count = 0;
    const make = () => ({ count: ++count });
    const own = isolateState("a test's", make);
    assertEquals([copy.isolateState("a test's", make) === own, own.count], [true, 1]);
    assertNotEquals(isolateState("another test's", make), own);
  });

  it("mark their things with the same symbols", () => {
    assertEquals(copy.layoutSymbol("test"), layoutSymbol("test"));
    class Own {
      get [layoutSymbol("other")](): boolean {
        return true;
      }
    }
    for (const value of [new Own(), class extends Own {}, {}, [], 5, null, undefined, () => {}]) {
      assertEquals(copy.foreigner(value), undefined);
    }
  });

  it("know what belongs to a copy of another layout, and say so", () => {
    class Strange {
      get [Symbol.for("multicore.sharedState/0123456789abcdef.1")](): boolean {
        return true;
      }
    }
    class Stranger extends Strange {}
    const kernel = Object.assign(() => {}, { [Symbol.for("multicore.kernel")]: {} });
    for (
      const [value, what] of [[new Strange(), "Strange"], [new Stranger(), "Stranger"], [kernel, "function"]]
    ) {
      assertMatch(
        received(value),
        new RegExp(
          `^a ${what} of multicore of an unknown version \\(layout \\w+(\\.1)?\\), and this is multicore ${VERSION} \\(layout ${LAYOUT_ID}`,
        ),
      );
    }
    assertEquals([foreigner(Object.create(null)), received("a text")], [undefined, "a text"]);
    // Looked at before, and so by now from memory.
    assertMatch(received(new Stranger()), /^a Stranger of multicore/);
  });
});
