/**
 * Cuts the engine's own frames off the stacks of refused calls: importing this makes it known.
 *
 * @module
 */
import { useStackCutter } from "./outcome.ts";

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

function withFrames(stack: string, frames: readonly string[]): string {
  const lines = stack.split("\n");
  return [...lines.slice(0, lines.findIndex((line) => FRAME.test(line))), ...frames].join("\n");
}

useStackCutter({
  beginAtCaller(error, entry) {
    if (!(error instanceof Error) || Object.isFrozen(error)) return;
    const { stack } = error;
    // What a function of the user's threw stays as it is.
    if (!isOurs(framesOf(stack)[0] ?? "")) return;
    const site: { stack?: string } = {};
    Error.captureStackTrace(site, entry);
    const frames = framesOf(site.stack);
    if (frames.length > 0) error.stack = withFrames(stack!, frames);
  },
  replaceOwn(error, frames) {
    const own = framesOf(error.stack);
    if (!own.some(isOurs) || !own.every((frame) => isOurs(frame) || RUNTIME.test(frame))) return false;
    error.stack = withFrames(error.stack!, [frames]);
    return true;
  },
});
