import process from "node:process";

/** The URL of a file, which is named by its path or by a URL. */
export function fileUrl(path: string): URL {
  if (/^(?:https?|file):\/\//.test(path)) return new URL(path);
  return new URL(
    path.split(/[/\\]/).map(encodeURIComponent).join("/"),
    `file://${process.cwd().replaceAll("\\", "/")}/`,
  );
}
