/** Runs each program of docs/ and compares what it prints with the comments behind its `console.log` lines. */
import { describePrograms } from "./tools/describe_programs.ts";

const DOCS = new URL("../docs/", import.meta.url);

for (const { name } of [...Deno.readDirSync(DOCS)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  if (name.endsWith(".md")) describePrograms(`docs/${name}`, new URL(name, DOCS));
}
