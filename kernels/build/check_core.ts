import { KernelError } from "../../engine/errors/kernel_error.ts";
import type { CompiledProgram } from "./compile.ts";

/** The one mutable global that a core may have: the slot of the thread that the instance belongs to. */
const ALLOWED_GLOBAL = /\/self$/;

/**
 * Refuses a core module that could be torn, in the sense of the crash model: every export must be one flat function, so
 * that the stack is checked once, at its entry, before its first store; instances must share no static data, which each
 * instantiation would write again; and nothing may call back into JavaScript.
 *
 * @throws {KernelError} Naming the function and what it holds that a core may not.
 */
export function checkCore({ text, wasm }: CompiledProgram): void {
  const faults: string[] = [];
  for (const found of WebAssembly.Module.imports(new WebAssembly.Module(wasm))) {
    if (found.module !== "env" || found.name !== "memory") {
      faults.push(`imports ${found.module}.${found.name}`);
    }
  }
  let where = "";
  for (const line of text.split("\n")) {
    where = line.match(/^ \(func \$(\S+)/)?.[1] ?? where;
    if (/^ \(data /.test(line)) faults.push("has static data");
    const global = line.match(/^ \(global \$(\S+) \(mut (\w+)\)/);
    if (global && !(ALLOWED_GLOBAL.test(`/${global[1]}`) && global[2] === "i32")) {
      faults.push(`has the mutable global ${global[1]}`);
    }
    const call = line.match(/^\s*\(?((?:return_)?call(?:_indirect|_ref)?)\b\s*(\S*)/);
    if (call) faults.push(`calls in ${where}: ${call[1]} ${call[2]}`.trimEnd());
  }
  if (faults.length > 0) {
    throw new KernelError(
      `Cannot build the core as it must be flat functions over one memory: it ${
        [...new Set(faults)].join("; it ")
      }`,
    );
  }
}
