import { resolve } from "node:path";
import type { Plugin } from "npm:esbuild@0.25.12";

/**
 * Tells esbuild that files do nothing by being imported, but those that are imported for just that, `import "./file.ts"`: what is
 * not used of the library is left out.
 */
export const leaveOutUnused: Plugin = {
  name: "leave out unused",
  setup: ({ onResolve }) => {
    const texts = new Map<string, Promise<string>>();
    const textOf = (file: string) => {
      if (!texts.has(file)) {
        texts.set(file, file === "<stdin>" ? Promise.resolve("") : Deno.readTextFile(file));
      }
      return texts.get(file)!;
    };
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, async ({ path, resolveDir, importer }) => ({
      path: resolve(resolveDir, path),
      sideEffects: (await textOf(importer)).includes(`import "${path}"`),
    }));
  },
};
