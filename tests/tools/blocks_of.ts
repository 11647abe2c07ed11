/** A project that a chapter of Markdown describes. */
export interface Blocks {
  /** The files, each a block that begins with its name in a comment: the text by that name. */
  readonly files: ReadonlyMap<string, string>;
  /** What is typed, in its order: lines of `sh` blocks, less their comments. */
  readonly commands: readonly string[];
  /** What the file `main.ts` prints: the comments behind its `console.log` lines. */
  readonly printed: readonly string[];
}

/** Reads the files, commands and outputs of a chapter. */
export function blocksOf(chapter: string): Blocks {
  const files = new Map(
    [...chapter.matchAll(/^```ts ignore\n\/\/ (\S+)\n(.*?)^```/gms)].map(([, name, text]) => [name!, text!]),
  );
  const commands = [...chapter.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, lines]) => lines!.trim().split("\n"))
    .map((line) => line.replace(/\s+# .*$/, ""));
  return { files, commands, printed: printedBy(files.get("main.ts") ?? "") };
}

/** What a program prints, by the comments behind its `console.log` lines. */
export function printedBy(program: string): string[] {
  return [...program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text!);
}
