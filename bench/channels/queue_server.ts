import type { Connection, Queue, SimpleQueue } from "../../mod.ts";

/** What the other side of a benchmark does next, and how often. */
export type Order = readonly [scenario: "produce" | "echo" | "take" | "pong" | "ping" | "end", count: number];

/** The other side of the benchmarks of queues and pipes: follows orders, blocking like Python's. */
export function serve(
  orders: SimpleQueue<Order>,
  done: SimpleQueue<number>,
  inbox: Queue<unknown>,
  outbox: Queue<unknown>,
  connection: Connection,
): void {
  while (true) {
    const [scenario, count] = orders.getSync();
    if (scenario === "end") return;
    const started = performance.now();
    for (let i = 0; i < count; i++) {
      if (scenario === "produce") outbox.putSync({ id: i, name: "item" });
      else if (scenario === "echo") outbox.putSync(inbox.getSync());
      else if (scenario === "take") inbox.getSync();
      else if (scenario === "ping") {
        connection.sendSync({ id: i });
        connection.recvSync();
      } else connection.sendSync(connection.recvSync());
    }
    done.put(performance.now() - started);
  }
}
