import { append, folderOf, nameOf, replace, type Site, specifier } from "./site.ts";
import type { Privilege } from "./map.ts";
import type { Tree } from "./tree.ts";

/** A change of the tree, and what it does. */
export interface Mutation {
  readonly what: string;
  readonly change: (site: Site) => Tree;
  /** What the rule then says. */
  readonly says: RegExp;
  /** How often the rule says so, by default once. */
  readonly times?: number;
  /** Parts of the names of other rules that the mutation may break, too. */
  readonly also?: readonly string[];
}

const CIRCLES = ["in a circle"];
const NEW_FILE = ["is reached", "are short"];

/** Rules by their names, and the mutations that break them. */
export const MUTATIONS: Readonly<Record<string, readonly Mutation[]>> = {
  "the map and the folders agree": [
    {
      what: "the map names a room that there is not",
      change: ({ tree }) => replace(tree, "engine/README.md", "\nmod.ts ", "\nattic/    old things\nmod.ts "),
      says: /the map names attic\/, which does not exist/,
    },
    {
      what: "the map names a file twice",
      change: ({ tree }) => replace(tree, "engine/README.md", "\nmod.ts ", "\nmod.ts    the face\nmod.ts "),
      says: /the map names mod\.ts twice/,
    },
    {
      what: "a file stands on no floor",
      change: ({ tree }) => tree.with({ "attic.ts": "export {};\n" }),
      says: /attic\.ts stands on no floor/,
    },
  ],
  "an import runs downward": [
    ...["import", "import type {} from", "export * from", "export type * from"].map((words) => ({
      what: `the lowest room imports from the highest by "${words}"`,
      change: ({ tree, lowest, highest }: Site) =>
        append(tree, lowest, `${words} "${specifier(lowest, highest)}";`),
      says: /a floor above its own/,
      also: CIRCLES,
    })),
    {
      what: "the lowest room imports from the highest while it runs",
      change: ({ tree, lowest, highest }) =>
        append(tree, lowest, `void import("${specifier(lowest, highest)}");`),
      says: /a floor above its own/,
    },
    {
      what: "a room imports from the one beside it",
      change: ({ tree, lowest, aboveLowest }) =>
        append(tree, lowest, `void import("${specifier(lowest, aboveLowest)}");`),
      says: /a floor above its own/,
    },
    {
      what: "the engine imports a kernel",
      change: ({ tree, highest }) =>
        append(tree, highest, `import "${specifier(highest, "kernels/math.ts")}";`),
      says: /imports kernels\/math\.ts, a floor above its own/,
    },
    {
      what: "the engine imports the public face",
      change: ({ tree, lowest }) =>
        append(tree, lowest, `type Face = typeof import("${specifier(lowest, "mod.ts")}");`),
      says: /imports mod\.ts, a floor above its own/,
      also: CIRCLES,
    },
    {
      what: "the engine imports what its tests use",
      change: ({ tree, highest }) => append(tree, highest, `import "@std/assert";`),
      says: /imports tests\/std\/assert\.ts, which stands on no floor/,
    },
    {
      what: "the map is written upside down",
      change: ({ tree }) =>
        editMap(tree, (block) => block.replace(/^[─═]+\n/gm, "").split(/\n(?=\S)/).reverse().join("\n")),
      says: /a floor above its own/,
      times: Infinity,
    },
  ],
  "a floor that lists its imports has no others": [
    {
      what: "the compiler imports from a room that is not on its list",
      change: ({ tree, limited, unlisted }) =>
        append(tree, limited, `import type {} from "${specifier(limited, unlisted)}";`),
      says: /which is not on the list of/,
    },
    {
      what: "the list gets shorter",
      change: ({ tree }) =>
        replace(tree, "engine/README.md", "imports only: ", "imports only: nothing/\n          also "),
      says: /which is not on the list of/,
      times: Infinity,
    },
  ],
  "no values are imported in a circle": ["engine", "kernels"].map((folder) => ({
    what: `a file of ${folder}/ imports the one that imports it`,
    change: (site: Site) => {
      const { used, user } = site.pair(new RegExp(`^${folder}/.*(?<!\\.as)\\.ts$`));
      return append(site.tree, used, `import "./${nameOf(user)}";`);
    },
    says: new RegExp(`values go in a circle: (${folder}/\\S+) → \\S+ → \\1$`),
  })),
  "no types are imported in a circle, but for a few": [
    (path: string) => `import type { A } from "${path}";`,
    (path: string) => `import { type A } from "${path}";`,
    (path: string) => `export { type A } from "${path}";`,
    (path: string) => `type A = import("${path}").A;`,
  ].map((code) => ({
    what: `a file writes ${code("…")} of the one that imports it`,
    change: (site: Site) => {
      const { used, user } = site.pair(/^engine\/.*(?<!\.as)\.ts$/);
      return append(site.tree, used, code(`./${nameOf(user)}`));
    },
    says: /types go in a circle of 2 files: (\S+) → \S+ → \1$/,
  })),
  "no entry of the library leads to a package": [
    `import parser from "npm:parser@1.0.0";`,
    `import type { Node } from "npm:parser@1.0.0";`,
    `export * from "npm:parser@1.0.0";`,
    `void import("npm:parser@1.0.0");`,
    `import "parser";`,
    `import "https://example.com/parser.ts";`,
  ].flatMap((code) =>
    ["engine/boot.ts", "edge.ts", "lowest" as const].map((place) => ({
      what: `${place} has ${code}`,
      change: ({ tree, lowest }: Site) => append(tree, place === "lowest" ? lowest : place, code),
      says: /imports \S*parser\S*, and an entry leads there/,
      also: code.includes("npm:") ? [] : ["pinned"],
    }))
  ),
  "packages are pinned": [{
    what: "the compiler imports any version of a package",
    change: ({ tree, limited }) => append(tree, limited, `import "npm:parser@^1.0.0";`),
    says: /imports npm:parser@\^1\.0\.0, which names no exact version/,
  }],
  "TypeScript that AssemblyScript reads imports nothing": [{
    what: "the layout names a file",
    change: ({ tree, shared }) => append(tree, shared, `const url = new URL("./x.ts", import.meta.url);`),
    says: /imports \.\/x\.ts, but AssemblyScript reads it/,
  }],
  "every file of the engine is reached": [{
    what: "a file is not imported any more",
    change: (site) => {
      const { used, user } = site.pair(/^engine\/.*(?<!\.as)\.ts$/, true);
      return replace(site.tree, user, `"./${nameOf(used)}"`, `"data:text/javascript,"`);
    },
    says: /is imported by nothing that an entry leads to/,
  }, {
    what: "a file is there that nothing imports",
    change: ({ tree, lowest }) =>
      tree.with({ [`${folderOf(lowest)}forgotten_file.ts`]: "export const forgotten = 1;\n".repeat(30) }),
    says: /forgotten_file\.ts is imported by nothing/,
    also: NEW_FILE,
  }],
  "Atomics is called in few places": [
    withoutPrivilege("Atomics", /uses Atomics, which its room may not/),
    ...[
      "Atomics.notify(view, 0);",
      "const { wait } = Atomics;",
      "globalThis.Atomics.load(view, 0);",
      "const { Atomics: steps } = globalThis;",
    ].flatMap((code) =>
      ["plain", "examples/pi.ts", "kernels/math.ts"].map((place) => ({
        what: `${place} has ${code}`,
        change: ({ tree, plain }: Site) => append(tree, place === "plain" ? plain : place, code),
        says: /uses Atomics, which its room may not/,
      }))
    ),
  ],
  "the runtime is asked in few places": [
    withoutPrivilege("runtime", /of the runtime, which its room may not/),
    ...[
      "Deno.exit();",
      "const conn: Deno.Conn = open();",
      "process.exit();",
      "globalThis.process.exit();",
      `(globalThis as Bag)["Deno"]!.exit();`,
      "const { process } = globalThis as Bag;",
      "type Runtime = typeof process;",
      "const all = { process };",
      `import { readFile } from "node:fs/promises";`,
      `import type { Worker } from "node:worker_threads";`,
      `type Files = typeof import("node:fs");`,
      `void import("node:fs");`,
    ].map((code) => ({
      what: `a room has ${code}`,
      change: ({ tree, plain }: Site) => append(tree, plain, code),
      says: /uses (Deno|process|node:\S+) of the runtime, which its room may not/,
    })),
  ],
  "the shared memories have typed views": [
    { ...withoutPrivilege("words", /reads or writes an element of "/), also: ["offsets are for"] },
    ...[
      "words[cellField(1, STATE) >> 2] = 1;",
      "const size = thread().words[3];",
      "(doubles as Float64Array)[8]++;",
      "const byte = this.#thread.controlBytes[0]!;",
    ].map((code) => ({
      what: `a room has ${code}`,
      change: ({ tree, plain }: Site) => append(tree, plain, code),
      says: /reads or writes an element of "(words|doubles|controlBytes)"/,
    })),
  ],
  "offsets are for the core and the typed views": [
    { ...withoutPrivilege("words", /uses the offset /), also: ["typed views"] },
    ...[
      (layout: string) => `import { SLOT_STATE as state } from "${layout}";`,
      (layout: string) => `import * as places from "${layout}"; places.CELL_KIND;`,
    ].map((code) => ({
      what: `a room has ${code("…/layout.ts")}`,
      change: ({ tree, highest }: Site) =>
        append(tree, highest, code(specifier(highest, "engine/core/layout.ts"))),
      says: /uses the offset (SLOT_STATE|CELL_KIND), which a typed view is for/,
    })),
  ],
  "no file has more than 400 lines": [{
    what: "a file grows",
    change: ({ tree, lowest }) => append(tree, lowest, "\n".repeat(401)),
    says: /lines, more than 400/,
    also: ["are short"],
  }],
  "less than 10 % of the engine's files are short": [{
    what: "there are many files of one line",
    change: ({ tree, lowest }) =>
      tree.with(Object.fromEntries(
        Array.from({ length: 100 }, (_, i) => [`${folderOf(lowest)}one_line_${i}.ts`, "export {};\n"]),
      )),
    says: /engine\/ has \d+ files of 20 lines or fewer among \d+/,
    also: NEW_FILE,
  }],
  "no two files of the engine, and no two of kernels/, bear one name": [{
    what: "two rooms have a file of one name",
    change: ({ tree, lowest, highest }) =>
      tree.with({ [folderOf(lowest) + nameOf(highest)]: "export const twin = 1;\n".repeat(30) }),
    says: /one name is borne by engine\/\S+ and engine\/\S+/,
    also: NEW_FILE,
  }, {
    what: "a file of the compiler is named as a public module",
    change: ({ tree, limited }) => tree.with({ [`${folderOf(limited)}math.ts`]: "export {};\n" }),
    says: /one name is borne by kernels\/\S+ and kernels\/\S+/,
  }],
  "no file names a folder of somebody's machine": [{
    what: "a comment names a home",
    change: ({ tree, lowest }) => append(tree, lowest, `// See ${["", "home", "me", "notes.md"].join("/")}`),
    says: /names \/home\/me/,
  }],
  "every file that a text names exists": [
    ["engine/README.md", "engine/attic/old.ts"],
    ["engine/README.md", "attic/old.ts"],
    ["engine/README.md", "no_such_file.ts"],
    ["engine/README.md", "README.md.ts"],
    ["kernels/README.md", "attic/*.as.ts"],
    ["kernels/README.md", "no_such_file.as.ts"],
    ["README.md", "docs/no_such_file.md"],
    ["docs/edge.md", "engine/no_such_file.ts"],
  ].map(([path, name]) => ({
    what: `${path} names ${name}`,
    change: ({ tree }) => append(tree, path!, `See \`${name}\`.`),
    says: /names `\S+`, which does not exist/,
  })),
  "every relative link of a Markdown file leads to something": [{
    what: "a link leads nowhere",
    change: ({ tree }) => append(tree, "README.md", "[the attic](engine/attic/README.md)"),
    says: /README\.md links to engine\/attic\/README\.md, which does not exist/,
  }],
  "every room has a README": [{
    what: "a room loses its README",
    change: ({ tree, described }) => tree.with({ [`${described}README.md`]: null }),
    says: /is a room without README/,
    also: ["leads to something", "a text names"],
  }],
  "mod.ts documents every export, and what is no type with an example": [
    ["export function bare(): void {}", /exports bare without a comment/],
    ["export interface Bare {}", /exports Bare without a comment/],
    ["/** It is one. */ export const one = 1;", /exports one without an @example/],
    ["/** It is one. */ class One {} export { One as Single };", /exports Single without an @example/],
  ].map(([code, says]): Mutation => ({
    what: `mod.ts has ${code}`,
    change: ({ tree }) => append(tree, "mod.ts", `${code}`),
    says: says as RegExp,
  })).concat({
    what: "the file behind an export loses its example",
    change: ({ tree }) => replace(tree, behindPool(tree), "@example", "@see"),
    says: /exports Pool without an @example/,
  }),
};

/** Code that no rule minds, though it looks like what one looks for. */
export const INNOCENT: readonly string[] = [
  "// Atomics.wait(words, 0); Deno.exit(); process.exit();",
  `const text = "Atomics.wait process.exit() import('npm:parser')";`,
  "this.process.exit();",
  "const { process } = this;",
  "for (const process of children) process.join();",
  "function join(process: Child): void { process.join(); }",
  "interface Child { process: number; Deno?: string; }",
  "const child = { process: 1, Deno: 2 };",
  "class Parent { process = 1; Atomics() {} }",
  "const word = wordsOf(text)[0]; const other = words.length;",
  `void (false && import("data:text/javascript,"));`,
];

/** Changes the rows of the map. */
function editMap(tree: Tree, edit: (rows: string) => string): Tree {
  const readme = tree.text("engine/README.md");
  const start = readme.indexOf("```", readme.indexOf("## The map")) + "```\n".length;
  const end = readme.indexOf("```", start);
  const rows = edit(readme.slice(start, end).trimEnd());
  return tree.with({ "engine/README.md": `${readme.slice(0, start)}${rows}\n${readme.slice(end)}` });
}

/** A map in which no room has the privilege any more. */
function withoutPrivilege(privilege: Privilege, says: RegExp): Mutation {
  return {
    what: `the map gives the privilege of ${privilege} to no room`,
    change: ({ tree }) =>
      editMap(tree, (rows) => rows.replace(new RegExp(`(may use:.*)\\b${privilege}\\b`, "g"), "$1")),
    says,
    times: Infinity,
  };
}

/** The file that `Pool` comes from. */
function behindPool(tree: Tree): string {
  return /export \{ Pool \} from "\.\/(.+?)"/.exec(tree.text("edge.ts"))![1]!;
}
