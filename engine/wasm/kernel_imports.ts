import type { KernelDiagnostic } from "../errors/kernel_error.ts";

/** The memory that a thread lends to its kernels. */
export interface KernelHost {
  /** The data memory. */
  memory(): WebAssembly.Memory;
  /** Reserves that many bytes for this thread's kernels: a 16-aligned address of zeroed or used bytes, 0 if none are left. */
  arenaMore(bytes: number): number;
  /** Takes back what `arenaMore` reserved, by its address. Without it, kernels keep all that they ever needed. */
  arenaLess?(address: number): void;
}

/** A kernel's own end: `abort`, `throw` or `assert`. Like any other fault it is a trap, but says where. */
export class KernelAbort extends WebAssembly.RuntimeError {
  readonly position: KernelDiagnostic | undefined;

  constructor(message: string, position: KernelDiagnostic | undefined) {
    super(position ? `${message} (${position.file}:${position.line}:${position.column})` : message);
    this.position = position;
  }
}

const CONSOLE = ["debug", "error", "info", "log", "warn"] as const;

/** The functions that a kernel module may import of `env`, besides its memory: the build refuses any other. */
export function kernelImports(
  memory: WebAssembly.Memory,
  host: KernelHost,
): Record<string, (...args: number[]) => unknown> {
  const text = (address: number) => readString(memory, address);
  return {
    __arena_more: (bytes) => host.arenaMore(bytes! >>> 0),
    // A throw in AssemblyScript becomes what any other fault is, a trap with a message.
    abort: (message, path, line, column) => {
      const reason = text(message!) || "aborted";
      const file = text(path!);
      throw new KernelAbort(
        reason,
        file ? { file, line: line!, column: column!, message: reason, code: 0 } : undefined,
      );
    },
    // The time would be the same in workers that start together.
    seed: () => Math.random() * 2 ** 53,
    trace: (message, count, ...values) =>
      console.error([text(message!), ...values.slice(0, count)].join(" ")),
    ...Object.fromEntries(
      CONSOLE.map((method) => [`console.${method}`, (message: number) => console[method](text(message))]),
    ),
    "Date.now": () => Date.now(),
    "performance.now": () => performance.now(),
  };
}

/** A string of AssemblyScript: UTF-16, its bytes counted in the word before it. The loader's own fails above 2 GiB. */
function readString(memory: WebAssembly.Memory, address: number): string {
  const start = address >>> 0;
  if (start === 0) return "";
  const length = new DataView(memory.buffer).getUint32(start - 4, true);
  // A decoder takes no shared bytes: slice copies them out.
  return new TextDecoder("utf-16le").decode(new Uint8Array(memory.buffer, start, length).slice());
}
