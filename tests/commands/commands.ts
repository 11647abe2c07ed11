/** The commands that the documents show, and what is done about each. */

/** How a command is tried, or why it is not. */
export type Trial =
  /** It is typed in a checkout, after those above it, and succeeds and prints this. Slow ones are left to `deno task test:commands`. */
  | { readonly prints: RegExp; readonly isSlow?: true }
  /** It is typed to the service that `deno task serve` starts. */
  | { readonly answers: RegExp }
  /** A test types it where it belongs. */
  | { readonly followedBy: string }
  /** It is not typed. */
  | { readonly why: string };

const STAGE = "it is a stage of the tests that run this";
const FOUND = /objects at 3 sigma/;
const SPEEDS = /plain TypeScript/;
const SERVES = "tests/examples/server_test.ts";

/** Documents in which every command is typed by one test, which reads them. */
export const FOLLOWED: Readonly<Record<string, string>> = {
  "docs/permissions.md": "tests/url/permissions_doc_test.ts",
  "docs/edge.md": "tests/edge/docs_test.ts",
  "examples/my_kernels/README.md": "tests/readme_kernels_test.ts",
};

/** The commands of all other documents. */
export const COMMANDS: Readonly<Record<string, Trial>> = {
  "npx --yes deno@2.9 task demo": { prints: FOUND, isSlow: true },
  "npx --yes deno@2.9 task test": { why: STAGE },
  "deno task demo": { prints: FOUND },
  "deno task test": { why: STAGE },
  "deno task test:commands": { why: "it is this test" },
  "deno run squares.ts": { prints: /^1 4 9 16 25\n$/ },
  "deno run --allow-read=tasks.ts main.ts": { prints: /^\[ 3, 6, 9 \]\n$/ },
  "deno run -A ../multicore/build.ts pixels.as.ts": { followedBy: "tests/readme_kernels_test.ts" },
  "deno run main.ts": { followedBy: "tests/readme_kernels_test.ts" },
  "deno task npm": { prints: /^$/, isSlow: true },
  "npm install assemblyscript@0.28.20": { followedBy: "tests/places/install.ts" },
  "deno task test:runtimes": { why: STAGE },
  "deno task bench": { why: "it takes minutes, and tells nothing on a machine that does other things" },
  "deno run -A tests/conformance/table.ts": { why: STAGE },
  "deno run examples/seeds/pool_map_list.ts": { prints: /\S/ },
  "deno run examples/seeds/process_square.ts": { prints: /\S/ },
  "deno task demo sky.jpg --sigma 4 --workers 2": { prints: /objects at 4 sigma/, isSlow: true },
  "deno run -R examples/pi.ts": { prints: SPEEDS, isSlow: true },
  "deno run -R examples/sieve.ts": { prints: SPEEDS, isSlow: true },
  "deno run -R examples/nbody.ts": { prints: SPEEDS, isSlow: true },
  "deno run -R -W examples/rows.ts": { prints: SPEEDS, isSlow: true },
  "deno run -R -W examples/filters.ts": { prints: SPEEDS, isSlow: true },
  "deno run -R -W examples/kmeans.ts": { prints: SPEEDS, isSlow: true },
  "deno run -R -W examples/logistic.ts": { prints: SPEEDS, isSlow: true },
  "deno task kernels examples": { prints: /kept/, isSlow: true },
  "deno task serve": { followedBy: SERVES },
  "deno task serve --workers 2 --queue 16": { followedBy: "tests/commands/commands_test.ts" },
  "curl -X POST 'http://127.0.0.1:8000/primes?limit=1000000'": { answers: /"primes":78498/ },
  "curl -X POST -d '[3, 1, 4, 1, 5]' http://127.0.0.1:8000/stats": { answers: /"mean":2\.8/ },
  "curl -X POST --data-binary @sky.jpg 'http://127.0.0.1:8000/thumbnail?size=256' -o small.jpg": {
    answers: /^$/,
  },
  "curl http://127.0.0.1:8000/health": { answers: /^\{"running":0,"waiting":0/ },
  "deno serve --parallel": { followedBy: SERVES },
  "deno serve -E=DEADLINE_MS examples/edge/deno_deploy/main.ts": { followedBy: "tests/edge/edge_test.ts" },
  "deno task edge": { prints: /\S/, isSlow: true },
  "deno task test:edge": { why: STAGE },
};

/** What is typed: lines of `sh` blocks, and names of commands with arguments in a text, each once. */
export function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, lines]) => lines!.trim().split("\n"));
  const named = [...text.replace(/^```.*?^```/gms, "").matchAll(/`((?:deno|npx|npm|curl) [^`]* [^`]*)`/g)];
  const lines = [...blocks, ...named.map(([, command]) => command!)];
  return [...new Set(lines.map((line) => line.replace(/\s+# .*$/, "")))];
}
