/** `examples/server` as programs that listen, asked over real connections. */
import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { encode as encodePng } from "npm:fast-png@8.0.0";
import { decodePicture } from "../../examples/server/decode_picture.ts";
import { cpuTime } from "./server/cpu_time.ts";
import { type Answer, send } from "./server/exchange.ts";
import { healthUntil } from "./server/health.ts";
import { type Server, startServer, type Way } from "./server/start_server.ts";

/** What takes a fraction of a second. */
const LONG = { limit: 250_000_000, primes: 13_679_318 };
const LONG_TARGET = `/primes?limit=${LONG.limit}`;
/** What takes seconds, and is never waited for. */
const ENDLESS_TARGET = "/primes?limit=2000000000";

const PICTURE = new URL("../../examples/data/hubble_deep_field.jpg", import.meta.url);

/** One byte of nine. */
const PARTIAL_REQUEST = new TextEncoder().encode(
  "POST /stats HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n[",
);

const WAYS: Way[] = ["run", "serve"];
const isLinux = Deno.build.os === "linux";

describe("examples/server", () => {
  it("answers right, and tells what is wrong with a request", async () => {
    await using server = await startServer("run", { workers: 2 });
    const json = async (target: string, body?: unknown) => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const { status, body: bytes } = await ask(server, target, new TextEncoder().encode(text));
      return [status, JSON.parse(new TextDecoder().decode(bytes))];
    };
    const error = async (target: string, body?: unknown) => {
      const [status, { error }] = await json(target, body);
      return `${status} ${error}`;
    };
    assertEquals(await json("/primes?limit=1000000"), [200, { limit: 1_000_000, primes: 78_498 }]);
    const numbers = { count: 4, mean: 2.5, variance: 5 / 3, min: 1, max: 4, quartiles: [1.75, 2.5, 3.25] };
    assertEquals(await json("/stats", [4, 2, 3, 1]), [200, numbers]);
    const { status, headers, body } = await ask(server, "/thumbnail?size=100", gray(400, 200));
    assertEquals([status, headers.get("content-type")], [200, "image/jpeg"]);
    const { width, height, rgba } = decodePicture(body);
    assertEquals([width, height, rgba[0], rgba.at(-2)], [100, 50, 100, 100]);

    assertMatch(await error("/primes?limit=0"), /^400 Cannot read 'limit' as it must be .*: received "0"$/);
    assertMatch(await error("/primes"), /^400 Cannot read 'limit' .*: received ""$/);
    assertMatch(await error("/primes?limit=9", "x"), /^413 Cannot take a body of more than 0 bytes$/);
    assertMatch(await error("/stats", "[1,"), /^400 Cannot read the JSON: /);
    assertMatch(await error("/stats", []), /^400 Cannot describe .* a JSON array of at least one$/);
    assertMatch(await error("/stats", [1, "2"]), /^400 Cannot describe .* finite: received "2" at 1$/);
    assertMatch(
      await error("/stats", "9".repeat(9e6)),
      /^413 Cannot take a body of more than 8388608 bytes$/,
    );
    assertMatch(await error("/thumbnail", "no"), /^400 Cannot decode the picture as it is neither /);
    assertMatch(await error("/thumbnail", "no"), /^400 Cannot decode the picture as it is neither /);
    assertMatch(await error("/other"), /^404 Cannot find "\/other"$/);
    const wrongMethod = await fetch(`${server.url}/primes`);
    assertEquals([wrongMethod.status, wrongMethod.headers.get("allow")], [405, "POST"]);
    await wrongMethod.body?.cancel();
  });

  it("stops tasks that take too long, and bodies that do not come", async () => {
    await using server = await startServer("run", { workers: 1, "time-limit": 1000, patience: 60_000 });
    assertEquals((await ask(server, ENDLESS_TARGET)).status, 504);
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await connection.write(PARTIAL_REQUEST);
    assertEquals(await readHead(connection), "HTTP/1.1 408");
    assertEquals((await ask(server, "/primes?limit=100")).status, 200);
  });

  it("breaks an answer off that has begun when its task fails", async () => {
    await using server = await startServer("run", { workers: 1, patience: 50, "time-limit": 1000 });
    await assertRejects(() => ask(server, ENDLESS_TARGET), Error, "broken off");
    assertEquals((await ask(server, "/primes?limit=100")).status, 200);
  });

  for (const way of WAYS) {
    it(`refuses what its line cannot take, and takes it later: ${way}`, async () => {
      await using server = await startServer(way, { workers: 1, queue: 1 });
      const first = [await send(server.port, LONG_TARGET), await send(server.port, LONG_TARGET)];
      await healthUntil(server.port, ({ running, waiting }) => running === 1 && waiting === 1);
      let answer = await ask(server, "/primes?limit=100");
      assertEquals(answer.status, 503);
      for (let tries = 0; answer.status === 503 && tries < 20; tries++) {
        const seconds = Number(answer.headers.get("retry-after"));
        assert(Number.isInteger(seconds) && seconds >= 1, `Retry-After: ${seconds}`);
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        answer = await ask(server, "/primes?limit=100");
      }
      assertEquals(parse(answer), { limit: 100, primes: 25 });
      const answers = await Promise.all(first.map(({ answer }) => answer));
      assertEquals(answers.map(({ headers }) => headers.get("x-ahead")), ["0", "1"]);
      for (const answer of answers) assertEquals(parse(answer), LONG);
    });

    it(`stops the task of a client that is gone: ${way}`, async () => {
      await using server = await startServer(way, { workers: 1, queue: 1, patience: 50 });
      const picture = gray(5000, 5000);
      const longer = "/primes?limit=800000000";
      // Over HTTP/1.1 these two are noticed in different ways: the latter only because the answer begins before its end.
      for (const [target, body] of [[longer, undefined], ["/thumbnail", picture]] as const) {
        assertEquals((await ask(server, "/primes?limit=100")).status, 200);
        const before = isLinux ? await cpuTime(server.pid) : 0;
        assertEquals((await ask(server, target, body)).status, 200);
        const whole = isLinux ? await cpuTime(server.pid) - before : 0;

        const running = await send(server.port, target, body);
        const waiting = await send(server.port, target, body);
        await healthUntil(server.port, (health) => health.waiting === 1);
        waiting.destroy();
        await healthUntil(server.port, (health) => health.running === 1 && health.waiting === 0);
        running.destroy();
        await healthUntil(server.port, (health) => health.running === 0);
        assertEquals((await ask(server, "/primes?limit=100")).status, 200);
        if (!isLinux) continue;
        const cancelled = await cpuTime(server.pid) - before - whole;
        assert(cancelled < 0.7 * whole, `the cancelled tasks took ${cancelled} ticks, a whole one ${whole}`);
        await assertIdle(server);
      }
    });

    it(`finishes what it has before it ends: ${way}`, async () => {
      await using server = await startServer(way, { workers: 1, queue: 1 });
      const running = await send(server.port, LONG_TARGET);
      const waiting = await send(server.port, "/thumbnail?size=1024", await Deno.readFile(PICTURE));
      await healthUntil(server.port, ({ waiting }) => waiting === 1);
      server.kill("SIGTERM");
      await assertRefused(server);
      assertEquals(parse(await running.answer), LONG);
      const { status, body } = await waiting.answer;
      assertEquals(status, 200, new TextDecoder().decode(body));
      const { width, height } = decodePicture(body);
      assertEquals([width, height], [1000, 872]);
      assertEquals(await server.ended, { code: 0, err: "" });
    });

    it(`tells a client to come again whose request has not arrived when it ends: ${way}`, async () => {
      await using server = await startServer(way, { workers: 1 });
      const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
      await connection.write(PARTIAL_REQUEST);
      await healthUntil(server.port, ({ reading }) => reading === 1);
      server.kill("SIGTERM");
      assertEquals(await readHead(connection), "HTTP/1.1 503");
      connection.close();
      assertEquals(await server.ended, { code: 0, err: "" });
    });

    it(`ends at once when asked twice: ${way}`, async () => {
      await using server = await startServer(way, { workers: 1 });
      const { answer } = await send(server.port, ENDLESS_TARGET);
      await healthUntil(server.port, ({ running }) => running === 1);
      server.kill("SIGTERM");
      await assertRefused(server);
      server.kill("SIGTERM");
      assertEquals((await server.ended).code, 143);
      await assertRejects(() => answer);
    });
  }

  it("gives up what runs after the deadline of a shutdown", async () => {
    await using server = await startServer("run", { workers: 1, deadline: 1, patience: 60_000 });
    const { answer } = await send(server.port, ENDLESS_TARGET);
    await healthUntil(server.port, ({ running }) => running === 1);
    server.kill("SIGTERM");
    assertEquals((await answer).status, 503);
    assertEquals(await server.ended, { code: 0, err: "" });
  });

  it("has a pool in each thread that serves, and ends when all are done: serve --parallel", async () => {
    await using server = await startServer("serve --parallel", { workers: 1, queue: 0, patience: 50 });
    const busy = await send(server.port, ENDLESS_TARGET);
    let hasEnded = false;
    busy.answer.then(() => hasEnded = true).catch(() => {});
    await busy.begun;
    // The system deals connections out to the threads. The one that is busy refuses, the other one has a worker too.
    let answer: Answer;
    do answer = await ask(server, "/primes?limit=100"); while (answer.status === 503);
    assertEquals(parse(answer), { limit: 100, primes: 25 });
    assertEquals(hasEnded, false);
    busy.destroy();
    if (isLinux) await assertIdle(server);

    const last = await send(server.port, LONG_TARGET);
    await last.begun;
    server.kill("SIGTERM");
    await assertRefused(server);
    assertEquals(parse(await last.answer), LONG);
    assertEquals(await server.ended, { code: 0, err: "" });
  });
});

async function ask(server: Server, target: string, body?: Uint8Array): Promise<Answer> {
  return await (await send(server.port, target, body)).answer;
}

function parse({ status, body }: Answer): unknown {
  const text = new TextDecoder().decode(body);
  assertEquals(status, 200, text);
  return JSON.parse(text);
}

/** The first characters of an answer, up to its status. */
async function readHead(connection: Deno.Conn): Promise<string> {
  const head = new Uint8Array(12);
  await connection.read(head);
  return new TextDecoder().decode(head);
}

/** A gray picture as PNG. */
function gray(width: number, height: number): Uint8Array {
  return encodePng({ width, height, data: new Uint8Array(width * height).fill(100), channels: 1 });
}

/** Waits until a server takes no more connections. */
async function assertRefused({ port }: Server): Promise<void> {
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused) return;
      // It was in the queue of a listener that closed.
      assertInstanceOf(error, Deno.errors.ConnectionReset);
    }
  }
}

/** Checks that no thread goes on computing. */
async function assertIdle({ pid }: Server): Promise<void> {
  const before = await cpuTime(pid);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const ticks = await cpuTime(pid) - before;
  assert(ticks < 20, `an idle server took ${ticks} ticks in 500 ms`);
}
