import { HttpError } from "./http_error.ts";

/**
 * Reads a request's body, of `most` bytes at most.
 *
 * @throws {HttpError} 413 if it is longer, as soon as that is known.
 */
export async function readBody(request: Request, most: number): Promise<Uint8Array> {
  const tooLarge = () => new HttpError(413, `The body may have ${most} bytes at most`);
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge();
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader!.read()) {
    length += part.value.length;
    if (length > most) {
      await reader!.cancel();
      throw tooLarge();
    }
    parts.push(part.value);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}
