import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { connectTo, type Socket, type SocketAddress } from "../../engine/platform/sockets.ts";
import { Client, type ListProxy, Manager } from "../../mod.ts";

const PROGRAM = new URL("./fixtures/few_files.ts", import.meta.url);
const authKey = "secret";
/** Files that the program may have open, and strangers that want one. */
const FILES = 72, STRANGERS = 60;

describe("a program that may open few files", { ignore: Deno.build.os !== "linux" }, () => {
  it("lets clients in again, with all that its manager has, when strangers have taken them all", async () => {
    const program = new Deno.Command("bash", {
      args: ["-c", `ulimit -n ${FILES} && exec "${Deno.execPath()}" run -A --quiet "${PROGRAM.href}"`],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const lines = program.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value } = await lines.read();
    const [managed, listened]: SocketAddress[] = JSON.parse(value!);
    {
      await using manager = await Manager.connect({ address: managed!, authKey });
      const shared = await manager.register<ListProxy<string>>("shared")();
      await shared.append("kept");
      const strangers: Socket[] = [];
      for (const address of [managed!, listened!]) {
        for (let i = 0; i < STRANGERS; i++) strangers.push(await connectTo(address));
      }
      using client = await Client<string>(listened!, { authKey, timeout: 60_000 });
      assertEquals(await client.recv(), "welcome");
      await using other = await Manager.connect({ address: managed!, authKey });
      const again = await other.register<ListProxy<string>>("shared")();
      await again.append("too");
      assertEquals(await shared.slice(), ["kept", "too"]);
      for (const stranger of strangers) stranger.close();
    }
    await program.stdin.close();
    await lines.cancel();
    assertEquals((await program.status).code, 0);
  });
});
