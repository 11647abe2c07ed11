import { fileURLToPath } from "node:url";
import { build } from "npm:esbuild@0.28.2";
import { bundle } from "../../../examples/edge/build/bundle.ts";
import { twoServers } from "./deno_server.ts";
import type { Platform } from "./platform.ts";

/** Starts the function in Vercel's simulator. `folder` holds the built example. */
export async function startVercel(folder: URL): Promise<Platform> {
  const script = new URL("vercel/api/test.js", folder);
  await bundle(new URL("../entries/vercel.ts", import.meta.url), script);
  const outfile = fileURLToPath(new URL("vercel/api/script.js", folder));
  await build({
    stdin: {
      contents: `import handler from "./test.js";
addEventListener("fetch", (event) => event.respondWith(handler(event.request)));`,
      resolveDir: fileURLToPath(new URL("./", script)),
    },
    bundle: true,
    outfile,
    format: "iife",
    plugins: [{
      name: "modules",
      // As Vercel's bundler has it: what is imported with "?module" is a compiled module.
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: "module" }));
        onLoad({ filter: /.*/, namespace: "module" }, ({ path }) => ({
          contents: `export default globalThis.modules[${JSON.stringify(path)}]`,
        }));
      },
    }],
  });
  // Where the simulator's packages go.
  const server = new URL("vercel_server.ts", folder);
  await Deno.copyFile(new URL("../entries/vercel_server.ts", import.meta.url), server);
  const args = [
    "run",
    "-A",
    "--no-check",
    "--no-lock",
    "--node-modules-dir=auto",
    fileURLToPath(server),
    outfile,
  ];
  return await twoServers("@edge-runtime/vm", { args, cwd: fileURLToPath(folder) });
}
