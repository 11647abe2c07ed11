import type { ClassRef } from "../task/refs.ts";

/** What a process's worker is told: the content of a message. */
export interface ProcessOrder {
  /** Definition of the target. */
  readonly target: { readonly record: number; readonly generation: number } | undefined;
  readonly args: readonly unknown[];
  /** The subclass, if it is one. */
  readonly subclass: ClassRef | undefined;
  /** What the subclass has put into its object. */
  readonly fields: Readonly<Record<string, unknown>>;
}
