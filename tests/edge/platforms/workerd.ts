import { fileURLToPath } from "node:url";
import workerd from "npm:workerd@1.20261117.1";

/** What the npm package gives is the path of the program. */
const PROGRAM: string = (workerd as unknown as { default: string }).default;

/** A worker that workerd serves. */
export interface Service {
  /** Letters and digits, the first one a small letter. */
  readonly name: string;
  readonly date: string;
  readonly flags: readonly string[];
  /** Its main module, a file of the folder, and its `.wasm` files. */
  readonly script: string;
  readonly wasm: readonly string[];
  readonly bindings: Readonly<Record<string, string>>;
}

/** A running workerd. */
export interface Workerd {
  /** Asks one of the services. */
  fetch(service: string, path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Starts one workerd that serves all of them. */
export async function startWorkerd(folder: URL, services: readonly Service[]): Promise<Workerd> {
  await Deno.writeTextFile(new URL("test.capnp", folder), configText(services));
  const child = new Deno.Command(PROGRAM, {
    args: ["serve", "test.capnp", "--control-fd=1"],
    cwd: fileURLToPath(folder),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  const ports = await portsOf(child.stdout, services.length, errors);
  return {
    fetch: (service, path, init) => fetch(`http://127.0.0.1:${ports.get(service)}${path}`, init),
    async close() {
      child.kill();
      await Promise.all([child.status, errors]);
    },
  };
}

function configText(services: readonly Service[]): string {
  const list = (text: (service: Service) => string) => services.map(text).join(",\n    ");
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    ${list(({ name }) => `(name = "${name}", worker = .${name})`)}
  ],
  sockets = [
    ${list(({ name }) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`)}
  ],
);
${services.map(workerText).join("")}`;
}

function workerText({ name, script, wasm, date, flags, bindings }: Service): string {
  const modules = wasm.map((file) => `    (name = "${file}", wasm = embed "${file}"),\n`).join("");
  const texts = Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = "${text}")`);
  return `const ${name} :Workerd.Worker = (
  modules = [
    (name = "${script}", esModule = embed "${script}"),
${modules}  ],
  compatibilityDate = "${date}",
  compatibilityFlags = [${flags.map((flag) => `"${flag}"`).join(", ")}],
  bindings = [${texts.join(", ")}],
);
`;
}

/** Where workerd listens, by the sockets' names: it says so, a line of JSON each. */
async function portsOf(
  output: ReadableStream<Uint8Array>,
  count: number,
  errors: Promise<string>,
): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split("\n");
    text = lines.pop()!;
    for (const { event, socket, port } of lines.map((line) => JSON.parse(line))) {
      if (event === "listen") ports.set(socket, port);
    }
    if (ports.size === count) return ports;
  }
  throw new Error(`Cannot start workerd: ${await errors}`);
}
