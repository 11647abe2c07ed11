import { inspect } from "node:util";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  FileExistsError,
  FileNotFoundError,
  importTasks,
  Process,
  ProcessError,
  Queue,
  type Shareable,
  ShareableList,
  SharedMemory,
  SharedMemoryManager,
  SimpleQueue,
} from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/shared_memory.ts");
const { createForEver, write } = importTasks<typeof import("./fixtures/shared_memory.ts")>(FIXTURES);

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textAt = ({ buf }: SharedMemory, length: number) => String.fromCharCode(...buf.subarray(0, length));

/** What arrives when it is sent. */
function sent<T>(value: T): T {
  using queue = new Queue<T>();
  queue.putSync(value);
  return queue.getSync();
}

suite("_test_multiprocessing", "_TestSharedMemory", ({ same, better, notApplicable }) => {
  same("test_shared_memory_basics", () => {
    const name = "test01_tsmb";
    using memory = new SharedMemory({ name, create: true, size: 512 });
    assertEquals([memory.name, memory.size, memory.buf.length], [name, 512, 512]);
    assertStringIncludes(Deno.inspect(memory), name);
    assertStringIncludes(Deno.inspect(memory), "512");

    memory.buf[0] = 42;
    assertEquals(memory.buf[0], 42);
    {
      using same = new SharedMemory({ name });
      assertEquals(same.buf[0], 42);
      using another = new SharedMemory({ name, size: 20 * 512 });
      assertEquals(another.size, 512);
    }

    assertThrows(() => new SharedMemory({ create: true, size: -2 }), RangeError);
    assertThrows(() => new SharedMemory({ create: false }), TypeError);
    assertThrows(() => new SharedMemory({ name, create: true, size: 512 }), FileExistsError);
    assertThrows(() => new SharedMemory({ name: "test01_notthere" }), FileNotFoundError);

    using first = new SharedMemory({ name: "test01_dblunlink", create: true, size: 5000 });
    using second = new SharedMemory({ name: "test01_dblunlink" });
    second.unlink();
    assertThrows(() => first.unlink(), FileNotFoundError);
  });

  same("test_shared_memory_recreate", () => {
    // The name that the second draws first is the first one's.
    const { randomUUID } = crypto;
    const [one, two] = [randomUUID.call(crypto), randomUUID.call(crypto)];
    const drawn = [one, one, two];
    crypto.randomUUID = () => drawn.shift()!;
    try {
      using first = new SharedMemory({ create: true, size: 1 });
      using second = new SharedMemory({ create: true, size: 1 });
      assertEquals([first.name, second.name], [`psm_${one.slice(0, 8)}`, `psm_${two.slice(0, 8)}`]);
    } finally {
      crypto.randomUUID = randomUUID;
    }
    assertEquals(drawn, []);
  });

  same("test_invalid_shared_memory_creation", () => {
    assertThrows(() => new SharedMemory({ create: true, size: -1 }), RangeError);
    assertThrows(() => new SharedMemory({ create: true, size: 0 }), RangeError);
    assertThrows(() => new SharedMemory({ create: true }), RangeError);
  });

  same("test_shared_memory_name_with_embedded_null", () => {
    using memory = new SharedMemory({ name: "test01_null", create: true, size: 512 });
    for (const create of [false, true]) {
      const name = `${memory.name}\0a`;
      assertThrows(() => new SharedMemory({ name, create, size: 512 }), RangeError, "without NULs");
    }
    memory.unlink();
  });

  for (const test of ["test_shared_memory_tracking", "test_shared_memory_untracking"]) {
    notApplicable(test, "memory is the program's own and goes with it: there is no resource tracker");
  }

  same("test_shared_memory_pickle_unpickle", () => {
    using memory = new SharedMemory({ create: true, size: 512 });
    memory.buf.set(bytesOf("pickle"));
    using arrived = sent(memory);
    assertInstanceOf(arrived, SharedMemory);
    assertEquals(arrived.name, memory.name);
    assertEquals([textAt(memory, 6), textAt(arrived, 6)], ["pickle", "pickle"]);
    memory.buf.set(bytesOf("newval"));
    assertEquals(textAt(arrived, 6), "newval");
    arrived.buf.set(bytesOf("oldval"));
    assertEquals(textAt(memory, 6), "oldval");
  });

  better(
    "test_shared_memory_pickle_unpickle_dead_object",
    "what is on its way holds the memory: it arrives although its sender has closed and unlinked it",
    () => {
      using queue = new Queue<SharedMemory>();
      const memory = new SharedMemory({ create: true, size: 512 });
      memory.buf.set(bytesOf("pickle"));
      queue.putSync(memory);
      memory.close();
      memory.unlink();
      assertThrows(() => new SharedMemory({ name: memory.name }), FileNotFoundError);
      using arrived = queue.getSync();
      assertEquals(textAt(arrived, 6), "pickle");
    },
  );

  same("test_shared_memory_across_processes", async () => {
    using memory = new SharedMemory({ create: true, size: 512 });
    for (const [target, text] of [[memory.name, "howdy"], [memory, "HELLO"]] as const) {
      const process = new Process({ target: write, args: [target, bytesOf(text)], daemon: true });
      process.start();
      await process.join();
      assertEquals(textAt(memory, 5), text);
    }
  });

  notApplicable(
    "test_shared_memory_SharedMemoryServer_ignores_sigint",
    "no server process has the memory, so there is none that a signal could end",
  );

  notApplicable(
    "test_shared_memory_SharedMemoryManager_reuses_resource_tracker",
    "memory is the program's own and goes with it: there is no resource tracker",
  );

  same("test_shared_memory_SharedMemoryManager_basics", () => {
    const manager = new SharedMemoryManager();
    const lists = [5, 6, 7, 8, 9].map((length) => manager.ShareableList(Array(length).keys()));
    const memories = [32, 48, 64, 80, 96, 112].map((size) => manager.SharedMemory(size));
    const held = memories[0]!.name;
    {
      using list = new ShareableList<number>(undefined, { name: lists[0]!.shm.name });
      assertEquals([...list], [0, 1, 2, 3, 4]);
      using memory = new SharedMemory({ name: held });
      assertEquals(memory.buf.length, 32);
    }
    manager.shutdown();
    assertThrows(() => new SharedMemory({ name: held }), FileNotFoundError);
    // As one that was not started: here it has been when it is created.
    assertThrows(() => manager.SharedMemory(9), ProcessError);

    let name: string;
    {
      using another = new SharedMemoryManager();
      name = another.ShareableList("howdy").shm.name;
      another.SharedMemory(128);
    }
    assertThrows(() => new ShareableList(undefined, { name }), FileNotFoundError);
  });

  better(
    "test_shared_memory_ShareableList_basics",
    "slots are measured in the bytes that are stored, and lengths kept, so nothing loses its end; `indexOf` returns -1",
    () => {
      const values: Shareable[] = ["howdy", bytesOf("HoWdY"), -273.154, 100, null, true, 42];
      const list = new ShareableList<Shareable>(values);
      assertStringIncludes(String(list), list.shm.name);
      assertStringIncludes(String(list), inspect([...list]));
      assertThrows(() => list[7], RangeError);
      assertThrows(() => list[7] = 2, RangeError);

      const { format } = list;
      list[0] = "howdy";
      assertEquals(list.format, format);
      assertEquals(format, "8s8sdqxxxxxx?xxxxxxxx?q");
      assertEquals(list.length, 7);
      assertEquals([list.indexOf("100"), list.indexOf(100)], [-1, 3]);
      assertEquals([list[0], list[-2]], ["howdy", true]);
      assertEquals([...list], values);

      list[3] = 42;
      assertEquals(list[3], 42);
      list[4] = "some";
      assertEquals([list[4], list.format], ["some", "8s8sdq8sxxxxxxx?q"]);
      assertThrows(() => list[4] = "far too many", RangeError, "in a slot of 8");
      assertEquals(list[4], "some");
      list[0] = "encodés"; // 8 bytes
      assertEquals([list[0], list[1]], ["encodés", bytesOf("HoWdY")]);
      assertThrows(() => list[0] = "encodées", RangeError, "of 9 bytes");
      assertEquals(list[1], bytesOf("HoWdY"));
      assertThrows(() => list[1] = bytesOf("123456789"), RangeError, "of 9 bytes");
      assertEquals([list[0], list[1]], ["encodés", bytesOf("HoWdY")]);
      assertEquals([list.count(42), list.count(bytesOf("HoWdY")), list.count(bytesOf("adios"))], [2, 1, 0]);

      {
        using copy = new ShareableList<Shareable>(list, { name: "test03_duplicate" });
        assertNotEquals(copy.shm.name, list.shm.name);
        assertEquals(copy.shm.name, "test03_duplicate");
        assertEquals([[...copy], copy.format], [[...list], list.format]);
        copy[-1] = 77;
        assertEquals([copy[-1], list[-1]], [77, 42]);
      }
      const tethered = new ShareableList<Shareable>(undefined, { name: list.shm.name });
      assertEquals(tethered.shm.name, list.shm.name);
      tethered[-1] = 880;
      assertEquals(list[-1], 880);
      tethered.shm.close();
      list.shm.close();
      list.shm.unlink();

      using empty = new ShareableList<Shareable>();
      assertEquals([empty.length, empty.format, empty.count("any"), empty.indexOf(null)], [0, "", 0, -1]);

      using zeroes = new ShareableList<Shareable>(["ends\0\0", new Uint8Array(3)]);
      assertEquals([...zeroes], ["ends\0\0", new Uint8Array(3)]);
    },
  );

  same("test_shared_memory_ShareableList_pickling", () => {
    using list = new ShareableList<Shareable>(Array(10).keys());
    const arrived = sent(list);
    assertInstanceOf(arrived, ShareableList);
    assert(arrived !== list);
    assertEquals(arrived[-1], 9);
    arrived[4] = "changed";
    assertEquals(list[4], "changed");
    list[3] = "newvalue";
    assertEquals(arrived[3], "newvalue");
    arrived.shm.close();
  });

  better(
    "test_shared_memory_ShareableList_pickling_dead_object",
    "what is on its way holds the memory: it arrives although its sender has closed and unlinked it",
    () => {
      using queue = new Queue<ShareableList<number>>();
      const list = new ShareableList<number>(Array(10).keys());
      queue.putSync(list);
      list.shm.close();
      list.shm.unlink();
      const arrived = queue.getSync();
      assertEquals([...arrived], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      arrived.shm.close();
    },
  );

  better(
    "test_shared_memory_cleaned_after_process_termination",
    "no memory outlives its program, however that ends, so there is nothing to warn of; in a program that goes on a named block " +
      "stays until it is unlinked, though its creator was killed",
    async () => {
      const program = new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "-A", FIXTURES],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const reader = program.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const printed = (await reader.read()).value!.trim();
      program.kill("SIGTERM");
      assertEquals((await program.status).signal, "SIGTERM");
      await reader.cancel();
      assertMatch(printed, /^psm_/);
      assertThrows(() => new SharedMemory({ name: printed }), FileNotFoundError);
      assertEquals(await new Response(program.stderr).text(), "");

      const killed = async () => {
        using names = new SimpleQueue<string>();
        const process = new Process({ target: createForEver, args: [names] });
        process.start();
        const name = await names.get();
        process.terminate();
        await process.join();
        const memory = new SharedMemory({ name });
        assertEquals(memory.buf[0], 1);
        memory.close();
        memory.unlink();
        assertThrows(() => new SharedMemory({ name }), FileNotFoundError);
        return checkHeap().blocks;
      };
      // The first time leaves the function behind, for the next.
      const before = await killed();
      assertEquals(await killed(), before);
    },
  );
});

suite("_test_multiprocessing", "TestSharedMemoryNames", ({ same }) => {
  same("test_that_shared_memory_name_with_colons_has_no_resource_tracker_errors", () => {
    const names = [
      "a:b",
      "test:name:with:many:colons",
      ":starts:with:colon",
      "ends:with:colon:",
      "::double::colons::",
      "name\nwithnewline",
      "\nname-starts-with-newline",
      "colons:and\nnewlines:mix\n",
    ];
    for (const name of names) {
      const memory = new SharedMemory({ create: true, size: 100, name });
      memory.buf.set(bytesOf("hello"));
      assertEquals(textAt(new SharedMemory({ name }), 5), "hello");
      memory.close();
      memory.unlink();
      assertThrows(() => new SharedMemory({ name }), FileNotFoundError);
    }
  });
});
