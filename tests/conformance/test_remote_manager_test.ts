import { assertEquals, assertRejects } from "@std/assert";
import { importTasks, Manager, Process, type QueueProxy, TransferError } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/managed.ts");
const { put } = importTasks<typeof import("./fixtures/managed.ts")>(FIXTURES);

const VALUES = [
  "hello world",
  null,
  true,
  2.25,
  "hallå världen",
  "привіт світ",
  new TextEncoder().encode("hallå världen"),
];

suite("_test_multiprocessing", "_TestRemoteManager", ({ same }) => {
  same("test_remote", async () => {
    const authKey = crypto.getRandomValues(new Uint8Array(32));
    await using manager = await Manager.serve({ address: ["127.0.0.1", 0], authKey });
    manager.register("queue", "Queue", { singleton: true });
    const process = new Process({ target: put, args: [manager.address, authKey, VALUES], daemon: true });
    process.start();

    await using other = await Manager.connect({ address: manager.address, authKey });
    const queue = await other.register<QueueProxy>("queue")();
    assertEquals(await queue.get(), VALUES);
    await process.join();
    assertEquals(process.exitCode, 0);
    await assertRejects(() => queue.put(() => {}), TransferError);
  });
});
