import { fileURLToPath } from "node:url";
import { build } from "npm:esbuild@0.25.12";
import { leaveOutUnused } from "./leave_out_unused.ts";

/** `.wasm` files stay files, and the runtime's own modules are its own. */
const EXTERNAL = ["*.wasm", "*.wasm?module", "node:*", "npm:*"];
const LOCK = fileURLToPath(new URL("../deno.lock", import.meta.url));

/**
 * Bundles a function into one module, `output`. esbuild takes what is used of the library and rewrites what is too new for some
 * runtimes (`using`); Deno's bundler adds the npm packages, which esbuild does not find by `npm:`. When all is built,
 * esbuild wants to be stopped.
 *
 * @throws {Error} If a bundler fails, with what it wrote.
 */
export async function bundle(entry: URL, output: URL): Promise<void> {
  const linked = fileURLToPath(new URL("linked.js", output));
  await link(entry, linked);
  const options = ["--platform", "browser", "--minify", "--quiet", `--lock=${LOCK}`, "--frozen"];
  const bundler = new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      ...options,
      ...EXTERNAL.slice(0, 3).flatMap((name) => ["--external", name]),
      ...["--output", fileURLToPath(output), linked],
    ],
    env: { NO_COLOR: "1" },
  });
  const { success, stderr } = await bundler.output();
  if (!success) throw new Error(`Cannot bundle ${entry}: ${new TextDecoder().decode(stderr)}`);
  await Deno.remove(linked);
}

/** All of the function but the npm packages in one module. */
async function link(entry: URL, output: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile: output,
    bundle: true,
    format: "esm",
    target: "es2022",
    external: EXTERNAL,
    plugins: [leaveOutUnused],
  });
}
