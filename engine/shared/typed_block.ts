import { registerSharedType, type SharedState } from "../codec/shared_object.ts";
import type { ElementSpec } from "./element_spec.ts";
import { type BlockState, SharedBlock, type SharedOptions } from "./shared_block.ts";
import { typeFromDescription } from "./struct/struct.ts";
import { describeType } from "./struct/struct_type.ts";
import { elementFormat } from "./element_format.ts";
import { elementsOf } from "./elements_of.ts";

interface TypedBlockState extends BlockState {
  /** The type of its elements, described. */
  readonly spec: unknown;
}

/** What an object that consists of a block and the type of its elements sends instead of itself. */
export function blockState(type: string, spec: ElementSpec, block: SharedBlock): SharedState {
  block.check();
  const state: TypedBlockState = { ...block.state, spec: describeType(spec) };
  return { type, refs: [block.handle], state };
}

/**
 * Registers the class of such objects, which have `least` elements or more: its constructor takes the block, which its public type
 * does not show.
 */
export function registerBlockType(
  type: string,
  Class: new (...args: never) => object,
  name: string,
  least: number,
): void {
  const Revived = Class as unknown as new (spec: ElementSpec, block: SharedBlock) => object;
  registerSharedType(type, ([ref], state, mode) => {
    const { spec, bytes, lock } = state as TypedBlockState;
    const type = typeFromDescription(spec) as ElementSpec;
    const length = bytes / elementFormat(type).bytes;
    if (!(Number.isInteger(length) && length >= least)) {
      throw new RangeError(`Cannot use ${name} as its elements do not fill it: received ${bytes} bytes`);
    }
    return new Revived(type, SharedBlock.revive(ref, { bytes, lock }, mode, name));
  });
}

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
