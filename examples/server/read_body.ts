import { HttpError } from "./http_error.ts";

/**
 * Reads the body of a request, of so many bytes at most, in so many milliseconds.
 *
 * @throws {HttpError} 413 if it is larger, 408 if it takes longer, 503 if it ends too early
 */
export async function readBody(
  request: Request,
  most: number,
  timeLimit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const close = { connection: "close" };
  const tooLarge = () => new HttpError(413, `Cannot take a body of more than ${most} bytes`, close);
  if (Number(request.headers.get("content-length")) > most) throw tooLarge();
  if (request.body === null) return new Uint8Array();

  const reader = request.body.getReader();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new HttpError(408, `Cannot wait for the body longer than ${timeLimit} ms`, close));
  }, timeLimit);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late.promise]);
      if (done) return joined(chunks, length);
      length += value.length;
      if (length > most) throw tooLarge();
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    if (error instanceof HttpError) throw error;
    // The client is gone, or the server shuts down: Deno then reads no further. Nothing was done yet.
    throw new HttpError(503, "Cannot read the body to its end", { ...close, "retry-after": "1" });
  } finally {
    clearTimeout(timer);
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
