import { type Installed, run } from "./install.ts";

const LAYOUT = `export default ({ children }) => <html><body>{children}</body></html>;\n`;

let building: Promise<void> | undefined;

/** What a route of a Next.js application answers; the application is built once. */
export async function askNext(installed: Installed, path: string): Promise<string> {
  await (building ??= buildNext(installed));
  const server = new Deno.Command(installed.node22, {
    args: ["node_modules/next/dist/bin/next", "start", "--port", "0"],
    cwd: installed.folder,
    env: { NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let printed = "";
    let base: string | undefined;
    while (base === undefined) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`next start ended: ${printed}`);
      printed += value;
      base = /http:\/\/localhost:\d+(?=[^]*Ready)/.exec(printed)?.[0];
    }
    const answer = await fetch(base + path, { signal: AbortSignal.timeout(60_000) });
    return await answer.text();
  } finally {
    server.kill();
    await reader.cancel();
    await server.status;
  }
}

/** Builds an application with a route of each kind, in the folder itself: Turbopack follows no link out of it. */
async function buildNext({ folder, node22 }: Installed): Promise<void> {
  const routes = [["edge", "next_edge_route.mjs"], ["node", "next_node_route.mjs"]];
  await Deno.mkdir(`${folder}/app`, { recursive: true });
  await Deno.writeTextFile(`${folder}/app/layout.jsx`, LAYOUT);
  await Deno.writeTextFile(`${folder}/app/page.jsx`, "export default () => <p>Routes</p>;\n");
  for (const [route, program] of routes) {
    await Deno.mkdir(`${folder}/app/${route}`, { recursive: true });
    await Deno.copyFile(`${folder}/${program}`, `${folder}/app/${route}/route.js`);
    await Deno.copyFile(`${folder}/outcome.mjs`, `${folder}/app/${route}/outcome.mjs`);
  }
  await run(node22, ["node_modules/next/dist/bin/next", "build"], folder);
}
