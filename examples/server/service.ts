import { Pool, PoolClosedError, TimeoutError } from "../../mod.ts";
import { answer } from "./answer.ts";
import { HttpError } from "./http_error.ts";
import { Line, type Place } from "./line.ts";
import { readBody } from "./read_body.ts";
import { type Call, type Route, routes } from "./routes.ts";
import type { Settings } from "./settings.ts";

/** Answers requests with tasks that one pool runs, as many at a time as it has workers. */
export class Service {
  readonly #settings: Settings;
  readonly #pool: Pool;
  readonly #line: Line;
  /** Answers that are not delivered yet. */
  readonly #open = new Set<Promise<unknown>>();
  #isLeaving = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#pool = new Pool(settings.workers);
    this.#line = new Line(settings.workers, settings.queue);
  }

  /** Answers a request. `delivered` settles when the client has the answer: `completed`, which a server passes to its handler. */
  async handle(request: Request, delivered: Promise<unknown> = Promise.resolve()): Promise<Response> {
    const response = this.#respond(request).catch(asResponse);
    const whole = Promise.allSettled([response, delivered]);
    this.#open.add(whole);
    whole.then(() => this.#open.delete(whole));
    return await response;
  }

  /** Takes no more requests, lets those that are in line finish until the deadline, and stops the workers. */
  async drain(): Promise<void> {
    this.#isLeaving = true;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, this.#settings.deadline);
    await Promise.race([Promise.all(this.#open), late.promise]);
    clearTimeout(timer);
    await this.#pool.terminate();
    await Promise.all(this.#open);
  }

  async #respond(request: Request): Promise<Response> {
    const { pathname, searchParams: query } = new URL(request.url);
    if (pathname === "/health") return this.#health();
    const route = routes.get(pathname);
    if (route === undefined) throw new HttpError(404, `Cannot find "${pathname}"`);
    if (request.method !== "POST") {
      throw new HttpError(405, `Cannot ${request.method} "${pathname}"`, { allow: "POST" });
    }
    if (this.#isLeaving) throw leaving();

    // From here to the end of its task a request has a place, so that bodies in memory are bounded too.
    const place = this.#line.enter();
    const { timeLimit, patience } = this.#settings;
    const body = await readBody(request, route.mostBytes, timeLimit).catch((error) => {
      place[Symbol.dispose]();
      throw error;
    });
    const gone = new AbortController();
    const cancel = () => gone.abort();
    request.signal.addEventListener("abort", cancel);
    const headers = { "content-type": route.type, "x-ahead": String(place.ahead) };
    return await answer(this.#run(route, { query, body }, place, gone.signal), { headers, patience, cancel });
  }

  async #run(
    route: Route,
    call: Call,
    place: Place,
    signal: AbortSignal,
  ): Promise<string | Uint8Array<ArrayBuffer>> {
    using _ = place;
    return await route.run(this.#pool, call, { signal, timeout: this.#settings.timeLimit });
  }

  #health(): Response {
    const { length, workers, wait } = this.#line;
    const running = Math.min(length, workers);
    return Response.json({
      status: this.#isLeaving ? "leaving" : "serving",
      running,
      waiting: length - running,
      milliseconds: Math.round(wait),
    });
  }
}

/** What a client is told of an error. */
function asResponse(error: Error): Response {
  const { status, message, headers } = asHttpError(error);
  if (status === 500) console.error(error);
  return Response.json({ error: message }, { status, headers });
}

/** One that was thrown in a worker arrives with its fields, but is of no class that only the program has. */
function asHttpError(error: Error): Pick<HttpError, "status" | "message" | "headers"> {
  if (error.name === "HttpError") return error as HttpError;
  if (error instanceof TimeoutError) return new HttpError(504, "Cannot finish the task in time");
  if (error instanceof PoolClosedError) return leaving();
  // Nobody reads this one.
  if (error.name === "AbortError") return new HttpError(499, "Cannot answer a client that is gone");
  return new HttpError(500, "Cannot finish the task");
}

function leaving(): HttpError {
  return new HttpError(503, "Cannot take more requests as the server shuts down", {
    "retry-after": "1",
    connection: "close",
  });
}
