import { Client, Listener } from "@multicore/multicore";
import assert from "node:assert/strict";

const listener = new Listener(["127.0.0.1", 0], { authKey: "secret" });
const [client, server] = await Promise.all([
  Client(listener.address, { authKey: "secret" }),
  listener.accept(),
]);
await client.send({ n: 1 });
assert.deepEqual(await server.recv(), { n: 1 });
await server.send([2n]);
assert.deepEqual(await client.recv(), [2n]);
client.close();
server.close();
listener.close();
console.log("ok");
