import { readMessage } from "../codec/message.ts";
import type { FunctionRef } from "./refs.ts";

/** What the block of a definition says. */
export interface DefinitionContent {
  readonly ref: FunctionRef;
  /** The block with the bytes of a kernel's module. */
  readonly wasm?: { readonly record: number; readonly length: number };
}

/** What the block of a definition says, in a worker. */
export function readDefinition(record: number): DefinitionContent {
  return readMessage(record, "borrow") as DefinitionContent;
}
