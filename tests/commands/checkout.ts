import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { blocksOf } from "../tools/blocks_of.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Longer than anything takes that is typed here, on a busy machine. */
const MAX_MS = 300_000;

/** What a command did. */
export interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A copy of this repository, and an empty folder for all that programs keep in a home, in which nothing is cached. */
export class Checkout implements AsyncDisposable {
  readonly #root: string;
  /** The copy. */
  readonly folder: string;

  private constructor(root: string) {
    this.#root = root;
    this.folder = `${root}/multicore`;
  }

  /** Copies what git has or would have, with the files that the README tells to save there. */
  static async create(): Promise<Checkout> {
    const checkout = new Checkout(
      await Deno.realPath(await Deno.makeTempDir({ prefix: "multicore_typed_" })),
    );
    const { folder } = checkout;
    for (const name of ["bin", "home"]) await Deno.mkdir(`${checkout.#root}/${name}`);
    await Deno.symlink(Deno.execPath(), `${checkout.#root}/bin/deno`);
    const files = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const { stdout } = await new Deno.Command("git", { args: files, cwd: ROOT }).output();
    for (const path of new TextDecoder().decode(stdout).split("\0")) {
      if (path === "" || !existsSync(ROOT + path)) continue;
      await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
      await Deno.copyFile(ROOT + path, `${folder}/${path}`);
    }
    const readme = await Deno.readTextFile(`${folder}/README.md`);
    const [, first] = /^```ts\n(.*?)^```/ms.exec(readme)!;
    await Deno.writeTextFile(`${folder}/squares.ts`, first!);
    const { files: saved } = blocksOf(readme.slice(0, readme.indexOf("### Kernels of your own")));
    for (const [name, text] of saved) await Deno.writeTextFile(`${folder}/${name}`, text);
    await Deno.copyFile(`${folder}/examples/data/hubble_deep_field.jpg`, `${folder}/sky.jpg`);
    return checkout;
  }

  /** Types a line in the copy. */
  async type(line: string): Promise<Typed> {
    const { code, stdout, stderr } = await this.command(line, AbortSignal.timeout(MAX_MS)).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)) as [string, string];
    return { code, out, err };
  }

  /** A line that is typed in the copy, with nothing of this user's but what is on the path. */
  command(line: string, signal?: AbortSignal): Deno.Command {
    const { DENO_DIR: _, XDG_CACHE_HOME: __, ...env } = Deno.env.toObject();
    return new Deno.Command("sh", {
      args: ["-c", line],
      cwd: this.folder,
      clearEnv: true,
      env: { ...env, HOME: `${this.#root}/home`, PATH: `${this.#root}/bin:${env.PATH}`, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...signal && { signal },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#root, { recursive: true });
  }
}
