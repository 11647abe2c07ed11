/**
 * The service for `deno serve`.
 *
 * ```sh
 * deno serve --allow-read --port 8000 examples/server/fetch.ts --workers 4
 * ```
 *
 * With `--parallel` each thread that serves imports this module, and has a service and a pool of its own: let `--workers` be
 * the cores of the machine by the threads that serve.
 *
 * @module
 */
import { cpuCount } from "../../mod.ts";
import { leaveTogether } from "./leave_together.ts";
import { Service } from "./service.ts";
import { readSettings } from "./settings.ts";
import { stopSignal } from "./stop_signal.ts";

const service = new Service(readSettings(Deno.args, cpuCount()));

leaveTogether(stopSignal().then(() => service.drain()));

export default {
  fetch: (request, { completed }) => service.handle(request, completed),
} satisfies Deno.ServeDefaultExport;
