import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Client, ConnectionClosedError, Listener } from "../../mod.ts";
import { suite } from "./conform.ts";
import { withAddresses } from "./fixtures/addresses.ts";

suite("_test_multiprocessing", "TestInvalidFamily", ({ same, notApplicable }) => {
  same("test_invalid_family", () => {
    assertThrows(() => new Listener("\\\\.\\test"), TypeError, "named pipe");
  });

  notApplicable("test_invalid_family_win32", "on Windows too the runtime opens Unix sockets");
});

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

  same("test_empty_authkey", async () => {
    const authKey = new Uint8Array();
    const listener = new Listener(undefined, { authKey });
    {
      const accepted = listener.accept<number>();
      using client = await Client<number>(listener.address, { authKey });
      await client.send(1729);
      using server = await accepted;
      assertEquals(await server.recv(), 1729);
    }
    listener.close();
    await assertRejects(() => listener.accept(), ConnectionClosedError);
  });

  const abstract = "test_abstract_socket";
  if (Deno.build.os !== "linux") return notApplicable(abstract, "abstract sockets are Linux's");
  same(abstract, async () => {
    const listener = new Listener(`\0multicore-${crypto.randomUUID()}`);
    {
      using client = await Client<number>(listener.address);
      using server = await listener.accept<number>();
      await client.send(1729);
      assertEquals(await server.recv(), 1729);
    }
    listener.close();
    await assertRejects(() => listener.accept(), ConnectionClosedError);
  });
});
