/** The first eight bytes of the SHA-256: long enough to tell apart all modules of a program. */
export async function beginningOfHash(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 8);
}
