import { parseArgs } from "node:util";

/** What the service may use, and how long. All times are milliseconds. */
export interface Settings {
  /** Tasks that run at a time. */
  workers: number;
  /** Requests that may wait beside those that run. */
  queue: number;
  /** How long a task may run, and a body may take to arrive. */
  timeLimit: number;
  /** How long a client waits for the head of an answer at most: see `answer.ts`. */
  patience: number;
  /** Where `main.ts` listens; `deno serve` has options of its own. */
  port: number;
  hostname: string;
  /** How long `main.ts` waits for what runs when it is asked to stop. */
  deadline: number;
}

const DEFAULTS = { port: 8000, queue: 16, "time-limit": 10_000, patience: 500, deadline: 20_000 };

/** What `--help` prints. */
export const USAGE = `Usage: main.ts [--hostname=NAME] [--port=N] [--workers=N] [--queue=N]
               [--time-limit=MS] [--patience=MS] [--deadline=MS]

${Object.entries(DEFAULTS).map(([name, value]) => `  --${name}: by default ${value}`).join("\n")}`;

/**
 * Reads the words of a command line, `--workers 2 --queue 16 …`.
 *
 * @throws {TypeError} on an unknown option, and {RangeError} on a number that makes no sense
 */
export function readSettings(args: readonly string[], cores: number): Settings {
  const names = ["hostname", "workers", ...Object.keys(DEFAULTS)];
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  const { values } = parseArgs({ args: [...args], options });
  const read = (name: keyof typeof DEFAULTS | "workers", otherwise: number, least: number): number => {
    const text = String(values[name] ?? otherwise);
    const value = text.trim() === "" ? NaN : Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new RangeError(
      `Cannot read '--${name}' as it must be a whole number, at least ${least}: received "${text}"`,
    );
  };
  return {
    port: read("port", DEFAULTS.port, 0),
    hostname: String(values["hostname"] ?? "127.0.0.1"),
    workers: read("workers", cores, 1),
    queue: read("queue", DEFAULTS.queue, 0),
    timeLimit: read("time-limit", DEFAULTS["time-limit"], 1),
    patience: read("patience", DEFAULTS.patience, 0),
    deadline: read("deadline", DEFAULTS.deadline, 0),
  };
}
