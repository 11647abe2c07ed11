/** The example's functions in the runtimes that they are for. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { pathToFileURL } from "node:url";
import { decode as decodePng, encode as encodePng } from "npm:fast-png@8.0.0";
import jpeg from "npm:jpeg-js@0.4.4";
import { stop } from "npm:esbuild@0.25.12";
import { buildFunctions } from "../../examples/edge/build.ts";
import { CHECKS } from "./checks.ts";
import type { Platform } from "./platforms/platform.ts";
import { DENO_PLATFORMS, startDeno } from "./platforms/start_deno.ts";
import { startVercel } from "./platforms/start_vercel.ts";
import { nameOf, startWorkers, type WorkerSettings } from "./platforms/start_workers.ts";

const OLD = "2024-03-01";
const NEW = "2026-11-01";
const COMPAT = ["nodejs_compat"];
const WORKERS: readonly WorkerSettings[] = [
  { date: OLD, flags: [], script: "cloudflare" },
  { date: OLD, flags: COMPAT, script: "cloudflare" },
  { date: NEW, flags: ["no_nodejs_compat"], script: "cloudflare" },
  { date: NEW, flags: COMPAT, script: "cloudflare" },
];
/** Functions without `configure({ kernels })`. */
const OTHERS: readonly WorkerSettings[] = [
  { date: OLD, flags: [], script: "cloudflare_pool" },
  { date: OLD, flags: [], script: "cloudflare_bytes" },
  { date: "2025-06-02", flags: [], script: "cloudflare_bytes" },
  { date: NEW, flags: COMPAT, script: "cloudflare_bytes" },
];

const NAMES = [
  ...WORKERS.map(nameOf),
  "@edge-runtime/vm",
  ...DENO_PLATFORMS.map(({ name }) => name),
];
const COLUMNS = ["thumbnail", "stats", "limits", ...Object.keys(CHECKS), "at once"];

const platforms = new Map<string, Platform>();
const table = new Map<string, Map<string, string>>();
let folder: string;

const post = (platform: Platform, path: string, body: BodyInit) =>
  platform.fetch(path, { method: "POST", body });

/** Pictures with a gradient. */
const PNG = png(200, 100);
const LARGE = png(2001, 1000);
const JPEG = new Uint8Array(
  jpeg.encode({ width: 64, height: 64, data: new Uint8Array(4 * 64 * 64).fill(99) }).data,
);

function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const data = Uint8Array.from({ length: width * height }, (_, i) => i % width);
  return encodePng({ width, height, data, channels: 1, depth: 8 }) as Uint8Array<ArrayBuffer>;
}

async function thumbnail(platform: Platform): Promise<void> {
  const response = await post(platform, "/thumbnail?width=20", PNG);
  assertEquals([response.status, response.headers.get("content-type")], [200, "image/png"]);
  const { width, height, data } = decodePng(new Uint8Array(await response.arrayBuffer()));
  assertEquals([width, height], [20, 10]);
  // Each pixel is the mean of ten columns.
  assertEquals([...data.subarray(0, 8)], [5, 5, 5, 255, 15, 15, 15, 255]);
  const enlarged = await post(platform, "/thumbnail", JPEG);
  assertEquals(decodePng(new Uint8Array(await enlarged.arrayBuffer())).width, 160);
}

async function stats(platform: Platform): Promise<void> {
  const numbers = Array.from({ length: 1001 }, (_, i) => i);
  const response = await post(platform, "/stats", JSON.stringify(numbers));
  assertEquals(response.status, 200);
  const { count, mean, variance, quantiles, histogram } = await response.json();
  assertEquals([count, mean, Math.round(variance)], [1001, 500, 83500]);
  assertEquals(quantiles, { 0.05: 50, 0.25: 250, 0.5: 500, 0.75: 750, 0.95: 950 });
  assertEquals([histogram.from, histogram.to, histogram.counts.length], [0, 1000, 20]);
}

