/**
 * The service as a program that listens by itself.
 *
 * ```sh
 * deno run --allow-read --allow-net examples/server/main.ts --port 8000
 * curl -X POST 'http://127.0.0.1:8000/primes?limit=1000000'
 * ```
 *
 * @module
 */
import { cpuCount } from "multicore/mod.ts";
import { Service } from "./service.ts";
import { readSettings, USAGE } from "./settings.ts";
import { stopSignal } from "./stop_signal.ts";

if (import.meta.main) {
  if (Deno.args.includes("--help")) {
    console.log(USAGE);
    Deno.exit(0);
  }
  const settings = readSettings(Deno.args, cpuCount());
  const service = new Service(settings);
  const { port, hostname, deadline } = settings;
  const server = Deno.serve({ port, hostname }, (request) => service.handle(request));
  await stopSignal();
  // What runs too long is stopped, and a client that does not take its answer is left.
  const late = setTimeout(() => service.stop(), deadline);
  const tooLate = setTimeout(() => Deno.exit(0), deadline + 1000);
  await server.shutdown();
  clearTimeout(late);
  clearTimeout(tooLate);
  await service.stop();
}
