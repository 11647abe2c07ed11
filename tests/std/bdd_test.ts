import { assertEquals } from "@std/assert";
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from "@std/testing/bdd";

const log: string[] = [];

describe("describe()", () => {
  beforeAll(() => void log.push("beforeAll"));
  beforeEach(() => void log.push("beforeEach"));
  afterEach(() => void log.push("afterEach"));
  afterAll(() => void log.push("afterAll"));

  it("runs beforeAll and beforeEach before its first case", (context) => {
    assertEquals(context.name, "describe() > runs beforeAll and beforeEach before its first case");
    assertEquals(log.splice(0), ["beforeAll", "beforeEach"]);
  });

  describe("nested", () => {
    beforeAll(() => void log.push("inner beforeAll"));
    beforeEach(async () => {
      await Promise.resolve();
      log.push("inner beforeEach");
    });
    afterEach(() => void log.push("inner afterEach"));
    afterAll(() => void log.push("inner afterAll"));

    it("runs the outer hooks around the inner ones", (context) => {
      assertEquals(context.name, "describe() > nested > runs the outer hooks around the inner ones");
      assertEquals(log.splice(0), ["afterEach", "inner beforeAll", "beforeEach", "inner beforeEach"]);
    });
  });
});

it("a case outside every suite runs after the suites before it have cleaned up", () => {
  assertEquals(log, ["inner afterEach", "afterEach", "inner afterAll", "afterAll"]);
});
