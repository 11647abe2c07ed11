/** Processes, and what a program asks of itself. */
import {
  activeChildren,
  atExit,
  configure,
  cpuCount,
  currentProcess,
  defineKernels,
  getLogger,
  importTasks,
  logToStderr,
  parentProcess,
  Process,
  ProcessError,
  task,
  workerContext,
  workerId,
} from "../../../../mod.ts";
import { type Rig, rig, type Row, under } from "../rig.ts";

const own = importTasks<{ stay: typeof stay }>(import.meta.url);

/** What a process does that ends at once: it needs no module, so it can run while its caller blocks. */
const nothing = () => {};

/** What a process does that never ends. */
export async function stay(): Promise<never> {
  return await new Promise(() => {});
}

type Backend = "thread" | "inline";

interface Processes {
  readonly backend: Backend;
}

/** A process that has begun, used, and ended. */
async function running(
  backend: Backend,
  target: () => unknown,
  use: (process: Process) => unknown,
): Promise<void> {
  const process = new Process({ target, backend, daemon: true });
  process.start();
  await use(process);
  if (process.isAlive) process.terminate();
  await process.join();
}

function started(target: () => unknown, use: (process: Process) => unknown): Row<Processes> {
  return { Sync: ({ backend }) => running(backend, target, use), afterwards: "as before" };
}

/** A process that is started and waited for, without a turn of the event loop. */
function blocking(backend: Backend): void {
  const process = new Process({ target: nothing, backend });
  process.start();
  process.joinSync();
}

const processRig = rig<Processes>({
  own: true,
  make: (backend) => ({ backend }),
  free: () => {},
  rows: {
    "new Process": { Sync: () => new Process({ target: nothing }), afterwards: "as before" },
    ...under<Processes>("Process", {
      start: { Sync: ({ backend }) => blocking(backend), afterwards: "as before" },
      join: {
        async: ({ backend }) => running(backend, nothing, (process) => process.join()),
        Sync: ({ backend }) => blocking(backend),
        afterwards: "as before",
      },
      terminate: started(own.stay, (process) => process.terminate()),
      interrupt: started(own.stay, (process) => process.interrupt()),
      kill: started(own.stay, (process) => process.kill()),
      close: {
        Sync: async ({ backend }) => {
          const process = new Process({ target: nothing, backend });
          process.start();
          await process.join();
          process.close();
        },
        afterwards: "as before",
      },
      run: { Sync: () => new Process({ target: nothing }).run(), afterwards: "as before" },
    }),
    "Process.toString": plain(() => new Process({ target: nothing }).toString()),
    activeChildren: plain(() => activeChildren()),
    currentProcess: plain(() => currentProcess()),
    parentProcess: plain(() => parentProcess()),
    cpuCount: plain(() => cpuCount()),
    workerId: plain(() => inPool(workerId)),
    workerContext: plain(() => inPool(workerContext)),
    importTasks: plain(() => void importTasks(import.meta.url)),
  },
});

/** Where no pool's worker asks, the answer is an error that says so. */
function inPool(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    return undefined;
  }
}

function plain(call: () => unknown): Row<Processes> {
  return { Sync: call, afterwards: "as before" };
}

const logger = getLogger();

const logRig = rig<object>({
  own: true,
  make: () => ({}),
  free: () => {},
  rows: {
    getLogger: plain(() => getLogger()) as Row<object>,
    ...under<object>("Logger", {
      log: plain(() => logger.log("DEBUG" as never, "said")) as Row<object>,
      subDebug: plain(() => logger.subDebug("said")) as Row<object>,
      debug: plain(() => logger.debug("said")) as Row<object>,
      info: plain(() => logger.info("said")) as Row<object>,
      subWarning: plain(() => logger.subWarning("said")) as Row<object>,
      isEnabledFor: plain(() => logger.isEnabledFor("INFO" as never)) as Row<object>,
      setLevel: plain(() => logger.setLevel(logger.level)) as Row<object>,
      addHandler: plain(() => logger.addHandler(() => {})()) as Row<object>,
    }),
  },
});

/** Operations that no cell performs, and why. */
export const NOT_PERFORMED: Readonly<Record<string, string>> = {
  "Logger.warning": "writes to the console; it takes the way of Logger.info",
  "Logger.critical": "writes to the console; it takes the way of Logger.info",
  "Logger.error": "writes to the console; it takes the way of Logger.info",
  atExit: "what it registers stays until the thread ends, so it cannot be repeated",
  configure: "sets what holds for the whole program, before the engine starts",
  logToStderr: "writes to the console",
  defineKernels: "runs once, when a module of kernels is loaded: tests/kernel has its faults",
  defineKernelsOf: "runs once, when a module of kernels is loaded: tests/kernel has its faults",
  task: "registers a function when its module is loaded, and never again",
  "Manager.Pool": "its calls are those of Pool and of BaseProxy.callMethod: tests/manager has its ends",
  "ManagedIterator.next": "a method that is a generator makes them; the call is BaseProxy.callMethod",
  "ManagedIterator.return": "a method that is a generator makes them; the call is BaseProxy.callMethod",
  "ManagedIterator.throw": "a method that is a generator makes them; the call is BaseProxy.callMethod",
  "new BaseProxy": "a manager makes them: see Manager.list",
  "new AsyncResult": "a pool makes them: see AsyncResult.get",
  "new ResultIterator": "a pool makes them: see ResultIterator.next",
  "new Logger": "there is one, which getLogger returns",
  "new StructType": "struct() makes them",
};

// So that what is named above exists.
void [atExit, configure, defineKernels, logToStderr, task];

export const PROCESS_RIGS: readonly Rig[] = [processRig, logRig];
