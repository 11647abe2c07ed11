import type { AnyFunction } from "../task/refs.ts";
import { existingProcess, setCurrentProcess } from "./family.ts";
import type { Process } from "./process_class.ts";

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