async function limits(platform: Platform): Promise<void> {
  const answers: [path: string, status: number, body: BodyInit | undefined][] = [
    ["/stats", 413, "1".repeat(2 ** 20 + 1)],
    ["/thumbnail", 413, new Uint8Array(4 * 2 ** 20 + 1)],
    ["/thumbnail", 413, LARGE],
    ["/stats", 400, "no JSON"],
    ["/stats", 400, '["text"]'],
    ["/stats", 400, "[1e999]"],
    ["/thumbnail", 400, "GIF89a"],
    ["/thumbnail?width=0", 400, PNG],
    ["/nothing", 404, ""],
    ["/stats", 405, undefined],
  ];
  for (const [path, status, body] of answers) {
    const response = await platform.fetch(path, body === undefined ? {} : { method: "POST", body });
    const { error } = await response.json();
    assertEquals([path, response.status], [path, status], error);
    assertEquals(typeof error, "string");
    if (status === 405) assertEquals(response.headers.get("allow"), "POST");
  }
  const late = await platform.hurried("/stats", { method: "POST", body: "[1, 2]" });
  assertEquals([late.status, late.headers.get("retry-after")], [503, "1"], await late.text());
}

async function check(platform: Platform, name: string): Promise<void> {
  const response = await platform.fetch(`/check/${encodeURIComponent(name)}`);
  assertEquals(await response.text(), "ok");
}

/** Requests at once, each with a pool of its own and more work than the event loop waits for. */
async function atOnce(platform: Platform): Promise<void> {
  await Promise.all([
    ...Array.from({ length: 6 }, () => check(platform, "busy")),
    stats(platform),
    thumbnail(platform),
  ]);
}

describe("at the edge", { sanitizeOps: false, sanitizeResources: false }, () => {
  beforeAll(async () => {
    folder = await Deno.makeTempDir({ prefix: "multicore_edge_" });
    const out = pathToFileURL(`${folder}/`);
    await buildFunctions(out);
    const started = await Promise.all([
      startWorkers(out, [...WORKERS, ...OTHERS]),
      startVercel(out),
      ...DENO_PLATFORMS.map((settings) => startDeno(settings)),
    ]);
    for (const platform of started.flat()) platforms.set(platform.name, platform);
  });

  afterAll(async () => {
    for (const platform of platforms.values()) await platform.close();
    await stop();
    await Deno.remove(folder, { recursive: true });
    printTable();
  });

  for (const name of NAMES) {
    describe(name, () => {
      for (const column of COLUMNS) {
        it(column, async () => {
          const row = table.get(name) ?? new Map<string, string>();
          table.set(name, row.set(column, "no"));
          const platform = platforms.get(name)!;
          if (column === "thumbnail") await thumbnail(platform);
          else if (column === "stats") await stats(platform);
          else if (column === "limits") await limits(platform);
          else if (column === "at once") await atOnce(platform);
          else await check(platform, column);
          row.set(column, "yes");
        });
      }
    });
  }

  it("takes kernels with a pool, where nothing is compiled", async () => {
    await check(platforms.get(`workerd ${OLD} cloudflare_pool`)!, "kernels");
  });

  it("says what to pass, where nothing is compiled and no kernels are given", async () => {
    const platform = platforms.get(`workerd ${OLD} cloudflare_bytes`)!;
    const answer = await platform.fetch("/check/kernels");
    assertEquals(answer.status, 500);
    assertStringIncludes(
      await answer.text(),
      "KernelError: Cannot compile the engine's core as this runtime compiles no",
    );
  });

  for (const settings of OTHERS.slice(2)) {
    it(`needs no kernels in ${nameOf(settings)}, which compiles what is imported`, async () => {
      for (const name of ["kernels", "Queue"]) await check(platforms.get(nameOf(settings))!, name);
    });
  }
});

function printTable(): void {
  const rows = NAMES.map((name) => [name, ...COLUMNS.map((column) => table.get(name)?.get(column) ?? "-")]);
  const lines = [["", ...COLUMNS], ["", ...COLUMNS].map(() => "---"), ...rows];
  console.log(lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
}
