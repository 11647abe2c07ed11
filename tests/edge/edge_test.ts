/** The example's functions in the runtimes that they are for. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { decode as decodePng, encode as encodePng } from "npm:fast-png@8.0.0";
import { stop } from "npm:esbuild@0.28.2";
import { buildFunctions } from "../../examples/edge/build.ts";
import { CHECKS } from "./checks.ts";
import type { Platform } from "./platforms/platform.ts";
import { DENO_PLATFORMS, startDeno } from "./platforms/start_deno.ts";
import { startVercel } from "./platforms/start_vercel.ts";
import { startWorkerd } from "./platforms/start_workerd.ts";

const OLD = "2024-03-01";
const NEW = "2026-11-01";
const COMPAT = ["nodejs_compat"];
const WORKERS = [
  { date: OLD, flags: [], script: "cloudflare" },
  { date: OLD, flags: COMPAT, script: "cloudflare" },
  { date: NEW, flags: ["no_nodejs_compat"], script: "cloudflare" },
  { date: NEW, flags: COMPAT, script: "cloudflare" },
] as const;

const NAMES = [
  ...WORKERS.map(({ date, flags }) => ["workerd", date, ...flags].join(" ")),
  "@edge-runtime/vm",
  ...DENO_PLATFORMS.map(({ name }) => name),
];
const COLUMNS = ["thumbnail", "stats", "limits", ...Object.keys(CHECKS), "at once"];

const platforms = new Map<string, Platform>();
const table = new Map<string, Map<string, string>>();
let folder: string;

const post = (platform: Platform, path: string, body: BodyInit) =>
  platform.fetch(path, { method: "POST", body });

/** A picture with a gradient, as PNG. */
function picture(width: number, height: number): Uint8Array<ArrayBuffer> {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => Math.floor(i / 3) % width);
  return encodePng({ width, height, data, channels: 3, depth: 8 }) as Uint8Array<ArrayBuffer>;
}

async function thumbnail(platform: Platform): Promise<void> {
  const response = await post(platform, "/thumbnail?width=20", picture(200, 100));
  assertEquals([response.status, response.headers.get("content-type")], [200, "image/png"]);
  const { width, height, data } = decodePng(new Uint8Array(await response.arrayBuffer()));
  assertEquals([width, height], [20, 10]);
  // Each pixel is the mean of ten columns.
  assertEquals([...data.subarray(0, 8)], [5, 5, 5, 255, 15, 15, 15, 255]);
  const jpeg = await Deno.readFile(new URL("../../examples/data/hubble_deep_field.jpg", import.meta.url));
  const small = await post(platform, "/thumbnail", jpeg);
  assertEquals(decodePng(new Uint8Array(await small.arrayBuffer())).width, 160);
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
    ["/thumbnail", 413, picture(2001, 1000)],
    ["/stats", 400, "no JSON"],
    ["/stats", 400, '["text"]'],
    ["/thumbnail", 400, "GIF89a"],
    ["/thumbnail?width=0", 400, picture(10, 10)],
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
    const out = new URL(`file://${folder}/`);
    await buildFunctions(out);
    const started = await Promise.all([
      startWorkerd(out, WORKERS),
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
});

function printTable(): void {
  const rows = NAMES.map((name) => [name, ...COLUMNS.map((column) => table.get(name)?.get(column) ?? "-")]);
  const lines = [["", ...COLUMNS], ["", ...COLUMNS].map(() => "---"), ...rows];
  console.log(lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
}
