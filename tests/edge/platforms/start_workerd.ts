import { fileURLToPath } from "node:url";
import workerd from "npm:workerd@1.20261117.1";
import { bundle } from "../../../examples/edge/build/bundle.ts";
import type { Platform } from "./platform.ts";

/** What the npm package gives is the path of the program, under two names. */
const PROGRAM: string = (workerd as unknown as { default: string }).default;
const WASM = ["core", "reduce", "resize", "stats"];

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
export async function startWorkerd(folder: URL, workers: readonly WorkerSettings[]): Promise<Platform[]> {
  for (const script of new Set(workers.map(({ script }) => script))) {
    await bundle(
      new URL(`../entries/${script}.ts`, import.meta.url),
      new URL(`cloudflare/${script}.js`, folder),
    );
  }
  await Deno.writeTextFile(new URL("cloudflare/test.capnp", folder), configText(workers));
  const child = new Deno.Command(PROGRAM, {
    args: ["serve", "test.capnp", "--control-fd=1"],
    cwd: fileURLToPath(new URL("cloudflare/", folder)),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  const ports = await portsOf(child.stdout, 2 * workers.length, errors);
  const close = async () => {
    try {
      child.kill();
    } catch { /* It has ended. */ }
    await Promise.all([child.status, errors]);
  };
  return workers.map((settings, i) => {
    const at = (kind: string) => (path: string, init?: RequestInit) =>
      fetch(`http://127.0.0.1:${ports.get(kind + i)}${path}`, init);
    return { name: nameOf(settings), fetch: at("usual"), hurried: at("hurried"), close };
  });
}

function configText(workers: readonly WorkerSettings[]): string {
  const kinds = workers.flatMap((settings, i) => [
    { name: `usual${i}`, settings, milliseconds: 60_000 },
    { name: `hurried${i}`, settings, milliseconds: -1 },
  ]);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${kinds.map(({ name }) => `(name = "${name}", worker = .${name})`).join(", ")}],
  sockets = [${
    kinds.map(({ name }) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`)
      .join(", ")
  }],
);
${
    kinds.map(({ name, settings: { script, date, flags }, milliseconds }) =>
      `const ${name} :Workerd.Worker = (
  modules = [
    (name = "${script}.js", esModule = embed "${script}.js"),
    ${WASM.map((name) => `(name = "wasm/${name}.wasm", wasm = embed "wasm/${name}.wasm")`).join(",\n    ")},
  ],
  compatibilityDate = "${date}",
  compatibilityFlags = [${flags.map((flag) => `"${flag}"`).join(", ")}],
  bindings = [(name = "DEADLINE_MS", text = "${milliseconds}")],
);
`
    ).join("")
  }`;
}

/** Where workerd listens, by the sockets' names: one line of JSON each. */
async function portsOf(
  output: ReadableStream<Uint8Array>,
  count: number,
  errors: Promise<string>,
): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  let text = "";
  for await (const chunk of output.pipeThrough(new TextDecoderStream() as never) as AsyncIterable<string>) {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop()!;
    for (const { event, socket, port } of lines.map((line) => JSON.parse(line))) {
      if (event === "listen") ports.set(socket, port);
    }
    if (ports.size === count) return ports;
  }
  throw new Error(`Cannot start workerd: ${await errors}`);
}
