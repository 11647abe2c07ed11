import type { AnyFunction, ClassRef } from "../task/refs.ts";
import { existingProcess, setCurrentProcess } from "./process_tree.ts";
import type { Process } from "./process_class.ts";

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

/** Makes the object of a process where it runs, from what was sent, and says that it is who runs there. */
export function adoptProcess(
  target: AnyFunction | undefined,
  args: readonly unknown[],
  cls: (new () => object) | undefined,
  fields: Readonly<Record<string, unknown>>,
): Process {
  const process = setCurrentProcess((options, identity) =>
    existingProcess({ ...options, target, args }, identity, cls)
  );
  for (const [key, value] of Object.entries(fields)) {
    Object.defineProperty(process, key, { value, writable: true, enumerable: true, configurable: true });
  }
  return process;
}

/** What errors call the parts of what a process gets, by the step to one. */
export function nameOfPart(step: string): string {
  return step === ".fields" ? "this" : step.slice(1);
}
