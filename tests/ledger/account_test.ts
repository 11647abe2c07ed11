/** The account itself, and the watch: each fault shows. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runWatched } from "../support/watched_program.ts";
import { type Balance, Ledger } from "./ledger.ts";

const NOTHING: Balance = { intended: 0, put: 0, got: 0, lost: 0, doubled: 0, invented: 0, overtaken: 0 };

function balanceOf(...lines: string[]): Balance {
  const ledger = new Ledger();
  for (const line of lines) ledger.enter(line);
  return ledger.balance;
}

describe("A ledger", () => {
  const one = ["1 intends 1000000", "1 put 1000000"], two = ["1 intends 1000001", "1 put 1000001"];
  const both = { ...NOTHING, intended: 2, put: 2, got: 2 };

  it("balances if all that is put is got once, in its order", () => {
    assertEquals(balanceOf(...one, "2 got 1000000", ...two, "2 got 1000001", "main says something"), both);
  });

  it("does not mind that a message is got before its writer has said that it is put", () => {
    assertEquals(balanceOf(one[0]!, "2 got 1000000", one[1]!), { ...NOTHING, intended: 1, put: 1, got: 1 });
  });

  it("counts what is lost", () => {
    assertEquals(balanceOf(...one, ...two, "2 got 1000001"), { ...both, got: 1, lost: 1 });
  });

  it("does not count what a writer was about to put when it ended", () => {
    assertEquals(balanceOf("1 intends 1000000"), { ...NOTHING, intended: 1 });
  });

  it("counts what is doubled", () => {
    const { doubled } = balanceOf(...one, "2 got 1000000", "3 got 1000000");
    assertEquals(doubled, 1);
  });

  it("counts what is invented", () => {
    assertEquals(balanceOf("2 got 1000000"), { ...NOTHING, got: 1, invented: 1 });
  });

  it("counts what has overtaken another message of its writer", () => {
    assertEquals(balanceOf(...one, ...two, "2 got 1000001", "2 got 1000000"), { ...both, overtaken: 1 });
    assertEquals(balanceOf(...one, ...two, "2 got 1000001", "3 got 1000000"), both);
  });
});

describe("runWatched()", () => {
  it("ends a program that stands still, and says what its threads did last and where they are", async () => {
    const url = import.meta.resolve("./fixtures/standing.ts");
    const { message } = await assertRejects(() => runWatched(url, [], () => {}, 2_000), Error);
    assertMatch(
      message,
      /standing\.ts .*stands still after 3 lines:\n {2}1: 1 put 1000000\n {2}2: 2 got 1000000\n/,
    );
    if (Deno.build.os === "linux") assertMatch(message, /thread \d+ \(.+\): S, .*ticks \d+ \+ \d+/);
  });
});
