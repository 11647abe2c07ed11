/** What the threads of the traffic do. */
import type { Queue, SharedArray } from "../../mod.ts";

/** Ends the consumer that gets it. */
export const LAST = -1;
/** Numbers of one thread's messages: its own number times this, and on. */
export const BLOCK = 1_000_000;
/** Places in the shared words: 1 once all are to stop, and how many messages the thread that is to end has passed. */
export const STOP = 0, PASSED = 1;

const encoder = new TextEncoder();

/** Writes a line in one piece: a thread that is killed has written it, or it has not. */
export function say(thread: number | "main", text: string): void {
  Deno.stdout.writeSync(encoder.encode(`${thread} ${text}\n`));
}

/** Ends the thread that calls it, by itself. */
function end(how: string): void {
  if (how === "exit") Deno.exit(3);
  if (how === "throw") throw new RangeError("This thread ends by an error");
  if (how === "out of memory") {
    const rows: unknown[] = [];
    for (;;) rows.push(new Array(100_000).fill(1.5));
  }
}

/** Puts messages until all are to stop, or it has put `most` of them and is to end by itself. */
export function produce(
  thread: number,
  queue: Queue<number>,
  words: SharedArray<"i">,
  isVictim: boolean,
  how: string,
  most: number,
): void {
  for (let number = thread * BLOCK; words.at(STOP) === 0; number++) {
    say(thread, `intends ${number}`);
    queue.putSync(number);
    say(thread, `put ${number}`);
    if (isVictim && words.add(PASSED, 1) >= most) end(how);
    // It leaves the machine to those that start and end.
    if (!isVictim && number % 50 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
}

/** Gets messages until the last one, or it has got `most` of them and is to end by itself. */
export function consume(
  thread: number,
  queue: Queue<number>,
  words: SharedArray<"i">,
  isVictim: boolean,
  how: string,
  most: number,
): void {
  for (let number: number; (number = queue.getSync()) !== LAST;) {
    say(thread, `got ${number}`);
    if (isVictim && words.add(PASSED, 1) >= most) end(how);
  }
}
