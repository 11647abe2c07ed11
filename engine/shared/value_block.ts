import { elementFormat } from "./element_format.ts";
import type { ElementSpec } from "./element_spec.ts";
import { SharedBlock, type SharedOptions } from "./shared_block.ts";

/** A block with a value of that type, 0 if it is `undefined`. */
export function valueBlock(
  spec: ElementSpec,
  value: unknown,
  name: string,
  options: SharedOptions | undefined,
): SharedBlock {
  const format = elementFormat(spec);
  const staged = value === undefined ? undefined : format.toStored(value);
  const block = SharedBlock.create(format.bytes, name, options);
  if (staged !== undefined) format.open(block).put(0, staged);
  return block;
}
