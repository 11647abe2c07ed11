import { STATE_READY } from "../core/layout.ts";
import { unpackMessage } from "../codec/message.ts";
import { thread } from "../memory/thread.ts";
import { chosenExitCode, inspect, onExit, queueMacrotask } from "../platform/runtime.ts";
import { resolveClass } from "../task/resolve_refs.ts";
import { runExitHooksSync } from "../exit/exit_hooks.ts";
import { finishThread } from "../exit/exit_reason.ts";
import { getLogger } from "../log/logger.ts";
import { callableOf } from "../worker/callable.ts";
import { isPromiseLike } from "../options/promises.ts";
import { watchHeap } from "../exit/watch_heap.ts";
import { adoptProcess, type ProcessOrder } from "./process_payload.ts";
import { currentProcess } from "./process_tree.ts";
import { Process } from "./process_class.ts";

/**
 * Runs a process in this thread, its worker, and ends the thread with `exit`. `message` is this thread's hold of the order.
 * An error ends it with exit code 1 and is written to the console, as Python does.
 */
export function runProcess(message: number, exit: (code: number) => void): void {
  // A thread that blocks in `joinSync` learns of the end from nothing else.
  onExit((code) => {
    runExitHooksSync();
    finishThread(code & 0xff);
  });
  const guarded = async (step: () => unknown) => {
    try {
      await step();
    } catch (error) {
      console.error(`Process ${currentProcess().name}:\n${inspect(error)}`);
      exit(1);
    }
  };
  // From timer callbacks: there running out of memory is reported to the main thread, and being stopped is not.
  queueMacrotask(() =>
    guarded(async () => {
      // From here on shared objects are held by what was made of them alone.
      const order = unpackMessage(message) as ProcessOrder;
      thread().core.setState(STATE_READY);
      const process = await receive(order);
      queueMacrotask(() =>
        guarded(async () => {
          getLogger().info("child process calling self.run()");
          const running = process.run();
          if (isPromiseLike(running)) {
            watchHeap((code) => {
              console.error(`Process ${process.name} ran out of memory`);
              exit(code);
            });
          }
          await running;
          exit(chosenExitCode() & 0xff);
        })
      );
    })
  );
}

/** The process object on this side. */
async function receive(order: ProcessOrder): Promise<Process> {
  const { target, args, subclass, fields } = order;
  const callable = target && await callableOf(target.record, target.generation);
  const cls = subclass && await resolveClass(subclass, Process);
  return adoptProcess(callable?.fn, args, cls, fields);
}
