/** `examples/server` with as much to do as it can, and with twice as much. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Answer, send } from "./server/exchange.ts";
import { type Server, startServer } from "./server/start_server.ts";

const WORKERS = 2;
const QUEUE = 2;

/** Every request asks for another number, so that no answer can be taken for another's. */
const FROM = 20_000_000;
const PRIMES_BELOW = 1_270_607;
const MAX_REQUESTS = 20_000;

/** Milliseconds of each part of the load. */
const CLOSED = 2000;
const OPEN = 5000;

/** A request's end. */
interface Reply extends Answer {
  milliseconds: number;
}

describe("examples/server under load", () => {
  it("answers every request once at twice its capacity, and keeps those in line that it takes", async () => {
    await using server = await startServer("run", { workers: WORKERS, queue: QUEUE });
    const client = new Client(server);
    // Both workers have started, and run the kernel as fast as they will.
    await client.closedLoop(WORKERS, 500);

    const single = await client.closedLoop(WORKERS, CLOSED);
    assertEquals(countStatus(single, 200), single.length);
    const capacity = single.length / CLOSED;

    const double = await client.openLoop(2 * capacity, OPEN);
    const [taken, refused] = [200, 503].map((status) => double.filter((reply) => reply.status === status));
    assertEquals(taken!.length + refused!.length, double.length);
    assert(taken!.length > 0 && refused!.length > 0, `${taken!.length} taken, ${refused!.length} refused`);
    for (const { headers } of refused!) assert(Number(headers.get("retry-after")) >= 1);

    // So the last one waits for QUEUE + WORKERS tasks, shared by the workers, however many are refused.
    const ahead = taken!.map(({ headers }) => Number(headers.get("x-ahead")));
    assert(Math.max(...ahead) < QUEUE + WORKERS, `${Math.max(...ahead)} were ahead`);

    const [one, two] = [single, taken!].map((replies) => median(replies.map((reply) => reply.milliseconds)));
    // By Little's law: those in line by those that leave it in a millisecond.
    const bound = (QUEUE + WORKERS) / (taken!.length / OPEN);
    console.log(
      `${(1000 * capacity).toFixed(0)} requests a second, median ${one!.toFixed(1)} ms; ` +
        `twice as many: ${taken!.length} taken, ${refused!.length} refused, median ${two!.toFixed(1)} ms, ` +
        `${(two! / one!).toFixed(2)} x; the line allows a mean of ${bound.toFixed(1)} ms`,
    );

    // What was refused did no harm: the next ones are taken.
    const after = await client.closedLoop(WORKERS, 200);
    assertEquals(countStatus(after, 200), after.length);
    server.kill("SIGTERM");
    assertEquals(await server.ended, { code: 0, err: "" });
  });
});

/** Sends requests, each with a number of its own, and checks what comes back. */
class Client {
  readonly #server: Server;
  /** How many primes there are up to FROM + i. */
  readonly #primes = countPrimesFrom(FROM, PRIMES_BELOW, MAX_REQUESTS);
  #sent = 0;

  constructor(server: Server) {
    this.#server = server;
  }

  /** So many clients, each of which sends the next request when it has the answer to the last. */
  async closedLoop(clients: number, milliseconds: number): Promise<Reply[]> {
    const replies: Reply[] = [];
    const end = performance.now() + milliseconds;
    await Promise.all(Array.from({ length: clients }, async () => {
      while (performance.now() < end) replies.push(await this.#ask());
    }));
    return replies;
  }

  /** So many requests a millisecond, whatever becomes of them. */
  async openLoop(rate: number, milliseconds: number): Promise<Reply[]> {
    const replies: Promise<Reply>[] = [];
    const start = performance.now();
    for (let passed = 0; passed < milliseconds; passed = performance.now() - start) {
      while (replies.length < rate * passed) replies.push(this.#ask());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return await Promise.all(replies);
  }

  async #ask(): Promise<Reply> {
    const index = this.#sent++;
    assert(index < MAX_REQUESTS, `more than ${MAX_REQUESTS} requests`);
    const limit = FROM + index;
    const start = performance.now();
    const answer = await (await send(this.#server.port, `/primes?limit=${limit}`)).answer;
    const milliseconds = performance.now() - start;
    const content = JSON.parse(new TextDecoder().decode(answer.body));
    if (answer.status === 200) assertEquals(content, { limit, primes: this.#primes[index] });
    return { ...answer, milliseconds };
  }
}

function countPrimesFrom(from: number, before: number, count: number): number[] {
  let primes = before;
  return Array.from({ length: count }, (_, i) => primes += Number(isPrime(from + i)));
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

function countStatus(replies: readonly Reply[], status: number): number {
  return replies.filter((reply) => reply.status === status).length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
