/** The rules of the house that a machine can check. `engine/README.md` draws the floors. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { existsSync } from "node:fs";

const ROOT = new URL("../", import.meta.url);
const MOST_LINES = 400;

/** The rooms of `engine/`, lowest floor first. A file imports from its own floor and from those below. */
const FLOORS: string[][] = [
  ["errors", "options", "platform.ts"],
  ["memory"],
  ["atomics"],
  ["codec"],
  ["kernel"],
  ["task", "worker", "backend"],
  [
    "shared",
    "sync",
    "channel",
    "process",
    "pool",
    "manager",
    "boot.ts",
    "shared_types.ts",
    "configure.ts",
    "threads.ts",
  ],
];

/** Where threads are made, it is named what they begin with, for Deno to cache; it is not imported there. */
const NAMED: Import = { from: "engine/threads/boot_url.ts", to: "engine/boot.ts" };

const NOT_OURS = [".git", ".deno", "dist", "node_modules", "coverage", "generated", "out"];

interface Import {
  from: string;
  to: string;
}

describe("house rules", () => {
  it("Atomics is called in engine/atomics only, and in tests and benchmarks", async () => {
    const found: string[] = [];
    for (const path of filesOf(".ts").filter((path) => !/^(engine\/atomics|tests|bench)\//.test(path))) {
      const code = withoutComments(await read(path));
      if (/\bAtomics\s*[.[]|= Atomics\b/.test(code)) found.push(path);
    }
    assertEquals(found, []);
  });

  it("every room of the engine stands on a floor", () => {
    const rooms = new Set(filesOf(".ts").filter((path) => path.startsWith("engine/")).map(roomOf));
    assertEquals([...rooms].filter((room) => floorOf(room) === -1), []);
  });

  it("no file of the engine imports from a floor above its own", async () => {
    const upward = (await importsOf("engine/")).filter(({ from, to }) =>
      to.startsWith("engine/") && floorOf(roomOf(to)) > floorOf(roomOf(from))
    );
    assertEquals(upward, [NAMED]);
  });

  it("the engine imports nothing but itself, kernels, node: and pinned npm: packages", async () => {
    const allowed = /^(engine\/|kernels\/(?!build)|node:|npm:(@[^@/]+\/)?[^@/]+@\d+\.\d+\.\d+(\/|$))/;
    assertEquals((await importsOf("engine/")).filter(({ to }) => !allowed.test(to)), []);
  });

  it("the core module's layout imports nothing of the engine", async () => {
    assertEquals((await importsOf("engine/core/")).filter(({ to }) => to.startsWith("engine/")), []);
  });

  it(`no file has more than ${MOST_LINES} lines`, async () => {
    const long: string[] = [];
    for (const path of filesOf(".ts")) {
      const lines = (await read(path)).split("\n").length - 1;
      if (lines > MOST_LINES) long.push(`${path}: ${lines}`);
    }
    assertEquals(long, []);
  });

  it("no file names a folder of somebody's machine", async () => {
    const found: string[] = [];
    for (const path of filesOf(".ts", ".md", ".json", ".txt", "run")) {
      const match = /(?<![\w.-])\/(work|root|home|Users)\/\S*/.exec(await read(path));
      if (match !== null) found.push(`${path}: ${match[0]}`);
    }
    assertEquals(found, []);
  });

  it("every relative link of a Markdown file leads to something", async () => {
    const broken: string[] = [];
    for (const path of filesOf(".md")) {
      for (const [, link] of (await read(path)).matchAll(/\]\((?!\w+:|#)([^)#]+)/g)) {
        if (!existsSync(new URL(link!, new URL(path, ROOT)))) broken.push(`${path}: ${link}`);
      }
    }
    assertEquals(broken, []);
  });
});

describe("mod.ts", () => {
  it("documents every export, and every class, function and constant with an example", async () => {
    const lacking: string[] = [];
    for (const { name, declarations } of await exportsOf("mod.ts")) {
      const docs = declarations.map((declaration) => declaration.jsDoc);
      const isType = declarations.every(({ kind }) => kind === "interface" || kind === "typeAlias");
      const hasExample = docs.some((doc) => doc?.tags?.some((tag) => tag.kind === "example"));
      if (!docs.some((doc) => doc?.doc)) lacking.push(`${name}: a comment`);
      else if (!isType && !hasExample) lacking.push(`${name}: an @example`);
    }
    assertEquals(lacking, []);
  });
});

/** Paths from the repository's root of all its files that end in one of these ways, less what is generated. */
function filesOf(...endings: string[]): string[] {
  const walk = (folder: string): string[] =>
    [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) => {
      if (NOT_OURS.includes(name)) return [];
      if (isDirectory) return walk(`${folder}${name}/`);
      return endings.some((ending) => name.endsWith(ending)) ? [`${folder}${name}`] : [];
    });
  return walk(".//").map((path) => path.slice(2)).sort();
}

function read(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}

/** Drops whole-line comments and those behind code: enough to tell a call from a mention in a file that `deno fmt` laid out. */
function withoutComments(source: string): string {
  return source.split("\n").map((line) =>
    /^\s*(\*|\/\*|\/\/)/.test(line) ? "" : line.replace(/ \/\/ .*$/, "")
  ).join("\n");
}

function roomOf(path: string): string {
  return path.split("/")[1]!;
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

/** Every import, of values and of types, that a file under `folder` makes, as Deno itself resolves it. */
async function importsOf(folder: string): Promise<Import[]> {
  const files = filesOf(".ts").filter((path) => path.startsWith(folder) && !path.endsWith(".as.ts"));
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(entry, files.map((path) => `import "${new URL(path, ROOT)}";\n`).join(""));
    const { modules } = await denoJson<{ modules: ModuleInfo[] }>(["info", "--json", entry]);
    return modules.filter(({ specifier }) => specifier.startsWith(`${ROOT}${folder}`)).flatMap(
      ({ specifier, dependencies = [] }) =>
        dependencies.map((dependency) => ({
          from: pathOf(specifier),
          to: pathOf((dependency.code ?? dependency.type)?.specifier ?? dependency.specifier),
        })),
    );
  } finally {
    await Deno.remove(entry);
  }
}

function pathOf(specifier: string): string {
  return specifier.startsWith(ROOT.href) ? specifier.slice(ROOT.href.length) : specifier;
}

async function exportsOf(path: string): Promise<SymbolDoc[]> {
  const { nodes } = await denoJson<{ nodes: Record<string, { symbols: SymbolDoc[] }> }>([
    "doc",
    "--json",
    path,
  ]);
  return Object.values(nodes).flatMap(({ symbols }) => symbols);
}

async function denoJson<T>([command, ...args]: string[]): Promise<T> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [command!, "--quiet", ...args],
    cwd: ROOT,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assertEquals(code, 0, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout)) as T;
}

interface ModuleInfo {
  specifier: string;
  dependencies?: {
    specifier: string;
    code?: { specifier: string };
    type?: { specifier: string };
  }[];
}

interface SymbolDoc {
  name: string;
  declarations: {
    kind: string;
    jsDoc?: { doc?: string; tags?: { kind: string }[] };
  }[];
}
