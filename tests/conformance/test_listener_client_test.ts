import { assert, assertEquals } from "@std/assert";
import { Client, importTasks, Listener, Process } from "../../mod.ts";
import { suite } from "./conform.ts";
import { withAddresses } from "./fixtures/addresses.ts";

const FIXTURES = import.meta.resolve("./fixtures/clients.ts");
const { greet } = importTasks<typeof import("./fixtures/clients.ts")>(FIXTURES);

suite("_test_multiprocessing", "_TestListenerClient", ({ same }) => {
  same("test_listener_client", () =>
    withAddresses(async (address) => {
      await using listener = new Listener(address);
      const process = new Process({ target: greet, args: [listener.address], daemon: true });
      process.start();
      using connection = await listener.accept();
      assertEquals(await connection.recv(), "hello");
      await process.join();
      assertEquals(process.exitCode, 0);
    }));

  same("test_issue14725", async () => {
    // The client has connected, written and closed, and its process ended, before it is accepted.
    await using listener = new Listener();
    const process = new Process({ target: greet, args: [listener.address], daemon: true });
    process.start();
    await process.join();
    assertEquals(process.exitCode, 0);
    using connection = await listener.accept();
    assertEquals(await connection.recv(), "hello");
  });

  same("test_issue16955", () =>
    withAddresses(async (address) => {
      await using listener = new Listener(address);
      using client = await Client(listener.address);
      using server = await listener.accept();
      await server.sendBytes(new TextEncoder().encode("hello"));
      assert(await client.poll({ timeout: 60_000 }));
    }));
});
