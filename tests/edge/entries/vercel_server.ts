/**
 * Serves a bundled function in Vercel's simulator: `vercel_server.ts SCRIPT.js`, with its modules in `wasm/` beside the script. It
 * needs a folder `node_modules`, for the simulator.
 */
import { EdgeVM } from "npm:@edge-runtime/vm@5.0.0";

interface Surroundings {
  modules?: Record<string, WebAssembly.Module>;
  process?: unknown;
}

const script = Deno.args[0]!;
const folder = script.replace(/[^/]*$/, "wasm/");
const modules: Record<string, WebAssembly.Module> = {};
for (const { name } of Deno.readDirSync(folder)) {
  modules[`./wasm/${name}?module`] = new WebAssembly.Module(Deno.readFileSync(folder + name));
}
const vm = new EdgeVM({
  codeGeneration: { strings: false, wasm: false },
  extend: (global) => {
    const more: Surroundings = { modules, process: { env: { DEADLINE_MS: Deno.env.get("DEADLINE_MS") } } };
    return Object.assign(global, more);
  },
  initialCode: Deno.readTextFileSync(script),
});
const { dispatchFetch } = vm as unknown as { dispatchFetch: typeof fetch };

Deno.serve(async (request) => {
  const { status, headers, body } = await dispatchFetch(request.url, {
    method: request.method,
    headers: [...request.headers],
    ...request.body === null ? {} : { body: await request.arrayBuffer() },
  });
  return new Response(body, { status, headers: [...headers] });
});
