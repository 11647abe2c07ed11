import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { printedBy } from "../tools/blocks_of.ts";
import { Project } from "./project.ts";

/** One block of a document: its kind and text. */
interface Block {
  readonly kind: string;
  readonly text: string;
}

/**
 * Declares a test for each chapter of a Markdown document that types commands: in an empty folder and from an empty cache its blocks
 * are followed one after the other.
 *
 * - `ts ignore` is the file that its first line names, `json` is `deno.json`.
 * - `sh` is typed, line by line. A comment behind a command is what it prints; a program without one prints what the comments
 *   behind its `console.log` lines say.
 * - `text` is the message with which the command above it fails.
 *
 * `https://example.com/multicore/` is where the library is, and `/project/` the folder.
 */
export function describeProjects(name: string, document: URL): void {
  describe(name, () => {
    for (const chapter of Deno.readTextFileSync(document).split(/^(?=## )/m)) {
      const blocks = [...chapter.matchAll(/^```(ts ignore|json|sh|text)\n(.*?)^```/gms)]
        .map(([, kind, text]) => ({ kind: kind!, text: text! }));
      if (!blocks.some(({ kind }) => kind === "sh")) continue;
      it(/^## (.*)$/m.exec(chapter)![1]!, async () => {
        await using project = await Project.create();
        for (const [index, block] of blocks.entries()) await follow(project, block, blocks[index + 1]);
      });
    }
  });
}

async function follow(project: Project, { kind, text }: Block, next: Block | undefined): Promise<void> {
  if (kind === "json") await project.write("deno.json", text);
  if (kind === "ts ignore") await project.write(/^\/\/ (\S+)$/m.exec(text)![1]!, here(project, text));
  if (kind !== "sh") return;
  const lines = text.trim().split("\n");
  for (const [index, line] of lines.entries()) {
    const failure = next?.kind === "text" && index === lines.length - 1 ? next.text.trim() : undefined;
    await type(project, line, failure);
  }
}

/** Types a command, and asserts that it prints what it should, or fails as it should. */
async function type(project: Project, line: string, failure: string | undefined): Promise<void> {
  const [, command, printed] = /^(.*?)(?: # (.*))?$/.exec(line)!;
  const [program, ...args] = here(project, command!).split(" ");
  assertEquals(program, "deno");
  const { length } = project.server.requests;
  const { code, out, err } = await project.deno(...args);
  if (failure !== undefined) {
    const said = /^error: (?:Uncaught \(in promise\) )?(.*)$/m.exec(err)?.[1];
    assertEquals([code, out, said?.replaceAll(Deno.realPathSync(project.folder), "/project")], [
      1,
      [],
      failure,
    ]);
    return;
  }
  assertEquals(code, 0, `${line}\n${err}`);
  if (args.includes("--cached-only")) assertEquals(project.server.requests.length, length, line);
  const file = args.at(-1)!;
  if (args[0] !== "run" || file.endsWith(".as.ts")) return;
  const expected = printed === undefined ? printedBy(await project.read(file)) : [printed];
  assert(expected.length > 0, line);
  assertEquals(out, expected, line);
}

function here(project: Project, text: string): string {
  return text.replaceAll("https://example.com/multicore/", project.server.url(""))
    .replaceAll("example.com", project.server.host);
}
