import { resolve } from "node:path";
import type { Plugin } from "npm:esbuild@0.25.12";

/**
 * Tells esbuild that files do nothing by being imported, but those that are imported for just that, `import "./file.ts"`: what is
 * not used of the library is left out.
 */
export const leaveOutUnused: Plugin = {
  name: "leave out unused",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, async ({ path, resolveDir, importer }) => ({
      path: resolve(resolveDir, path),
      sideEffects: (await Deno.readTextFile(importer)).includes(`import "${path}"`),
    }));
  },
};
