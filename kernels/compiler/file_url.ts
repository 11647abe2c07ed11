import process from "node:process";

/** Returns the URL of a file that is named by a path, relative to the working directory, or by a URL. */
export function fileUrl(path: string): URL {
  if (/^(?:https?|file):\/\//.test(path)) return new URL(path);
  return new URL(
    path.split(/[/\\]/).map(encodeURIComponent).join("/"),
    `file://${process.cwd().replaceAll("\\", "/")}/`,
  );
}
