import { Queue, task, TimeoutError, Value } from "@multicore/multicore";

const factor: number = 3;

export const scale = (n: number): number => n * factor;

/** What the module's classes say of values that travelled. */
export const isOurs = (value: unknown): boolean => value instanceof Value || value instanceof Queue;

export class Fault extends RangeError {
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.name = "Fault";
    this.code = code;
  }
}

export function fail(code: number): never {
  throw new Fault("failed", code);
}

export function late(): never {
  throw new TimeoutError("too late");
}

export const registered = task(import.meta, "registered", (n: number) => n + factor);
