/** Copies a folder of examples out of the project, with nothing beside it. Returns the path of the copy. */
export async function copyFolder(name: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  const source = new URL(`../../examples/${name}/`, import.meta.url);
  for await (const { name, isFile } of Deno.readDir(source)) {
    if (isFile) await Deno.copyFile(new URL(name, source), `${folder}/${name}`);
  }
  return folder;
}
