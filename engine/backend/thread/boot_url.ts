import { WORKER_BUNDLE } from "../../worker/generated/worker_bundle.ts";
import { canRead } from "../../platform.ts";

// Never imported here. It tells Deno that this program's workers will: what they load is fetched, cached and locked with the program,
// so that `--cached-only` and `--frozen` hold for them. Bundlers drop it.
void (false && import("../../boot.ts"));

let chosen: URL | undefined;

/**
 * What a worker starts with. It imports the library's own modules, so that user modules in the worker meet the same classes,
 * where importing them is permitted; else, as in a local program without `--allow-read`, the bundle in a `data:` URL,
 * which needs no permission.
 */
export function bootUrl(): URL {
  if (chosen === undefined) {
    const { href } = new URL("../../boot.ts", import.meta.url);
    const source = isImportable(href) ? `import(${JSON.stringify(href)})` : WORKER_BUNDLE;
    chosen = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  }
  return chosen;
}

function isImportable(href: string): boolean {
  // A bundled program has no module of that name beside it.
  return new URL(import.meta.url).pathname.endsWith("/boot_url.ts") && /^(file|https?):/.test(href) &&
    canRead(href);
}
