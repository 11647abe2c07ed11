import { fileURLToPath } from "node:url";
import { build } from "npm:esbuild@0.25.12";
import { twoServers } from "./deno_server.ts";
import type { Platform } from "./platform.ts";

/** Starts a bundled function, a file of `folder`, in Vercel's simulator. Its modules are in `wasm/` beside it. */
export async function simulateVercel(folder: URL, script: string): Promise<Platform> {
  const outfile = fileURLToPath(new URL("simulated.js", folder));
  await build({
    stdin: {
      contents: `import handler from "./${script}";
addEventListener("fetch", (event) => event.respondWith(handler(event.request)));`,
      resolveDir: fileURLToPath(folder),
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
  // Beside it is where the simulator's packages go.
  const server = new URL("vercel_server.ts", folder);
  await Deno.copyFile(new URL("../entries/vercel_server.ts", import.meta.url), server);
  const args = ["-A", "--no-check", "--no-lock", "--node-modules-dir=auto", fileURLToPath(server), outfile];
  return await twoServers("@edge-runtime/vm", { args: ["run", ...args], cwd: fileURLToPath(folder) });
}
