import { assertEquals } from "@std/assert";
import { importTasks, Manager, Process, type QueueProxy } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/managed.ts");
const { put } = importTasks<typeof import("./fixtures/managed.ts")>(FIXTURES);

suite("_test_multiprocessing", "_TestManagerRestart", ({ same }) => {
  same("test_rapid_restart", async () => {
    const authKey = crypto.getRandomValues(new Uint8Array(32));
    const first = await Manager.serve({ address: ["127.0.0.1", 0], authKey });
    const { address } = first;
    const newQueue = first.register<QueueProxy<string>>("queue", "Queue", { singleton: true });
    const process = new Process({ target: put, args: [address, authKey, "hello world"] });
    process.start();
    await process.join();
    assertEquals(await (await newQueue()).get(), "hello world");
    await first.shutdown();

    await using second = await Manager.serve({ address, authKey });
    assertEquals(second.address, address);
    assertEquals(await (await second.list([1])).slice(), [1]);
  });
});
