import type { DenoRuntime } from "./deno_types.ts";
import { inDeno } from "./runtime.ts";

declare const Deno: DenoRuntime;

/** The kind of paths that a system has, and the folder to which they are relative. */
export interface PathStyle {
  readonly windows: boolean;
  readonly folder: string;
}

function ownStyle(): PathStyle {
  const os = inDeno ? Deno.build.os : globalThis.process.platform;
  return {
    windows: os.startsWith("win"),
    get folder() {
      return inDeno ? Deno.cwd() : globalThis.process.cwd();
    },
  };
}

/** Returns the URL of a file that is named by a path, relative to the working directory, or by a URL. */
export function fileUrl(path: string, style: PathStyle = ownStyle()): URL {
  if (/^(?:https?|file):\/\//i.test(path)) return new URL(path);
  const slashed = style.windows ? path.replaceAll("\\", "/") : path;
  if (style.windows && slashed.startsWith("//")) return new URL(`file:${encodedPath(slashed)}`);
  if (style.windows && /^[A-Za-z]:\//.test(slashed)) return new URL(`file:///${encodedPath(slashed)}`);
  if (!style.windows && slashed.startsWith("/")) return new URL(`file://${encodedPath(slashed)}`);
  return new URL(besides(slashed), fileUrl(`${style.folder}/`, style));
}

/** The path of a local file's URL. */
export function filePath(url: string | URL, { windows }: Pick<PathStyle, "windows"> = ownStyle()): string {
  const { hostname, pathname } = new URL(url);
  const path = decodedPath(pathname);
  if (!windows) return path;
  return (hostname ? `//${hostname}${path}` : path.slice(1)).replaceAll("/", "\\");
}

/** The last name in a URL's path. */
export function fileName({ pathname }: URL): string {
  return decodedPath(pathname.slice(pathname.lastIndexOf("/") + 1));
}

/** The URL of a file that is named by a path with slashes, relative to a module. */
export function urlOfPath(path: string, module: URL): URL {
  return new URL(besides(path), module);
}

/** How a module at `from` names `to`: relatively if both are files of one drive. */
export function specifierBetween(from: URL, to: URL): string {
  const [start, end] = [from, to].map(({ pathname }) => decodedPath(pathname).split("/")) as [
    string[],
    string[],
  ];
  // No relative reference leads out of what looks like a drive.
  const isApart = from.hostname !== to.hostname || start.slice(2).some(isDrive) ||
    start[1] !== end[1] && [start[1], end[1]].some(isDrive);
  if (from.protocol !== "file:" || to.protocol !== "file:" || isApart) return to.href;
  let shared = 0;
  const most = Math.min(start.length, end.length) - 1;
  while (shared < most && start[shared] === end[shared]) shared++;
  const up = start.length - 1 - shared;
  return (up === 0 ? "./" : "../".repeat(up)) + encodedPath(end.slice(shared).join("/"));
}

function isDrive(name = ""): boolean {
  return /^[A-Za-z]:$/.test(name);
}

/** A path as it stands in a URL: what would mean something else there is encoded, and nothing more, as runtimes do. */
function encodedPath(path: string): string {
  // deno-lint-ignore no-control-regex
  return path.replace(/[\x00-\x1f%\\?#"|]| +$/g, encodeURIComponent);
}

/** A relative reference: a name with a colon must not look like a scheme, nor an empty one like the module itself. */
function besides(path: string): string {
  return path.startsWith("/") ? encodedPath(path) : `./${encodedPath(path)}`;
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a stray percent sign of a URL that was written by hand
  }
}
