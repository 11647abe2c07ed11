import { Pool, PoolClosedError, TimeoutError } from "multicore/mod.ts";
import { answer } from "./answer.ts";
import { HttpError } from "./http_error.ts";
import { Line, type Place } from "./line.ts";
import { readBody } from "./read_body.ts";
import { type Call, type Route, routes } from "./routes.ts";
import type { Settings } from "./settings.ts";

const AGAIN = { "retry-after": "1" };

/** Answers requests with tasks that one pool runs, as many at a time as it has workers. */
export class Service {
  readonly #settings: Settings;
  readonly #pool: Pool;
  readonly #line: Line;
  /** Those in line whose bodies still arrive. */
  #reading = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#pool = new Pool(settings.workers);
    this.#line = new Line(settings.workers, settings.queue);
  }

  /** Answers a request. Never rejects. */
  async handle(request: Request): Promise<Response> {
    return await this.#respond(request).catch(asResponse);
  }

  /** Stops the workers. What they still run is answered with 503. */
  async stop(): Promise<void> {
    await this.#pool.terminate();
  }

  async #respond(request: Request): Promise<Response> {
    const { pathname, searchParams: query } = new URL(request.url);
    if (pathname === "/health") return this.#health();
    const route = routes.get(pathname);
    if (route === undefined) throw new HttpError(404, `Cannot find "${pathname}"`);
    if (request.method !== "POST") {
      throw new HttpError(405, `Cannot ${request.method} "${pathname}"`, { allow: "POST" });
    }

    // From here to the end of its task a request has a place, so that bodies in memory are bounded too.
    const place = this.#line.enter();
    const { patience } = this.#settings;
    const body = await this.#read(request, route, place);
    const gone = new AbortController();
    const cancel = () => gone.abort();
    request.signal.addEventListener("abort", cancel);
    const headers = { "content-type": route.type, "x-ahead": String(place.ahead) };
    return await answer(this.#run(route, { query, body }, place, gone.signal), { headers, patience, cancel });
  }

  async #read(request: Request, { mostBytes }: Route, place: Place): Promise<Uint8Array<ArrayBuffer>> {
    this.#reading++;
    try {
      return await readBody(request, mostBytes, this.#settings.timeLimit);
    } catch (error) {
      place[Symbol.dispose]();
      throw error;
    } finally {
      this.#reading--;
    }
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
    const ready = length - this.#reading;
    const running = Math.min(ready, workers);
    return Response.json({
      running,
      waiting: ready - running,
      reading: this.#reading,
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
  if (error instanceof PoolClosedError) {
    return new HttpError(503, "Cannot finish the task as the server stops", AGAIN);
  }
  // Nobody reads this one.
  if (error.name === "AbortError") return new HttpError(499, "Cannot answer a client that is gone");
  return new HttpError(500, "Cannot finish the task");
}
