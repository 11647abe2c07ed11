import { KernelError } from "../../engine/errors/kernel_error.ts";

const MISSING = /Cannot find (?:package|module) ['"](assemblyscript)\b/;

/** The version that the compiler is written for, as its modules import it. */
const VERSION = "0.28.20";

/**
 * Does what needs AssemblyScript, which is not installed with the npm package.
 *
 * @throws {KernelError} If it is missing: how it is installed.
 */
export async function needingCompiler<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    if (!(cause instanceof Error && MISSING.test(cause.message))) throw cause;
    throw new KernelError(
      `Cannot compile kernels without AssemblyScript: run npm install assemblyscript@${VERSION}`,
      { cause },
    );
  }
}
