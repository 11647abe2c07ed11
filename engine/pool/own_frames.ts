/** Where the engine's modules lie, as stacks name it; `undefined` if they are bundled with the program. */
const ENGINE = /\S*\/engine\/(?=pool\/own_frames)/.exec(new Error().stack ?? "")?.[0].replace(/^\(/, "");

const FRAME = /^\s*at /;
const RUNTIME = /[( ](ext|node):|\(<anonymous>\)$/;

function framesOf(stack: string | undefined): string[] {
  return (stack ?? "").split("\n").filter((line) => FRAME.test(line));
}

function isOurs(frame: string): boolean {
  return ENGINE !== undefined && frame.includes(ENGINE);
}

/** Whether no line of the user's is in the stack of an error: each is the engine's or the runtime's. */
export function hasOwnFramesOnly({ stack }: Error): boolean {
  const frames = framesOf(stack);
  return frames.some(isOurs) && frames.every((frame) => isOurs(frame) || RUNTIME.test(frame));
}

/**
 * Has the stack of an error that the engine threw begin at the line that called `entry`, a public function that still runs. What a
 * function of the user's threw stays as it is.
 */
export function beginAtCaller(error: unknown, entry: (...args: never[]) => unknown): void {
  if (!(error instanceof Error) || Object.isFrozen(error)) return;
  const { stack } = error;
  if (!isOurs(framesOf(stack)[0] ?? "")) return;
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, entry);
  const frames = framesOf(site.stack);
  if (frames.length > 0) error.stack = withFrames(stack!, frames);
}

/** A stack with other frames. */
export function withFrames(stack: string, frames: readonly string[]): string {
  const lines = stack.split("\n");
  return [...lines.slice(0, lines.findIndex((line) => FRAME.test(line))), ...frames].join("\n");
}
