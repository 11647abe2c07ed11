import type { Installed } from "./install.ts";
import { ownFile, run } from "./install.ts";
import { lookAtPage } from "./browser.ts";
import { askNext } from "./next.ts";

/** Somewhere that the library is used. */
export interface Place {
  readonly name: string;
  /** What is imported there. */
  readonly entry: string;
  /** Where tasks run, or with what message the library refuses. */
  readonly outcome: string;
  /** Finds that out. */
  find(installed: Installed): Promise<string>;
}

const MAIN = "@multicore/multicore";
const TSX = "node_modules/tsx/dist/cli.mjs";

/** All that the table tells of, in its order. */
export const PLACES: readonly Place[] = [
  {
    name: "Next.js 16, a route on Node",
    entry: MAIN,
    outcome: "threads",
    find: (all) => askNext(all, "/node"),
  },
  {
    name: "Next.js 16, an edge route",
    entry: `${MAIN}/edge`,
    outcome: "one thread",
    find: (all) => askNext(all, "/edge"),
  },
  { name: "webpack 5, for Node", entry: MAIN, outcome: "threads", find: bundledByWebpack },
  { name: "webpack 5, and the bundle alone", entry: MAIN, outcome: "threads", find: webpackAlone },
  { name: "Vite 8, SSR", entry: MAIN, outcome: "threads", find: bundledByVite },
  {
    name: "Node 22, a CommonJS program",
    entry: MAIN,
    outcome: "threads",
    find: ({ folder, node22 }) => line(run(node22, ["common.cjs"], folder)),
  },
  {
    name: "tsx, a CommonJS program",
    entry: MAIN,
    outcome: "threads",
    find: ({ folder, node22 }) => line(run(node22, [TSX, "typed_common.cts"], folder)),
  },
  {
    name: "tsx, an ES module",
    entry: MAIN,
    outcome: "threads",
    find: ({ folder, node22 }) => same(["print_outcome.mjs", "typed_module.ts"], node22, [TSX], folder),
  },
  { name: "Deno, beside a `package.json`", entry: MAIN, outcome: "threads", find: inDenoFolder },
  {
    name: "a page in Chromium, not isolated",
    entry: `${MAIN}/bundle`,
    outcome: "one thread",
    find: lookAtPage,
  },
  {
    name: "Node 20",
    entry: MAIN,
    outcome: refusal("Node 22.18.0", "Node 20.20.2"),
    find: ({ folder, node20 }) => refusalOf(run(node20, ["print_outcome.mjs"], folder)),
  },
  {
    name: "Deno 2.9.3",
    entry: "`mod.ts`",
    outcome: refusal("Deno 2.9.4", "Deno 2.9.3"),
    find: ({ folder, oldDeno }) => {
      const args = ["run", "-A", "--no-check", "--no-lock", ownFile("tests/runtimes/programs/pool.ts")];
      return refusalOf(run(oldDeno, args, folder, { DENO_DIR: `${folder}/old-cache` }));
    },
  },
];

function refusal(needed: string, found: string): string {
  return `ProcessError: Cannot start threads as this needs ${needed} or later: received ${found}; without threads there is the backend "inline"`;
}

async function line(printed: Promise<string>): Promise<string> {
  return (await printed).trim();
}

/** The line of an error that a program ends with. */
async function refusalOf(running: Promise<string>): Promise<string> {
  try {
    return `no refusal: ${await running}`;
  } catch (error) {
    const { message } = error as Error;
    return /ProcessError: .*/.exec(message)?.[0] ?? message;
  }
}

const BUILD_WITH_WEBPACK = `import webpack from "webpack";
const path = import.meta.dirname + "/webpack-out";
const entry = "./print_outcome.mjs";
const problems = (config) => new Promise((resolve) =>
  webpack({ mode: "production", target: "node22", entry, context: import.meta.dirname, ...config }, (error, stats) =>
    resolve(error?.message ?? stats.toString({ all: false, errors: true, warnings: true }))));
console.log(await problems({ output: { path, filename: "main.cjs" } }));
console.log(await problems({
  output: { path, filename: "main.mjs", module: true, chunkFormat: "module" },
  experiments: { outputModule: true },
}));
`;

let building: Promise<void> | undefined;

/** Builds both bundles, once. */
function buildWithWebpack(installed: Installed): Promise<void> {
  const build = async ({ folder, node22 }: Installed) => {
    await Deno.writeTextFile(`${folder}/webpack_build.mjs`, BUILD_WITH_WEBPACK);
    const problems = (await run(node22, ["webpack_build.mjs"], folder)).trim();
    if (problems !== "") throw new Error(`webpack complains: ${problems}`);
  };
  return building ??= build(installed);
}

/** What programs print, which must be the same. */
async function same(
  programs: readonly string[],
  node: string,
  args: readonly string[],
  folder: string,
): Promise<string> {
  const printed = new Set<string>();
  for (const program of programs) printed.add(await line(run(node, [...args, program], folder)));
  return [...printed].join(", ");
}

/** What bundles as a CommonJS and as an ES module print. */
function bothBundles(node: string, bundles: string): Promise<string> {
  return same(["main.cjs", "main.mjs"], node, [], bundles);
}

async function bundledByWebpack(installed: Installed): Promise<string> {
  await buildWithWebpack(installed);
  return await bothBundles(installed.node22, `${installed.folder}/webpack-out`);
}

/** The bundle is deployed where the package is not. */
async function webpackAlone(installed: Installed): Promise<string> {
  await buildWithWebpack(installed);
  const library = `${installed.folder}/node_modules/@multicore`;
  await Deno.rename(library, `${library}-away`);
  try {
    return await bothBundles(installed.node22, `${installed.folder}/webpack-out`);
  } finally {
    await Deno.rename(`${library}-away`, library);
  }
}

async function bundledByVite({ folder, node22 }: Installed): Promise<string> {
  const args = [
    "node_modules/vite/bin/vite.js",
    "build",
    "--ssr",
    "print_outcome.mjs",
    "--outDir",
    "vite-out",
  ];
  await run(node22, args, folder);
  return await line(run(node22, ["vite-out/print_outcome.js"], folder));
}

/** With the packages that npm installed, and with those that Deno finds by itself. */
async function inDenoFolder({ folder }: Installed): Promise<string> {
  const flags = ["run", "-A", "--no-check", "--no-lock"];
  const printed = [
    await line(run(Deno.execPath(), [...flags, "--node-modules-dir=manual", "print_outcome.mjs"], folder)),
    await line(
      run(
        Deno.execPath(),
        [...flags, "--node-modules-dir=none", ownFile("tests/runtimes/programs/pool.ts")],
        folder,
      ),
    ),
  ];
  return printed[0] === "threads" && printed[1] === "ok" ? "threads" : printed.join(", ");
}
