import { assertEquals } from "@std/assert";
import { LibraryServer } from "./library_server.ts";

const ROOT = new URL("../../", import.meta.url);
/** Long after any program here has ended: one that hangs is a failure, not a test run that never ends. */
const GIVE_UP = 60_000;

/** What a command did. */
export interface Ran {
  readonly code: number;
  readonly out: string[];
  readonly err: string;
}

/**
 * A folder with a user's program, which imports the library from a server, and a `DENO_DIR` of its own in which no module of
 * that server's is cached. Packages from npm are shared with the tests.
 */
export class Project implements AsyncDisposable {
  readonly server: LibraryServer;
  readonly folder: string;
  /** What the program is started with besides: nothing but permission to import the library, by default. */
  importFlag: string;
  /** Environment variables of the program besides those that there are. */
  readonly env: Record<string, string> = {};
  #denoDir: string;

  private constructor(server: LibraryServer, folder: string, denoDir: string) {
    this.server = server;
    this.folder = folder;
    this.#denoDir = denoDir;
    this.importFlag = `--allow-import=${server.host}`;
  }

  static async create(): Promise<Project> {
    const project = new Project(new LibraryServer(), await Deno.makeTempDir(), await emptyDenoDir());
    // Stops the search for a configuration, and asks for a lockfile.
    await project.write("deno.json", "{}\n");
    return project;
  }

  /** Writes a file, in which `MULTICORE/` stands for where the library is. */
  async write(name: string, text: string): Promise<void> {
    await Deno.writeTextFile(`${this.folder}/${name}`, this.resolved(text));
  }

  /** A text in which `MULTICORE/` is where the library is. */
  resolved(text: string): string {
    return text.replaceAll("MULTICORE/", this.server.url(""));
  }

  /** Copies a file of `tests/url/fixtures/`, as if its author had imported the library from the server. */
  async copy(name: string): Promise<void> {
    const text = await Deno.readTextFile(new URL(`tests/url/fixtures/${name}`, ROOT));
    await this.write(name, text.replaceAll('"../../../', '"MULTICORE/'));
  }

  async read(name: string): Promise<string> {
    return await Deno.readTextFile(`${this.folder}/${name}`);
  }

  /** Forgets every module that was fetched. */
  async forget(): Promise<void> {
    await Deno.remove(this.#denoDir, { recursive: true });
    this.#denoDir = await emptyDenoDir();
  }

  /**
   * Runs Deno in the folder, on flags of its own alone, with an empty home, no input and nobody to ask for permissions. Where the
   * runtime of an executable would be fetched, this Deno stands in for it.
   */
  async deno(...args: string[]): Promise<Ran> {
    const command = new Deno.Command(Deno.execPath(), {
      args,
      cwd: this.folder,
      env: {
        NO_COLOR: "1",
        HOME: `${this.#denoDir}/home`,
        DENORT_BIN: Deno.execPath(),
        ...this.env,
        DENO_DIR: this.#denoDir,
      },
      stdin: "null",
      signal: AbortSignal.timeout(GIVE_UP),
    });
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    return { code, out: decoder.decode(stdout).split("\n").slice(0, -1), err: decoder.decode(stderr) };
  }

  /** Runs a program that may import the library, and has no other permission than `flags` give. */
  run(program: string, ...flags: string[]): Promise<Ran> {
    return this.deno("run", "--quiet", "--no-prompt", this.importFlag, ...flags, program);
  }

  /** Runs a program that must succeed and write no error, and returns the lines it prints. */
  async printed(program: string, ...flags: string[]): Promise<string[]> {
    const { code, out, err } = await this.run(program, ...flags);
    assertEquals({ code, err }, { code: 0, err: "" });
    return out;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
    await Deno.remove(this.#denoDir, { recursive: true });
  }
}

/** A `DENO_DIR` with nothing in it but what was fetched from npm before, so that this is not fetched by every test. */
async function emptyDenoDir(): Promise<string> {
  const folder = await Deno.makeTempDir();
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"], cwd: folder })
    .output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout)) as { npmCache: string };
  await Deno.mkdir(npmCache, { recursive: true });
  await Deno.symlink(npmCache, `${folder}/npm`, { type: "junction" });
  await Deno.mkdir(`${folder}/home`);
  return folder;
}
