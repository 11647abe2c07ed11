/** A manager's list and dict, and simple models of them, with clients that are killed in the middle of their calls. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { type DictProxy, type ListProxy, Manager, Pool } from "../../mod.ts";
import { checkModel, command, kills, type Step } from "./check_model.ts";
import { killed, users } from "./kill.ts";

interface ListModel {
  items: number[];
}

type List = ListProxy<number>;
type Dict = DictProxy<number, number>;
type DictModel = Map<number, number>;

const item = fc.nat(9);
const delay = fc.nat(6);
const nothing = fc.constant(null);

let pool: Pool;
let manager: Manager;

/** A call, and the same on the model: both return the same, or both throw. */
function same<A>(
  name: string,
  arbitrary: fc.Arbitrary<A>,
  real: (list: List, value: A) => Promise<unknown>,
  model: (items: number[], value: A) => unknown,
) {
  return command(arbitrary, (value): Step<ListModel, List> => ({
    name,
    run: async ({ items }, list) => {
      let expected: unknown;
      try {
        expected = model(items, value);
      } catch {
        return void await assertRejects(() => real(list, value));
      }
      assertEquals(await real(list, value), expected);
    },
  }));
}

/** Throws unless the item is there. */
function placeOf(items: readonly number[], value: number): number {
  const place = items.indexOf(value);
  if (place < 0) throw new RangeError("there is none");
  return place;
}

const listCommands = [
  ...[1, 2, 3].map(() => same("append", item, (list, n) => list.append(n), (items, n) => void items.push(n))),
  same(
    "extend",
    fc.array(item, { maxLength: 5 }),
    (list, ns) => list.extend(ns),
    (items, ns) => void items.push(...ns),
  ),
  same(
    "insert",
    fc.tuple(fc.nat(5), item),
    (list, [at, n]) => list.insert(at, n),
    (items, [at, n]) => void items.splice(at, 0, n),
  ),
  same("pop", nothing, (list) => list.pop(), (items) => {
    if (items.length === 0) throw new RangeError("it is empty");
    return items.pop();
  }),
  same("remove", item, (list, n) => list.remove(n), (items, n) => void items.splice(placeOf(items, n), 1)),
  same("index", item, (list, n) => list.index(n), placeOf),
  same("count", item, (list, n) => list.count(n), (items, n) => items.filter((other) => other === n).length),
  same("includes", item, (list, n) => list.includes(n), (items, n) => items.includes(n)),
  same("reverse", nothing, (list) => list.reverse(), (items) => void items.reverse()),
  same("sort", nothing, (list) => list.sort(), (items) => void items.sort((a, b) => a - b)),
  same("slice", nothing, (list) => list.slice(), (items) => items),
  same("length", nothing, (list) => list.length, (items) => items.length),
  command(delay, (turns): Step<ListModel, List> => ({
    name: "a client is killed",
    run: async ({ items }, list) => {
      await killed(pool, turns, users.askList, list);
      assertEquals(await list.slice(), items);
    },
  })),
];

const dictCommands = [
  ...[1, 2, 3].map(() =>
    command(fc.tuple(item, item), ([key, value]): Step<DictModel, Dict> => ({
      name: "set",
      run: async (model, dict) => {
        model.set(key, value);
        await dict.set(key, value);
      },
    }))
  ),
  command(item, (key): Step<DictModel, Dict> => ({
    name: "get",
    run: async (model, dict) => assertEquals(await dict.get(key), model.get(key)),
  })),
  command(item, (key): Step<DictModel, Dict> => ({
    name: "delete",
    run: async (model, dict) => assertEquals(await dict.delete(key), model.delete(key)),
  })),
  command(fc.tuple(item, item), ([key, value]): Step<DictModel, Dict> => ({
    name: "setDefault",
    run: async (model, dict) => {
      if (!model.has(key)) model.set(key, value);
      assertEquals(await dict.setDefault(key, value), model.get(key));
    },
  })),
  command(item, (key): Step<DictModel, Dict> => ({
    name: "pop",
    run: async (model, dict) => {
      assertEquals(await dict.pop(key, 77), model.get(key) ?? 77);
      model.delete(key);
    },
  })),
  command(nothing, (): Step<DictModel, Dict> => ({
    name: "entries",
    run: async (model, dict) =>
      assertEquals([await dict.entries(), await dict.size], [[...model], model.size]),
  })),
  command(delay, (turns): Step<DictModel, Dict> => ({
    name: "a client is killed",
    run: async (model, dict) => {
      await killed(pool, turns, users.askDict, dict);
      assertEquals(await dict.entries(), [...model]);
    },
  })),
];

describe("A manager's containers", { sanitizeOps: false, sanitizeResources: false }, () => {
  beforeAll(() => {
    pool = new Pool(1);
    manager = new Manager();
  });
  afterAll(async () => {
    await pool.terminate();
    await manager.shutdown();
  });

  it("are as their models: a list", async () => {
    const before = kills.count;
    await checkModel<ListModel, List>(
      "managed list",
      10,
      listCommands,
      async () => ({ model: { items: [] }, real: await manager.list<number>() }),
      (_, list) => list[Symbol.dispose](),
    );
    assert(kills.count > before);
  });

  it("are as their models: a dict", async () => {
    const before = kills.count;
    await checkModel<DictModel, Dict>(
      "managed dict",
      10,
      dictCommands,
      async () => ({ model: new Map(), real: await manager.dict<number, number>() }),
      (_, dict) => dict[Symbol.dispose](),
    );
    assert(kills.count > before);
  });
});
