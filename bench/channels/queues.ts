/** Messages between threads, against CPython's between processes: both sides block, as Python's do. */
import { Pipe, Process, Queue, SimpleQueue } from "../../mod.ts";
import { medianRounds, timed } from "../support/compare.ts";
import { Python } from "../support/python.ts";
import type { Row } from "../support/table.ts";
import { type Order, serve } from "./queue_server.ts";

const MESSAGES = 20_000;
const ROUND_TRIPS = 2_000;
const LARGE = 2;
const ROUNDS = 7;

/** Measures both in the same rounds. */
export async function queues(): Promise<Row[]> {
  const version = await Python.version();
  if (version === undefined) {
    console.error("Skipped the queues: there is no python3");
    return [];
  }
  await using python = new Python(new URL("./queues.py", import.meta.url));
  const orders = [new SimpleQueue<Order>(), new SimpleQueue<Order>()] as const;
  const done = new SimpleQueue<number>();
  const [inbox, outbox] = [new Queue<unknown>(), new Queue<unknown>()];
  const ends = Pipe();
  const children = orders.map((own, i) =>
    new Process({ target: serve, args: [own, done, inbox, outbox, ends[i]!] })
  );
  for (const child of children) child.start();
  const large = Float64Array.from({ length: 8 << 20 }, (_, i) => i); // 64 MiB
  const contenders: Record<string, () => number | Promise<number>> = {
    produce: timed(() => {
      orders[0].put(["produce", MESSAGES]);
      for (let i = 0; i < MESSAGES; i++) outbox.getSync();
      done.getSync();
    }),
    pythonProduce: () => python.run("produce", MESSAGES),
    echo: timed(() => {
      orders[0].put(["echo", ROUND_TRIPS]);
      for (let i = 0; i < ROUND_TRIPS; i++) {
        inbox.putSync({ id: i });
        outbox.getSync();
      }
      done.getSync();
    }),
    pythonEcho: () => python.run("echo", ROUND_TRIPS),
    take: timed(() => {
      orders[0].put(["take", LARGE]);
      for (let i = 0; i < LARGE; i++) inbox.putSync(large);
      done.getSync();
    }),
    pythonTake: () => python.run("take", LARGE),
    pythonTakeBytes: () => python.run("takeBytes", LARGE),
    ping: () => {
      orders[0].put(["pong", ROUND_TRIPS]);
      orders[1].put(["ping", ROUND_TRIPS]);
      return Math.max(done.getSync(), done.getSync());
    },
    pythonPing: () => python.run("ping", ROUND_TRIPS),
  };
  await medianRounds(2, contenders);
  const times = await medianRounds(ROUNDS, contenders);
  for (const own of orders) own.put(["end", 0]);
  await Promise.all(children.map((child) => child.join()));
  const each = (name: string, count: number) => `${(times[name]! / count * 1e3).toFixed(1)} µs`;
  const detail = (ours: string, theirs: string, count: number) =>
    `${each(ours, count)}, ${version} ${each(theirs, count)}`;
  return [
    {
      scenario: "small objects through a Queue, producer to consumer",
      ratio: "messages a second / CPython's",
      value: times.pythonProduce! / times.produce!,
      bound: { atLeast: 5 },
      detail: detail("produce", "pythonProduce", MESSAGES),
    },
    {
      scenario: "round trip through two Queues",
      ratio: "time / CPython's",
      value: times.echo! / times.pythonEcho!,
      bound: { atMost: 0.5 },
      detail: detail("echo", "pythonEcho", ROUND_TRIPS),
    },
    {
      scenario: "round trip through a Pipe, between two workers",
      ratio: "time / CPython's",
      value: times.ping! / times.pythonPing!,
      bound: { atMost: 0.6 },
      detail: detail("ping", "pythonPing", ROUND_TRIPS),
    },
    {
      scenario: "a typed array of 64 MiB through a Queue",
      ratio: "throughput / CPython's of an array.array",
      value: times.pythonTake! / times.take!,
      bound: { atLeast: 4 },
      detail: detail("take", "pythonTake", LARGE),
    },
    {
      scenario: "the same",
      ratio: "throughput / CPython's of as many bytes",
      value: times.pythonTakeBytes! / times.take!,
      bound: {},
      detail: detail("take", "pythonTakeBytes", LARGE),
    },
  ];
}
