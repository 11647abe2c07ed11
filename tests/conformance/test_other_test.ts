import { assertRejects } from "@std/assert";
import { AuthenticationError, Client, Listener } from "../../mod.ts";
import { suite } from "./conform.ts";

const BOGUS = new TextEncoder().encode("something bogus");

suite("_test_multiprocessing", "OtherTest", ({ same }) => {
  // The challenge is no function of its own here: both sides are met by one that does not know the protocol.
  same("test_deliver_challenge_auth_failure", async () => {
    await using listener = new Listener(["127.0.0.1", 0], { authKey: "abc" });
    const [hostname, port] = listener.address as [string, number];
    const accepting = assertRejects(() => listener.accept(), AuthenticationError);
    using bogus = await Deno.connect({ hostname, port });
    await bogus.write(BOGUS);
    bogus.closeWrite();
    await accepting;
  });

  same("test_answer_challenge_auth_failure", async () => {
    using bogus = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { hostname, port } = bogus.addr as Deno.NetAddr;
    const connecting = assertRejects(() => Client([hostname, port], { authKey: "abc" }), AuthenticationError);
    using connection = await bogus.accept();
    await connection.write(BOGUS);
    connection.closeWrite();
    await connecting;
  });
});
