import { type CallOptions, importTasks, type Pool } from "multicore/mod.ts";
import { HttpError } from "./http_error.ts";

/** What a path does. All take POST. */
export interface Route {
  /** Bytes of a body. */
  mostBytes: number;
  /** The type of the answer. */
  type: string;
  /** Runs the task in a worker. */
  run(pool: Pool, call: Call, options: CallOptions): Promise<string | Uint8Array<ArrayBuffer>>;
}

/** What a client sent. */
export interface Call {
  query: URLSearchParams;
  body: Uint8Array<ArrayBuffer>;
}

const tasks = importTasks<typeof import("./tasks.ts")>(import.meta.resolve("./tasks.ts"));

/** What the service does, by path. */
export const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["/primes", {
    mostBytes: 0,
    type: "application/json",
    async run(pool, { query }, options) {
      const limit = wholeNumber(query, "limit", 2e9);
      return JSON.stringify({ limit, primes: await pool.apply(tasks.primes, [limit], options) });
    },
  }],
  ["/stats", {
    mostBytes: 8 * 2 ** 20,
    type: "application/json",
    async run(pool, { body }, options) {
      return JSON.stringify(await pool.apply(tasks.statistics, [body], options));
    },
  }],
  ["/thumbnail", {
    mostBytes: 16 * 2 ** 20,
    type: "image/jpeg",
    async run(pool, { query, body }, options) {
      const size = query.has("size") ? wholeNumber(query, "size", 1024) : 256;
      return await pool.apply(tasks.thumbnail, [body, size], options);
    },
  }],
]);

function wholeNumber(query: URLSearchParams, name: string, most: number): number {
  const text = query.get(name) ?? "";
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new HttpError(
    400,
    `Cannot read '${name}' as it must be a whole number from 1 to ${most}: received "${text}"`,
  );
}
