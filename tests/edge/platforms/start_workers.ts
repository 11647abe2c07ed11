import { bundle } from "../../../examples/edge/build/bundle.ts";
import type { Platform } from "./platform.ts";
import { startWorkerd } from "./workerd.ts";

/** A worker at one date: `script` is a module of `entries`. */
export interface WorkerSettings {
  readonly date: string;
  readonly flags: readonly string[];
  readonly script: "cloudflare" | "cloudflare_bytes" | "cloudflare_pool";
}

/** What a worker is called in tests. */
export function nameOf({ date, flags, script }: WorkerSettings): string {
  return ["workerd", date, ...flags, ...script === "cloudflare" ? [] : [script]].join(" ");
}

/** Starts all of them in one workerd. `folder` holds the built example. */
export async function startWorkers(folder: URL, workers: readonly WorkerSettings[]): Promise<Platform[]> {
  for (const script of new Set(workers.map(({ script }) => script))) {
    await bundle(
      new URL(`../entries/${script}.ts`, import.meta.url),
      new URL(`cloudflare/${script}.js`, folder),
    );
  }
  const services = workers.flatMap(({ date, flags, script }, i) =>
    [["usual", "60000"], ["hurried", "-1"]].map(([kind, milliseconds]) => ({
      name: kind! + i,
      date,
      flags,
      script: `${script}.js`,
      wasm: ["core", "reduce", "resize", "stats"].map((name) => `wasm/${name}.wasm`),
      bindings: { DEADLINE_MS: milliseconds! },
    }))
  );
  const workerd = await startWorkerd(new URL("cloudflare/", folder), services);
  return workers.map((settings, i) => ({
    name: nameOf(settings),
    fetch: (path, init) => workerd.fetch(`usual${i}`, path, init),
    hurried: (path, init) => workerd.fetch(`hurried${i}`, path, init),
    close: () => i === 0 ? workerd.close() : Promise.resolve(),
  }));
}
