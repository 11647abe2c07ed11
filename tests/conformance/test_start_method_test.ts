import { assertEquals } from "@std/assert";
import { Process, SimpleQueue } from "../../mod.ts";
import { suite } from "./conform.ts";
import { handOn } from "./fixtures/program.ts";

const ONE_WAY =
  "A process is started in one way, as a thread: there are no start methods and no contexts of them";

suite("_test_multiprocessing", "TestStartMethod", ({ same, better, notApplicable }) => {
  notApplicable("test_context", ONE_WAY);
  notApplicable("test_context_check_module_types", ONE_WAY);
  notApplicable("test_set_get", ONE_WAY);
  notApplicable("test_get_all_start_methods", ONE_WAY);
  notApplicable("test_spawn_dont_set_context", ONE_WAY);
  notApplicable("test_freeze_support_dont_set_context", ONE_WAY);
  notApplicable("test_forkserver_requires_writeable_tempdir", ONE_WAY);
  notApplicable("test_default_start_method_without_usable_tempdir", ONE_WAY);
  notApplicable("test_import_does_not_determine_default_start_method", ONE_WAY);
  notApplicable("test_preload_resources", "There is no server that processes are forked from");

  better(
    "test_mixed_startmethod",
    "All objects can be sent to all processes, at any time; Python refuses those of another start method",
    async () => {
      const outer = new SimpleQueue<SimpleQueue<string>>(), inner = new SimpleQueue<string>();
      const target = (outer: SimpleQueue<SimpleQueue<string>>) => outer.getSync().put("got it");
      const process = new Process({ target, args: [outer] });
      process.start();
      outer.put(inner);
      assertEquals(await inner.get(), "got it");
      await process.join();
    },
  );

  same("test_nested_startmethod", async () => {
    const answers = new SimpleQueue<string>();
    const process = new Process({ target: handOn, args: [answers, 2] });
    process.start();
    await process.join();
    const all: string[] = [];
    while (!answers.empty()) all.push(await answers.get());
    assertEquals(all, ["depth 0", "depth 1", "depth 2"]);
  });
});
