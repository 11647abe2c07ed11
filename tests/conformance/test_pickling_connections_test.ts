import { assertEquals } from "@std/assert";
import { type Connection, importTasks, Pipe, Process } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/pipes.ts");
const { useEnds } = importTasks<typeof import("./fixtures/pipes.ts")>(FIXTURES);

suite("_test_multiprocessing", "_TestPicklingConnections", ({ same, notApplicable }) => {
  notApplicable(
    "test_pickling",
    "a socket belongs to the thread that opened it; between threads, the ends of pipes can be sent",
  );

  same("test_access", async () => {
    const [ours, theirs] = Pipe<unknown>();
    const process = new Process({ target: useEnds, args: [theirs as Connection], daemon: true });
    process.start();
    theirs.close();
    {
      const [reader, writer] = Pipe<string>(false);
      await ours.send(writer);
      writer.close();
      assertEquals(await reader.recv(), "all is well");
      reader.close();
    }
    {
      const [reader, writer] = Pipe<string>(false);
      await ours.send(reader);
      reader.close();
      await writer.send("foobar");
      writer.close();
    }
    assertEquals(await ours.recv(), "foobarfoobar");
    ours.close();
    await process.join();
    assertEquals(process.exitCode, 0);
  });
});
