import { errorInstead } from "../codec/error_instead.ts";
import type { PathName } from "../codec/explain.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { type ItemError, TaskKind } from "./run_task.ts";

/** How what a task made goes back to where it is awaited. */
export interface Return<T> {
  /** Sends it. Throws a `TransferError`, and sends nothing, if something in it cannot travel. */
  send(values: unknown[], hasFailed: boolean, name: PathName): T;
  /** Why one value cannot be sent by itself; `undefined` if it can. */
  refusalOf(value: unknown, name: string): unknown;
}

/** What the user knows what a task returns, and what it throws, by. */
const RESULT = "result";
const THROWN = "the error";

/**
 * Sends what a task returned, or the one thing that it threw. What cannot be sent costs only itself: why takes its place, and
 * the other items of its chunk are sent.
 */
export function sendOutcome<T>(kind: TaskKind, values: unknown[], hasFailed: boolean, back: Return<T>): T {
  const send = (values: unknown[], hasFailed: boolean) =>
    back.send(values, hasFailed, () => hasFailed ? THROWN : RESULT);
  try {
    return send(values, hasFailed);
  } catch (refusal) {
    const isSettled = kind === TaskKind.mapSettled || kind === TaskKind.starmapSettled;
    if (!(refusal instanceof TransferError) || !hasFailed && !isSettled) return send([refusal], true);
    if (hasFailed) return send([errorInstead(values[0], refusal)], true);
    return send(separate(values as SettledItems, back), false);
  }
}

type SettledItems = [results: unknown[], errors: ItemError[]];

/** The same with errors in the places of items that cannot be sent. */
function separate<T>([results, errors]: SettledItems, { refusalOf }: Return<T>): SettledItems {
  const told = errors.map(([index, error]): ItemError => {
    const refusal = refusalOf(error, THROWN);
    return [index, refusal === undefined ? error : errorInstead(error, refusal)];
  });
  const sent = results.map((result, index) => {
    const refusal = refusalOf(result, RESULT);
    if (refusal === undefined) return result;
    told.push([index, refusal]);
    return undefined;
  });
  return [sent, told];
}
