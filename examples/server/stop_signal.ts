const SIGNALS: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM"];

/** Resolves when the program is asked to stop. Asked once more, it stops at once. */
export function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isAsked = false;
  for (const signal of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      if (isAsked) Deno.exit(1);
      isAsked = true;
      resolve();
    });
  }
  return promise;
}
