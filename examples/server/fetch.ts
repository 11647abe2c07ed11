/**
 * The service for `deno serve`.
 *
 * ```sh
 * deno serve --allow-read --port 8000 examples/server/fetch.ts --workers 4
 * ```
 *
 * Asked to stop, `deno serve` itself takes no more requests and finishes those that it has. With `--parallel` each thread that
 * serves imports this module, and has a service and a pool of its own: let `--workers` be the cores of the machine by the
 * threads that serve.
 *
 * @module
 */
import { cpuCount } from "multicore/mod.ts";
import { Service } from "./service.ts";
import { readSettings } from "./settings.ts";

const service = new Service(readSettings(Deno.args, cpuCount()));

export default {
  fetch: (request) => service.handle(request),
} satisfies Deno.ServeDefaultExport;
