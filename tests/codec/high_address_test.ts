import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import "../../mod.ts";
import { packMessage, unpackMessage } from "../../engine/codec/message.ts";
import { Handle } from "../../engine/memory/handle.ts";
import { heldRecord, recordStart } from "../../engine/memory/records.ts";

describe("a message above 2 GiB", () => {
  it("is read as it was written, whatever compiler of V8's the code has reached", () => {
    using _below = Handle.block(2 ** 31, "a block");
    for (let id = 0; id < 60_000; id++) {
      const value = { id, name: "item", third: id / 3, ints: id % 10 === 0 ? [id, 2, 3] : [] };
      const hold = packMessage(value);
      assert(recordStart(heldRecord(hold)) >= 2 ** 31);
      const read = unpackMessage(hold) as typeof value;
      if (id % 1000 === 0) assertEquals(read, value);
      assert(read.id === id && read.name === "item" && read.third === id / 3);
    }
  });
});
