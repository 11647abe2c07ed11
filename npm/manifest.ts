import { entryName } from "./entry_name.ts";

/** What the package takes over from deno.json. */
export interface Config {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** The package's `package.json`. */
export function manifest(
  { name, version, license }: Config,
  entries: Readonly<Record<string, string>>,
  compiler: Readonly<Record<string, string>>,
): object {
  const exports = Object.fromEntries(
    Object.keys(entries).map((entry) => [entry, {
      types: `./types/${entryName(entry)}.d.ts`,
      default: `./lib/${entryName(entry)}.js`,
    }]),
  );
  return {
    ...{ name, version, license },
    description: "Python's multiprocessing over WebAssembly kernels and shared memory",
    type: "module",
    engines: { node: ">=22.18", bun: ">=1.3" },
    exports: { ...exports, "./bundle": { types: "./multicore.d.ts", default: "./multicore.js" } },
    bin: { "multicore-build": "./lib/command.js" },
    // Only who compiles kernels needs it.
    peerDependencies: compiler,
    peerDependenciesMeta: Object.fromEntries(Object.keys(compiler).map((name) => [name, { optional: true }])),
  };
}
