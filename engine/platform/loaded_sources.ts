import { builtin, bun, inDeno } from "./runtime.ts";

/**
 * The texts of the local modules that this thread has loaded, by their URLs, as V8 was given them. A loader, such as that of tsx,
 * may have rewritten the files. Empty in runtimes that have no inspector to ask; it costs some 100 ms.
 */
export function loadedSources(): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  const Session = inDeno || bun !== undefined ? undefined : builtin("node:inspector")?.Session;
  if (Session === undefined) return sources;
  const session = new Session();
  session.connect();
  try {
    const ids = new Map<string, string>();
    session.on("Debugger.scriptParsed", ({ params }) => {
      if (params.url.startsWith("file:")) ids.set(params.url, params.scriptId);
    });
    // The answers to a session of the same thread come before `post` returns.
    session.post("Debugger.enable");
    for (const [url, scriptId] of ids) {
      session.post("Debugger.getScriptSource", { scriptId }, (error, result) => {
        if (error === null) sources.set(url, result.scriptSource);
      });
    }
  } finally {
    session.disconnect();
  }
  return sources;
}
