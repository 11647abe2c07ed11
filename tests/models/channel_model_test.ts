/** A queue and a simple model of it, with workers that put, get, wait and are killed. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { Event, Pool, Queue, QueueClosedError, QueueEmptyError, QueueFullError } from "../../mod.ts";
import { checkModel, command, kills, type Step } from "./check_model.ts";
import { killed, users } from "./kill.ts";

interface Model {
  readonly items: number[];
  readonly maxSize: number;
  isClosed: boolean;
}

type Real = Queue<number>;

/** Items: short ones and ones that take a block of their own would be the same here. */
const item = fc.nat(999);
const delay = fc.nat(6);
const MAX_SIZE = 4;

let pool: Pool;

function put(value: number): Step<Model, Real> {
  return {
    name: "putNowait",
    run: (model, queue) => {
      if (model.isClosed) return void assertThrows(() => queue.putNowait(value), QueueClosedError);
      if (model.items.length === model.maxSize) {
        return void assertThrows(() => queue.putNowait(value), QueueFullError);
      }
      queue.putNowait(value);
      model.items.push(value);
    },
  };
}

function get(): Step<Model, Real> {
  return {
    name: "getNowait",
    run: (model, queue) => {
      if (model.items.length > 0) return assertEquals(queue.getNowait(), model.items.shift());
      assertThrows(() => queue.getNowait(), model.isClosed ? QueueClosedError : QueueEmptyError);
    },
  };
}

const commands = [
  command(item, put),
  command(item, put),
  command(item, put),
  command(fc.constant(null), get),
  command(fc.constant(null), get),
  command(fc.constant(null), (): Step<Model, Real> => ({
    name: "look",
    run: ({ items, maxSize }, queue) =>
      assertEquals([queue.qsize(), queue.empty(), queue.full()], [
        items.length,
        items.length === 0,
        items.length === maxSize,
      ]),
  })),
  command(item, (value): Step<Model, Real> => ({
    name: "a worker puts",
    can: ({ items, maxSize, isClosed }) => !isClosed && items.length < maxSize,
    run: async (model, queue) => {
      using begun = new Event();
      await pool.run(users.put, queue, value, begun);
      model.items.push(value);
    },
  })),
  command(fc.constant(null), (): Step<Model, Real> => ({
    name: "a worker gets",
    can: ({ items }) => items.length > 0,
    run: async (model, queue) => {
      using begun = new Event();
      assertEquals(await pool.run(users.get, queue, begun), model.items.shift());
    },
  })),
  command(item, (value): Step<Model, Real> => ({
    name: "a worker waits for an item, which is put",
    can: ({ items, isClosed }) => !isClosed && items.length === 0,
    run: async (_, queue) => {
      using begun = new Event();
      const got = pool.run(users.get, queue, begun);
      await begun.wait();
      await queue.put(value);
      assertEquals(await got, value);
    },
  })),
  command(delay, (turns): Step<Model, Real> => ({
    name: "a worker is killed that waits for an item",
    can: ({ items, isClosed }) => !isClosed && items.length === 0,
    run: (_, queue) => killed(pool, turns, users.get, queue),
  })),
  command(fc.tuple(item, delay), ([value, turns]): Step<Model, Real> => ({
    name: "a worker is killed that waits for room",
    can: ({ items, maxSize, isClosed }) => !isClosed && items.length === maxSize,
    run: (_, queue) => killed(pool, turns, users.put, queue, value),
  })),
  command(delay, (turns): Step<Model, Real> => ({
    name: "a worker is killed that puts and gets",
    can: ({ items, isClosed }) => !isClosed && items.length === 0,
    run: async (_, queue) => {
      await killed(pool, turns, users.churn, queue);
      // It may have died between the two.
      assert(queue.qsize() <= 1);
      if (!queue.empty()) assertEquals(queue.getNowait(), -1);
    },
  })),
  command(fc.constant(null), (): Step<Model, Real> => ({
    name: "close",
    run: (model, queue) => {
      queue.close();
      model.isClosed = true;
    },
  })),
];

describe("A queue", { sanitizeOps: false, sanitizeResources: false }, () => {
  beforeAll(() => void (pool = new Pool(2)));
  afterAll(() => pool.terminate());

  it("is as its model, whatever is done with it, and whoever is killed", async () => {
    const before = kills.count;
    await checkModel<Model, Real>(
      "queue",
      25,
      commands,
      () => ({ model: { items: [], maxSize: MAX_SIZE, isClosed: false }, real: new Queue<number>(MAX_SIZE) }),
      ({ items }, queue) => {
        assertEquals(queue.qsize(), items.length);
        queue[Symbol.dispose]();
      },
    );
    assert(kills.count > before);
  });
});
