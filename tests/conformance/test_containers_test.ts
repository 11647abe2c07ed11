import { assert, assertEquals, assertRejects } from "@std/assert";
import { afterAll, beforeAll } from "@std/testing/bdd";
import { BaseProxy, type DictProxy, type ListProxy, Manager, type Queue } from "../../mod.ts";
import { suite } from "./conform.ts";

const range = (count: number) => [...Array(count).keys()];

suite("_test_multiprocessing", "_TestContainers", ({ same, better, inPart, notApplicable }) => {
  let manager: Manager;
  beforeAll(() => void (manager = new Manager()));
  afterAll(() => manager.shutdown());

  same("test_list", async () => {
    const a = await manager.list<unknown>(range(10));
    assertEquals(await a.slice(), range(10));
    const b = await manager.list<number>();
    assertEquals(await b.slice(), []);
    await b.extend(range(5));
    assertEquals(await b.slice(), range(5));
    assertEquals([await b.at(2), await b.slice(2, 10)], [2, [2, 3, 4]]);
    await b.extend(await b.slice());
    assertEquals(await b.slice(), await (await manager.list(range(5))).repeat(2));
    assertEquals(await b.concat([5, 6]), [...range(5), ...range(5), 5, 6]);
    assertEquals(await a.slice(), range(10));

    const nested = await manager.list<ListProxy>([a, b as ListProxy]);
    const inner = [];
    for await (const each of nested) inner.push(await each.slice());
    assertEquals(inner, [range(10), [...range(5), ...range(5)]]);
    const holding = await manager.list<ListProxy>([a]);
    await a.append("hello");
    assertEquals(await (await holding.at(0)).slice(), [...range(10), "hello"]);
  });

  notApplicable("test_list_isinstance", "JavaScript has no abstract classes of collections");
  notApplicable("test_dict_isinstance", "JavaScript has no abstract classes of collections");

  same("test_list_iter", async () => {
    const list = await manager.list(range(10));
    const iterator = list[Symbol.asyncIterator]();
    const seen = [];
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) seen.push(step.value);
    assertEquals(seen, range(10));
    assertEquals((await iterator.next()).done, true);
    // Changed before it is read.
    const another = list[Symbol.asyncIterator]();
    await list.set(0, 100);
    assertEquals((await another.next()).value, 100);
  });

  same("test_list_proxy_in_list", async () => {
    const inner = await Promise.all([1, 2, 3].map(() => manager.list(range(3))));
    const list = await manager.list<ListProxy<number>>(inner);
    for await (const each of list) assertEquals(await each.slice(), [0, 1, 2]);
    await (await list.at(0)).set(-1, 55);
    assertEquals(await (await list.at(0)).slice(), [0, 1, 55]);
    for (const i of [1, 2]) assertEquals(await (await list.at(i)).slice(), [0, 1, 2]);
    assertEquals(await (await list.at(1)).pop(), 2);
    const lengths = [];
    for (const i of [0, 1, 2]) lengths.push(await (await list.at(i)).length);
    assertEquals(lengths, [3, 2, 3]);
    list[Symbol.dispose]();

    const itself = await manager.list<unknown>();
    await itself.append(itself);
    assertEquals(await itself.length, 1);
    itself[Symbol.dispose]();
  });

  same("test_dict", async () => {
    const dict = await manager.dict<number, string>();
    const entries = [65, 66, 67, 68, 69].map((code): [number, string] => [code, String.fromCharCode(code)]);
    for (const [code, character] of entries) await dict.set(code, character);
    assertEquals(await dict.copy(), new Map(entries));
    assertEquals(await dict.keys(), entries.map(([code]) => code));
    assertEquals(await dict.values(), entries.map(([, character]) => character));
    assertEquals(await dict.items(), entries);
  });

  better(
    "test_dict_iter",
    "an iteration goes over the entries of its beginning, so no change of the size upsets it",
    async () => {
      const entries = [65, 66, 67, 68, 69].map((code): [number, string] => [code, String.fromCharCode(code)]);
      const dict = await manager.dict<number, string>(entries);
      assertEquals(await Array.fromAsync(dict), entries);
      const iterator = dict[Symbol.asyncIterator]();
      assertEquals((await iterator.next()).value, entries[0]);
      await dict.clear();
      assertEquals((await iterator.next()).value, entries[1]);
    },
  );

  same("test_dict_proxy_nested", async () => {
    type Counts = DictProxy<string, number>;
    const pets: Counts = await manager.dict<string, number>({ ferrets: 2, hamsters: 4 });
    const supplies: Counts = await manager.dict<string, number>({ water: 10, feed: 3 });
    const dict = await manager.dict<string, Counts>({ pets, supplies });
    const at = async (name: string) => (await dict.get(name))!;

    assertEquals([await supplies.get("water"), await (await at("supplies")).get("water")], [10, 10]);
    await (await at("supplies")).set("blankets", 5);
    assertEquals([await supplies.get("blankets"), await (await at("supplies")).get("blankets")], [5, 5]);
    await (await at("supplies")).set("water", 7);
    assertEquals([await supplies.get("water"), await (await at("supplies")).get("water")], [7, 7]);

    pets[Symbol.dispose]();
    supplies[Symbol.dispose]();
    assertEquals(await (await at("pets")).get("ferrets"), 2);
    await (await at("supplies")).set("blankets", 11);
    assertEquals(await (await at("supplies")).get("blankets"), 11);

    const [samePets, sameSupplies] = [await at("pets"), await at("supplies")];
    await sameSupplies.set("water", 7);
    assertEquals(await (await at("supplies")).get("water"), 7);
    await dict.clear();
    assertEquals(await dict.size, 0);
    assertEquals([await sameSupplies.get("water"), await samePets.get("hamsters")], [7, 4]);

    const list = await manager.list<Counts>([samePets, sameSupplies]);
    await (await list.at(0)).set("marmots", 1);
    assertEquals([await samePets.get("marmots"), await (await list.at(0)).get("marmots")], [1, 1]);
    samePets[Symbol.dispose]();
    sameSupplies[Symbol.dispose]();
    assertEquals(await (await list.at(0)).get("marmots"), 1);

    const outer = await manager.list<unknown>([[88, 99], list]);
    assertEquals(await outer.at(0), [88, 99]);
    const last = await outer.at(-1);
    assert(last instanceof BaseProxy);
    assertEquals(await (await (last as ListProxy<Counts>).at(-1)).get("feed"), 3);
  });

  same("test_nested_queue", async () => {
    const list = await manager.list<Queue<number>>();
    await list.append(await manager.Queue<number>());
    await (await list.at(0)).put(123);
    assertEquals(await (await list.at(0)).get(), 123);
    const dict = await manager.dict<number, Queue<number>>();
    await dict.set(0, await manager.Queue<number>());
    await (await dict.get(0))!.put(456);
    assertEquals(await (await dict.get(0))!.get(), 456);
  });

  inPart(
    "test_namespace",
    "names are read and written by methods, and its text form is another",
    async () => {
      const names = await manager.Namespace<{ name: string; job: string }>();
      await names.set("name", "Bob");
      await names.set("job", "Builder");
      assertEquals([await names.get("name"), await names.get("job")], ["Bob", "Builder"]);
      await names.delete("job");
      assertEquals(await names.getValue(), { name: "Bob" });
      assertEquals([await names.has("name"), await names.has("job")], [true, false]);
      await assertRejects(() => names.get("job"), ReferenceError);
      assert(names instanceof BaseProxy);
    },
  );
});
