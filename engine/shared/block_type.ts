import { registerSharedType } from "../codec/shared_object.ts";
import type { SharedState } from "../sync/revive.ts";
import type { ElementSpec } from "./element_spec.ts";
import { type BlockState, SharedBlock } from "./shared_block.ts";
import { typeFromDescription } from "./struct.ts";
import { describeType } from "./struct_type.ts";

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

/** Registers the class of such objects: its constructor takes the block, which its public type does not show. */
export function registerBlockType(type: string, Class: new (...args: never) => object, name: string): void {
  const Revived = Class as unknown as new (spec: ElementSpec, block: SharedBlock) => object;
  registerSharedType(type, ([ref], state, mode) => {
    const { spec, bytes, lock } = state as TypedBlockState;
    const block = SharedBlock.revive(ref!, { bytes, lock }, mode, name);
    return new Revived(typeFromDescription(spec) as ElementSpec, block);
  });
}
