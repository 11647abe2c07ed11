import { elementFormat } from "./element_format.ts";
import type { ElementSpec } from "./element_spec.ts";
import { elementsOf } from "./elements_of.ts";
import { SharedBlock, type SharedOptions } from "./shared_block.ts";

/** A block with so many zeros, or with a copy of those elements. */
export function arrayBlock(
  spec: ElementSpec,
  source: unknown,
  name: string,
  options: SharedOptions | undefined,
): SharedBlock {
  const format = elementFormat(spec);
  const staged = typeof source === "number" ? undefined : elementsOf(source, format, `create ${name}`);
  const length = staged?.length ?? source as number;
  if (!(Number.isInteger(length) && length >= 0)) {
    throw new RangeError(
      `Cannot create ${name} as its length must be an integer of 0 or more: received ${length}`,
    );
  }
  const block = SharedBlock.create(length * format.bytes, name, options);
  if (staged !== undefined) format.open(block).putAll(staged, 0);
  return block;
}
