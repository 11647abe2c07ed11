/** What came back on a connection. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
}

/** A request on a connection of its own. */
export interface Exchange {
  /** The one answer. Rejects if the connection ends before it does, or with anything after it. */
  readonly answer: Promise<Answer>;
  /** Resolves with the first bytes of it. */
  readonly begun: Promise<void>;
  /** Breaks the connection off. */
  destroy(): void;
}

/** Sends a POST and reads the connection to its end, so that a lost answer and a second one are seen alike. */
export async function send(
  port: number,
  target: string,
  body: Uint8Array = new Uint8Array(),
): Promise<Exchange> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const head = `POST ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n` +
    `Content-Length: ${body.length}\r\n\r\n`;
  await writeAll(connection, new TextEncoder().encode(head));
  await writeAll(connection, body);
  let isOpen = true;
  const close = () => {
    if (isOpen) connection.close();
    isOpen = false;
  };
  const begun = Promise.withResolvers<void>();
  const answer = readToEnd(connection, begun.resolve).then(parse).finally(close);
  answer.catch(begun.reject);
  begun.promise.catch(() => {});
  return { answer, begun: begun.promise, destroy: close };
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

async function readToEnd(connection: Deno.Conn, onBytes: () => void): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (const buffer = new Uint8Array(65536);;) {
    const count = await connection.read(buffer);
    if (count === null) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    onBytes();
    chunks.push(buffer.slice(0, count));
  }
}

function parse(bytes: Uint8Array<ArrayBuffer>): Answer {
  // Every byte is a character, so that places in the text are places in the bytes.
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) throw new Error(`The connection ended before an answer: "${text}"`);
  const [line = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Headers(lines.map((line) => line.split(": ", 2) as [string, string]));
  const rest = bytes.subarray(end + 4);
  const body = headers.get("transfer-encoding") === "chunked" ? joinChunks(rest) : rest;
  const length = headers.get("content-length") ?? body.length;
  if (Number(length) !== body.length) {
    throw new Error(`The answer has ${body.length} bytes, and says ${length}: "${text}"`);
  }
  return { status: Number(line.split(" ")[1]), headers, body };
}

function joinChunks(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder("latin1").decode(bytes);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0;;) {
    const lineEnd = text.indexOf("\r\n", at);
    const size = parseInt(text.slice(at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (lineEnd === -1 || Number.isNaN(size) || next > bytes.length) {
      throw new Error("The answer was broken off");
    }
    if (size === 0) {
      if (next !== bytes.length) throw new Error("Something follows the answer");
      break;
    }
    parts.push(bytes.subarray(lineEnd + 2, next - 2));
    at = next;
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of parts) {
    whole.set(part, to);
    to += part.length;
  }
  return whole;
}
