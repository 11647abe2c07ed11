import { thread } from "../../engine/memory/thread.ts";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { canRead, canReadEnv } from "../../engine/platform.ts";
import { Pool } from "../../mod.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";
import type { Sources } from "../build/collect_sources.ts";

const tasks = importTasks<typeof import("./compile_task.ts")>(import.meta.resolve("./compile_task.ts"));

/** The root of the library's files. */
const LIBRARY = new URL("../../", import.meta.url).href;

let compiler: Pool | undefined;
let pending = 0;

/**
 * Compiles kernels on a thread that is there for this, and ends once nothing is left to compile; on this thread where a
 * worker could not import the compiler.
 */
export async function compileElsewhere(
  sources: Sources,
  entry: string,
  debug: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  // Importing asc asks for this variable.
  if (!canReadEnv("CI")) {
    throw new KernelError(
      "Cannot compile kernels without access to the environment variable CI: run with --allow-env=CI",
    );
  }
  if (thread().slot !== 0 || !canRead(LIBRARY)) {
    const { compileTask } = await import("./compile_task.ts");
    return await compileTask(sources, entry, debug);
  }
  pending++;
  compiler ??= new Pool(1);
  try {
    return await compiler.run(tasks.compileTask, sources, entry, debug);
  } finally {
    if (--pending === 0) {
      const idle = compiler;
      compiler = undefined;
      await idle.terminate();
    }
  }
}
