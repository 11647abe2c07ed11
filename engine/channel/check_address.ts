import type { SocketAddress } from "../backend/sockets.ts";

/** Throws for what is no address. */
export function checkAddress(address: unknown, doing: string): asserts address is SocketAddress {
  if (typeof address === "string" && address !== "") return;
  if (!Array.isArray(address) || address.length !== 2 || typeof address[0] !== "string") {
    throw new TypeError(
      `Cannot ${doing} as the address must be a path or [hostname, port]: received ${
        typeof address === "object" ? JSON.stringify(address) : `'${String(address)}'`
      }`,
    );
  }
  const port: unknown = address[1];
  if (!(Number.isInteger(port) && (port as number) >= 0 && (port as number) <= 65535)) {
    throw new RangeError(`Cannot ${doing} as a port is an integer from 0 to 65535: received ${String(port)}`);
  }
}
