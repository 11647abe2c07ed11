import { canRead, mainModule, moduleSource } from "../platform.ts";
import { readFlag } from "./read_flag.ts";
import { findText, type TextUse } from "./module_functions.ts";

/** Where the main module exports a function or class, or why it cannot be said to. */
export type MainExport = { readonly module: string; readonly name: string } | { readonly problem: string };

/**
 * Finds the function or class of this text among the exports of the main module, by reading that module's source: there must be
 * exactly one of that text in it, exported, and none in any other local module that the program imports, since a text alone does
 * not say which of them was passed. The worker checks that the export has this text there too.
 */
export function findMainExport(text: string): MainExport {
  const module = mainModule();
  if (module === undefined) return { problem: "there is no main module" };
  if (!module.startsWith("file:")) {
    return { problem: "the main module is not a local file, so its source cannot be read" };
  }
  if (!canRead(module)) {
    return { problem: `the main module must be readable to find it there; run with ${readFlag(module)}` };
  }
  let use: TextUse;
  try {
    use = findText(moduleSource(module), text);
  } catch (error) {
    return { problem: `the main module cannot be read: ${(error as Error).message.split("\n")[0]}` };
  }
  if (use.count === 0) return { problem: "it is not in the main module" };
  if (use.count > 1) return { problem: `the main module has ${use.count} functions with this text` };
  if (use.exported === undefined) return { problem: "the main module does not export it" };
  const twin = findTwin(module, text);
  if (twin !== undefined) return { problem: `"${twin}" has a function with the same text` };
  return { module, name: use.exported };
}

/** Another local module of the program that holds the text. */
function findTwin(main: string, text: string): string | undefined {
  for (const [module, source] of localModules(main)) {
    if (module !== main && source.includes(text)) return module;
  }
  return undefined;
}

/** The local modules that a module leads to, with their sources, itself first. Modules that cannot be read are passed over. */
function* localModules(main: string): Generator<[module: string, source: string]> {
  const seen = new Set([main]);
  // Its modules hold no function of a user's. A bundle may not know where it comes from, but has one module.
  const engine = new URL("../", import.meta.url).href;
  // A Set's iterator goes on to what is added during the loop.
  for (const module of seen) {
    let source: string;
    try {
      source = moduleSource(module);
    } catch {
      continue;
    }
    yield [module, source];
    // May also match in a string or a comment, which costs a needless read at worst.
    for (const [, specifier = ""] of source.matchAll(/\b(?:from|import)\b\s*\(?\s*["']([^"'\n]+)["']/g)) {
      const imported = resolveSpecifier(specifier, module);
      if (imported?.startsWith("file:") && !imported.startsWith(engine)) seen.add(imported);
    }
  }
}

function resolveSpecifier(specifier: string, from: string): string | undefined {
  try {
    if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, from).href;
    // The program's import map.
    return import.meta.resolve(specifier);
  } catch {
    return undefined;
  }
}
