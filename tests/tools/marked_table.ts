/** A Markdown document with another table between its marks, `<!-- begin: name -->` and `<!-- end: name -->`, as `deno fmt` lays it out. */
export async function withMarkedTable(document: URL, name: string, table: string): Promise<string> {
  const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
  const [before, rest] = (await Deno.readTextFile(document)).split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`Cannot find the marks of "${name}" in ${document.pathname}`);
  }
  return await formatted(`${before}${begin}\n\n${table}\n${end}${after}`);
}

/** What `deno fmt` makes of a Markdown text. */
async function formatted(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=md", "--line-width=110", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}
