import { assertEquals, assertMatch } from "@std/assert";
import { Event, Process } from "../../mod.ts";
import { suite } from "./conform.ts";

suite("_test_multiprocessing", "_TestEvent", ({ same }) => {
  same("test_event", async () => {
    using event = new Event();
    assertEquals(event.isSet(), false);
    assertEquals(await event.wait({ timeout: 0 }), false);
    assertEquals(event.waitSync({ timeout: 10 }), false);
    event.set();
    assertEquals(event.isSet(), true);
    assertEquals(await event.wait(), true);
    assertEquals(event.waitSync({ timeout: 10 }), true);
    event.clear();
    assertEquals(event.isSet(), false);
    const process = new Process({ target: (event: Event) => event.set(), args: [event], daemon: true });
    process.start();
    assertEquals(await event.wait(), true);
    await process.join();
  });

  same("test_repr", () => {
    using event = new Event();
    assertMatch(`${event}`, /^<Event at .* unset>$/);
    event.set();
    assertMatch(`${event}`, /^<Event at .* set>$/);
    assertEquals(Deno.inspect(event), `${event}`);
  });
});
