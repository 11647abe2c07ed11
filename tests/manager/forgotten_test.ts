/** Managers and listeners that nobody refers to. */
import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  activeChildren,
  Client,
  Listener,
  type ListProxy,
  Manager,
  type SocketAddress,
  type SocketConnection,
} from "../../mod.ts";
import { collectGarbage } from "../support/collect_garbage.ts";

const servers = () => activeChildren().filter(({ name }) => name.startsWith("Manager-"));

async function dropManager(): Promise<void> {
  const manager = new Manager();
  const list = await manager.list([1]);
  await list.append(2);
}

async function dropAllButProxy(): Promise<ListProxy<number>> {
  return await new Manager().list([1, 2, 3]);
}

describe("a manager that nobody refers to", () => {
  it("ends its server, as soon as no proxy is left either", async () => {
    let list: ListProxy<number> | undefined = await dropAllButProxy();
    const [kept] = servers();
    for (let i = 0; i < 3; i++) await dropManager();
    const dropped = servers().filter((server) => server !== kept);
    while (dropped.some(({ isAlive }) => isAlive)) await collectGarbage();
    assertEquals(dropped.map(({ exitCode }) => exitCode), [0, 0, 0]);
    assertEquals([kept!.isAlive, await list.length], [true, 3]);
    list = undefined;
    while (kept!.isAlive) await collectGarbage();
    assertEquals(kept!.exitCode, 0);
  });
});

function dropListener(): SocketAddress {
  return new Listener().address;
}

/** A listener to which nothing refers but who waits for its next client. */
function waitFor(): { address: SocketAddress; accepted: Promise<SocketConnection> } {
  const listener = new Listener();
  return { address: listener.address, accepted: listener.accept() };
}

/** Tries until nobody listens there. */
async function untilRefused(address: SocketAddress): Promise<Error> {
  while (true) {
    try {
      (await Client(address)).close();
    } catch (error) {
      return error as Error;
    }
    await collectGarbage();
  }
}

describe("a listener that nobody refers to", () => {
  it("is closed", async () => {
    assertEquals((await untilRefused(dropListener())).name, "ConnectionRefusedError");
  });

  it("goes on as long as somebody waits for a client", async () => {
    const { address, accepted } = waitFor();
    for (let i = 0; i < 5; i++) await collectGarbage();
    const client = await Client<number>(address);
    const connection = await accepted;
    await connection.send(5);
    assertEquals(await client.recv(), 5);
    client.close();
    connection.close();
    assertEquals((await untilRefused(address)).name, "ConnectionRefusedError");
    await assertRejects(() => Client(address));
  });
});
