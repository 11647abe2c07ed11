import { WORKER_BUNDLE } from "./generated/worker_bundle.ts";
import { canRead, fileExists, urlBeside } from "../platform/modules.ts";

/** What a bundle of the library, as the npm package is one, may have beside it: `engine/boot.ts`, bundled with it. */
const BESIDE_BUNDLE = "./multicore_worker.js";

// Never imported here. It tells Deno that this program's workers will: what they load is fetched, cached and locked with the program,
// so that `--cached-only` and `--frozen` hold for them. Bundlers drop it.
void (false && import("../boot.ts"));

let chosen: URL | undefined;

/**
 * What a worker starts with. It imports the library's own modules, so that user modules in the worker meet the same classes,
 * where importing them is permitted; else, as in a local program without `--allow-read`, the bundle in a `data:` URL,
 * which needs no permission.
 */
export function bootUrl(): URL {
  if (chosen === undefined) {
    const href = bootModule();
    // Deno checks the types of what a specifier that it can read leads to, for each worker anew; it cannot read a computed one.
    const source = href === undefined ? WORKER_BUNDLE : `import(String(${JSON.stringify(href)}))`;
    chosen = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  }
  return chosen;
}

/** The module that boots a worker with this copy of the library, if it can be imported. */
function bootModule(): string | undefined {
  if (!/^(file|https?):/.test(import.meta.url)) return undefined;
  if (new URL(import.meta.url).pathname.endsWith("/boot_url.ts")) {
    const href = urlBeside(import.meta.url, "../boot.ts");
    return canRead(href) ? href : undefined;
  }
  const href = urlBeside(import.meta.url, BESIDE_BUNDLE);
  return fileExists(href) ? href : undefined;
}
