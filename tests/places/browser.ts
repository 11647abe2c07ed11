import { existsSync } from "node:fs";
import { run } from "./install.ts";
import type { Installed } from "./install.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
/** Where systems have it that put it on no path. */
const FILES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const MAX_MS = 120_000;

/** The browser that there is; `undefined` if there is none. */
export async function findBrowser(): Promise<string | undefined> {
  for (const name of NAMES) {
    const found = await run(name, ["--version"], ".").catch(() => undefined);
    if (found !== undefined) return name;
  }
  return FILES.find((path) => existsSync(path));
}

/** What a page reports that is served without the headers which would isolate it. */
export async function lookAtPage({ folder, library }: Installed): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/outcome") {
      resolve(await request.text());
      return new Response();
    }
    const [file, type] = pathname === "/multicore.js"
      ? [new URL("multicore.js", library), "text/javascript"]
      : [`${folder}/page.html`, "text/html"];
    return new Response(await Deno.readFile(file), { headers: { "content-type": type } });
  });
  const browser = new Deno.Command((await findBrowser())!, {
    args: [
      ...["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"],
      `--user-data-dir=${folder}/profile`,
      `http://127.0.0.1:${server.addr.port}/`,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => resolve("the page reports nothing"), MAX_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    browser.kill();
    await browser.status;
  }
}
