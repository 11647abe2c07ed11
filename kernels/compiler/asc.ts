import * as asc from "npm:assemblyscript@0.28.20/asc";
import { type KernelDiagnostic, KernelError } from "../../engine/errors/kernel_error.ts";

/** One AssemblyScript program, all of it in memory. */
export interface Program {
  /** Source text by path, with forward slashes and the `.ts` ending. Imports resolve against these paths alone. */
  readonly sources: Readonly<Record<string, string>>;
  /** The paths whose exports become the module's exports. */
  readonly entries: readonly string[];
  /** Flags as on asc's command line. */
  readonly flags: readonly string[];
  /** Bytes of shadow stack; -1 means none although the runtime is custom, which the command line cannot say. */
  readonly stackSize: number;
  /** Classes with asc's hooks `afterParse`, `afterInitialize` and `afterCompile`. */
  readonly transforms?: readonly (new () => object)[];
}

/** A compiled program. */
export interface CompiledProgram {
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** The same module in WebAssembly's text format, with the names of functions and globals. */
  readonly text: string;
}

interface Diagnostic {
  readonly message: string;
  readonly code: number;
  readonly category: number;
  readonly range:
    | { readonly start: number; readonly source: { readonly normalizedPath: string } | null }
    | null;
}

const ERROR_CATEGORY = 3;

/**
 * Compiles AssemblyScript inside Deno, reading and writing no file.
 *
 * @throws {KernelError} If asc reports errors: the message lists them as `path:line:column: message`.
 */
export async function compileProgram(program: Program): Promise<CompiledProgram> {
  const files: Record<string, string> = {
    ...program.sources,
    "asconfig.json": JSON.stringify({ options: { stackSize: program.stackSize } }),
  };
  const outputs = new Map<string, string | Uint8Array>();
  const problems: KernelDiagnostic[] = [];
  const { error } = await asc.main(
    [...program.entries, "--outFile", "out.wasm", "--textFile", "out.wat", ...program.flags],
    {
      readFile: (path: string) => files[path] ?? null,
      writeFile: (path: string, content: string | Uint8Array) => void outputs.set(path, content),
      listFiles: () => [],
      stderr: asc.createMemoryStream(),
      // deno-lint-ignore no-explicit-any -- asc's type asks for its abstract Transform, it only looks for the hooks
      transforms: [...(program.transforms ?? [])] as any,
      reportDiagnostic: (diagnostic: Diagnostic) => {
        if (diagnostic.category === ERROR_CATEGORY) problems.push(describe(diagnostic, files));
      },
    },
  );
  if (problems.length > 0) throw compileError(problems);
  if (error instanceof KernelError) throw error; // a transform's refusal
  if (error) throw new KernelError(`Cannot compile the kernels: ${error.message}`, { cause: error });
  return {
    wasm: new Uint8Array(outputs.get("out.wasm") as Uint8Array),
    text: outputs.get("out.wat") as string,
  };
}

function describe(
  { message, code, range }: Diagnostic,
  files: Readonly<Record<string, string>>,
): KernelDiagnostic {
  const file = range?.source?.normalizedPath;
  if (!range || !file) return { file: "", line: 0, column: 0, message, code };
  const before = (files[file] ?? "").slice(0, range.start).split("\n");
  return { file, line: before.length, column: before.at(-1)!.length + 1, message, code };
}

function compileError(diagnostics: readonly KernelDiagnostic[]): KernelError {
  const lines = diagnostics.map(({ file, line, column, message, code }) =>
    `${file && `${file}:${line}:${column}: `}${message} (AS${code})`
  );
  return new KernelError(`Cannot compile the kernels: ${lines.join("\n")}`, { diagnostics });
}
