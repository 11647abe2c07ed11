import { parentPort } from "node:worker_threads";
import { encode } from "../codec/encode.ts";
import { readMessage } from "../codec/message.ts";
import { Writer } from "../codec/writer.ts";
import { recordGeneration } from "../memory/hold.ts";
import { callableOf } from "./callable.ts";
import type { InitializerFailure, PoolRole } from "./worker_order.ts";

/** Runs a pool's initializer in this worker. If it throws, the pool is told and the result is false. */
export async function initializeWorker(initializer: NonNullable<PoolRole["initializer"]>): Promise<boolean> {
  const { definition, values } = initializer;
  try {
    const { fn } = await callableOf(definition, recordGeneration(definition));
    await fn(...readMessage(values, "adopt") as unknown[]);
    return true;
  } catch (error) {
    const failure: InitializerFailure = { initializerFailed: encodeError(error) };
    parentPort!.postMessage(failure);
    return false;
  }
}

function encodeError(error: unknown): Uint8Array {
  const writer = new Writer();
  try {
    encode(error, writer);
  } catch (refusal) {
    encode(refusal, writer);
  }
  const bytes = new Uint8Array(writer.size);
  writer.copyTo(bytes);
  return bytes;
}
