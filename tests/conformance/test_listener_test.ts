import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Client, ConnectionClosedError, Listener } from "../../mod.ts";
import { suite } from "./conform.ts";
import { withAddresses } from "./fixtures/addresses.ts";

suite("_test_multiprocessing", "_TestListener", ({ same, notApplicable }) => {
  same("test_multiple_bind", () =>
    withAddresses(async (address) => {
      await using listener = new Listener(address);
      assertThrows(() => new Listener(listener.address), Error);
    }));

  same("test_context", async () => {
    let closed: Listener;
    {
      await using listener = closed = new Listener();
      using client = await Client<number>(listener.address);
      using server = await listener.accept<number>();
      await client.send(1729);
      assertEquals(await server.recv(), 1729);
    }
    await assertRejects(() => closed.accept(), ConnectionClosedError);
  });

  notApplicable("test_abstract_socket", "the runtime opens Unix sockets at paths alone");
});
