import { AuthenticationError } from "../errors/channel_errors.ts";

/** The side that a program is on. */
export type Side = "listener" | "client";

/** Frames of a connection on which nothing else travels yet. */
export interface Handshake {
  send(content: Uint8Array): Promise<void>;
  receive(): Promise<Uint8Array<ArrayBuffer>>;
}

/** The most bytes of a frame before the two sides know each other. */
export const MAX_GREETING_BYTES = 256;

const NONCE_BYTES = 32;
const OPEN = "multicore/1 open";
const LOCKED = "multicore/1 locked";
const WELCOME = "welcome";
const FAILURE = "failure";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes of a key: a string's in UTF-8. Throws for what is none. */
export function keyBytes(authKey: unknown, doing: string): Uint8Array<ArrayBuffer> | undefined {
  if (authKey === undefined) return undefined;
  if (typeof authKey !== "string" && !(authKey instanceof Uint8Array)) {
    throw new TypeError(
      `Cannot ${doing} as 'authKey' must be a string or a Uint8Array: received ${typeof authKey}`,
    );
  }
  return typeof authKey === "string" ? encoder.encode(authKey) : Uint8Array.from(authKey);
}

/** What each side says first, its own nonce included if it has a key. */
export function greeting(hasKey: boolean): Uint8Array<ArrayBuffer> {
  if (!hasKey) return encoder.encode(OPEN);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  return Uint8Array.from([...encoder.encode(LOCKED), ...nonce]);
}

/** Whether it is the greeting of one that has a key. No message of the codec is: it would be a string followed by something. */
export function asksForKey(bytes: Uint8Array): boolean {
  return bytes.length === LOCKED.length + NONCE_BYTES &&
    decoder.decode(bytes.subarray(0, LOCKED.length)) === LOCKED;
}

/** The error for a greeting that is none. */
export function protocolError(cause?: unknown): AuthenticationError {
  return new AuthenticationError("Cannot connect as the other side does not speak multicore's protocol", {
    cause,
  });
}

/**
 * What the other side's greeting says about it.
 *
 * @throws {AuthenticationError} If it is none, or one side has a key and the other has not.
 */
export function checkGreeting(bytes: Uint8Array, hasKey: boolean): void {
  if (asksForKey(bytes)) {
    if (!hasKey) throw new AuthenticationError("Cannot connect as the other side asks for an authKey");
  } else if (decoder.decode(bytes) !== OPEN) {
    throw protocolError();
  } else if (hasKey) throw new AuthenticationError("Cannot connect as the other side has no authKey");
}

/**
 * Shows that both sides have the key, after the greetings (after Python's `deliver_challenge` and `answer_challenge`). Each side
 * answers the other's nonce with an HMAC (SHA-256) over both nonces and its own side's name, so that neither an old answer nor
 * the other's own can be sent back to it. The client answers first: a stranger learns nothing from the listener.
 *
 * @throws {AuthenticationError} On both sides, if the keys differ.
 */
export async function authenticate(
  handshake: Handshake,
  side: Side,
  key: Uint8Array<ArrayBuffer>,
  mine: Uint8Array<ArrayBuffer>,
  theirs: Uint8Array<ArrayBuffer>,
): Promise<void> {
  // An HMAC pads its key with zeros, so this is the same for an empty one, which Web Crypto refuses.
  const padded = key.length === 0 ? new Uint8Array(1) : key;
  const hmac = await crypto.subtle.importKey("raw", padded, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);
  const other = side === "client" ? "listener" : "client";
  if (side === "client") {
    await answer(handshake, hmac, signedText(side, mine, theirs));
    await verify(handshake, hmac, signedText(other, theirs, mine));
  } else {
    await verify(handshake, hmac, signedText(other, theirs, mine));
    await answer(handshake, hmac, signedText(side, mine, theirs));
  }
}

function signedText(side: Side, ...greetings: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...encoder.encode(side), ...greetings.flatMap((bytes) => [...bytes])]);
}

async function answer(
  { send, receive }: Handshake,
  hmac: CryptoKey,
  text: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await send(new Uint8Array(await crypto.subtle.sign("HMAC", hmac, text)));
  if (decoder.decode(await receive()) !== WELCOME) {
    throw new AuthenticationError("Cannot connect as the other side refused the authKey");
  }
}

async function verify(
  { send, receive }: Handshake,
  hmac: CryptoKey,
  text: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const isRight = await crypto.subtle.verify("HMAC", hmac, await receive(), text);
  await send(encoder.encode(isRight ? WELCOME : FAILURE));
  if (!isRight) throw new AuthenticationError("Cannot connect as the other side has another authKey");
}
