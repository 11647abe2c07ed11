import ts from "npm:typescript@5.9.3";
import { type Reference, referencesOf } from "./references.ts";

/** Folders that hold nothing of the repository's own. */
const NOT_OURS: readonly string[] = [".git", ".deno", "dist", "node_modules", "coverage", "out"];
/** Files that are read. The others are only known to be there. */
const TEXT: RegExp = /(\.(ts|m?js|md|json|txt|toml|py|cpp|h)|\/run)$/;

/** A reference to a module, as it resolves in a tree. */
export interface Import extends Reference {
  readonly from: string;
  /** The file's path, if the specifier leads to a file of the repository; it may not exist. */
  readonly to: string | undefined;
}

/** What the configuration says of specifiers. */
interface Config {
  readonly imports: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
}

/**
 * The repository's files in memory: texts by path. A tree never changes; `with` makes another one that differs in a few files,
 * and what was found out about a text is shared by all trees that hold it.
 */
export class Tree {
  readonly #texts: ReadonlyMap<string, string>;
  #folders: ReadonlySet<string> | undefined;
  #config: Config | undefined;

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  /** Reads the files below a folder. */
  static read(root: URL): Tree {
    const texts = new Map<string, string>();
    const walk = (folder: string): void => {
      for (const { name, isDirectory, isFile } of Deno.readDirSync(new URL(`./${folder}`, root))) {
        const path = folder + name;
        if (NOT_OURS.includes(name)) continue;
        if (isDirectory) walk(`${path}/`);
        else if (isFile) texts.set(path, TEXT.test(path) ? Deno.readTextFileSync(new URL(path, root)) : "");
      }
    };
    walk("");
    return new Tree(texts);
  }

  /** Another tree, in which these files have these texts, or are gone if that is `null`. */
  with(changes: Readonly<Record<string, string | null>>): Tree {
    const texts = new Map(this.#texts);
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) texts.delete(path);
      else texts.set(path, text);
    }
    return new Tree(texts);
  }

  /** Whether there is such a file. */
  has(path: string): boolean {
    return this.#texts.has(path);
  }

  /** Whether there is such a file or folder. */
  exists(path: string): boolean {
    this.#folders ??= new Set([...this.#texts.keys()].flatMap(foldersOf));
    return this.#texts.has(path) || this.#folders.has(path.replace(/\/$/, ""));
  }

  text(path: string): string {
    const text = this.#texts.get(path);
    if (text === undefined) throw new RangeError(`Cannot read ${path} as the tree has no such file`);
    return text;
  }

  /** The paths, in order, of the files that match, less what a build has made. */
  files(pattern: RegExp): string[] {
    return this.paths().filter((path) => pattern.test(path) && !isGenerated(path));
  }

  /** The paths of all files, in order. */
  paths(): string[] {
    return [...this.#texts.keys()].sort();
  }

  /** What a TypeScript or AssemblyScript file refers to. */
  imports(path: string): Import[] {
    return referencesOf(this.text(path)).map((reference) => {
      const specifier = mapped(reference.specifier, this.config.imports);
      const isMapped = specifier !== reference.specifier;
      return {
        ...reference,
        specifier,
        from: path,
        to: this.#resolve(isMapped ? "deno.json" : path, specifier),
      };
    });
  }

  /** The configuration at the root; its file may have comments. */
  get config(): Config {
    return this.#config ??= readConfig(this.has("deno.json") ? this.text("deno.json") : "{}");
  }

  #resolve(from: string, specifier: string): string | undefined {
    if (!/^\.{1,2}\//.test(specifier)) return undefined;
    const path = joined(from, specifier);
    if (!from.endsWith(".as.ts")) return path;
    // AssemblyScript writes no extension. A folder `inline/` stands in the place of the one around it while it is built.
    const source = `${path}.ts`;
    const around = source.replace("/inline/", "/");
    return this.has(source) || !this.has(around) ? source : around;
  }
}

/** What an import map makes of a specifier: names that end in a slash stand for a folder. */
function mapped(specifier: string, imports: Readonly<Record<string, string>>): string {
  const folder = Object.keys(imports).find((name) => name.endsWith("/") && specifier.startsWith(name));
  return imports[specifier] ??
    (folder === undefined ? specifier : imports[folder]! + specifier.slice(folder.length));
}

function readConfig(text: string): Config {
  return { imports: {}, exports: {}, ...ts.parseConfigFileTextToJson("deno.json", text).config };
}

/** Whether a build has made the file. */
export function isGenerated(path: string): boolean {
  return path.includes("/generated/");
}

/** The path that a relative reference in a file leads to. */
export function joined(from: string, relative: string): string {
  return decodeURI(new URL(relative, `file:///${from}`).pathname.slice(1));
}

/** `engine/pool/pool.ts` gives `engine/pool`, `engine` and `` (the root). */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, count) => parts.slice(0, count).join("/"));
}
