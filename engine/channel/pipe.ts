import { KIND_CONNECTION } from "../../kernels/core/layout.ts";
import { Handle } from "../memory/handle.ts";
import { checkOptions } from "../options/check_options.ts";
import { Connection } from "./connection.ts";
import { MessageQueue } from "./message_queue.ts";

/** Options of a `Pipe`. */
export interface PipeOptions {
  /** Whether both ends send and receive, the default; otherwise the first end receives and the second sends. */
  readonly duplex?: boolean | undefined;
}

/**
 * The two ends of a new pipe (Python's `multiprocessing.Pipe`). `Pipe(false)`, or `Pipe({ duplex: false })`, is a one-way
 * pipe from the second end to the first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Pipe } from "./pipe.ts";
 *
 * const [left, right] = Pipe();
 * await left.send({ answer: 42 });
 * assertEquals(await right.recv(), { answer: 42 });
 * left.close();
 * right.close();
 * ```
 */
export function Pipe<T = unknown>(options: boolean | PipeOptions = {}): [Connection<T>, Connection<T>] {
  if (typeof options !== "boolean") checkOptions(options, ["duplex"], "create a pipe");
  const duplex = typeof options === "boolean" ? options : options.duplex ?? true;
  // The connections hold the queues from here on.
  using toFirst = MessageQueue.create(0, "a pipe");
  using toSecond = duplex ? MessageQueue.create(0, "a pipe") : undefined;
  const [first, second] = [toFirst.handle.record, toSecond?.handle.record ?? 0];
  return [connect(first, second), connect(second, first)];
}

function connect<T>(reads: number, writes: number): Connection<T> {
  const Made = Connection as new (handle: Handle) => Connection<T>;
  return new Made(Handle.object(KIND_CONNECTION, "a pipe", reads, writes));
}
