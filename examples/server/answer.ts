/** What an answer needs beside the work that makes its body. */
export interface AnswerOptions {
  headers: Record<string, string>;
  /** Milliseconds to wait for the work before the answer begins without it. */
  patience: number;
  /** Called if the client goes away. */
  cancel: () => void;
}

type Content = string | Uint8Array<ArrayBuffer>;

/**
 * The answer that some work makes: as soon as it is done, or an error if it fails. After `patience` the answer begins, and its
 * body follows when there is one; work that fails then breaks the answer off.
 *
 * Why not wait for ever: over HTTP/1.1, Deno does not see that a client is gone before its answer has begun, unless the request
 * had no body or a small one. From then on it does at once.
 */
export async function answer(
  work: Promise<Content>,
  { headers, patience, cancel }: AnswerOptions,
): Promise<Response> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), patience);
  try {
    const content = await Promise.race([work, late.promise]);
    if (content !== undefined) return new Response(content, { headers });
  } finally {
    clearTimeout(timer);
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const content = await work;
        controller.enqueue(typeof content === "string" ? new TextEncoder().encode(content) : content);
        controller.close();
      } catch (error) {
        controller.error(error);
      }
    },
    cancel,
  });
  return new Response(body, { headers });
}
