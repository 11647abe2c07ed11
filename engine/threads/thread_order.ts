import type { EngineMemories } from "../memory/thread.ts";
import type { MessagePort } from "node:worker_threads";
import type { Lifeline } from "../platform/lifeline.ts";
import type { UnreadErrors } from "../exit/unread_errors.ts";
import type { LoggerSettings } from "../log/logger.ts";
import type { ThreadIdentity } from "../memory/thread_identity.ts";

/** What a thread is to be: said by the one that wants it. */
export interface ThreadOrder {
  readonly identity: ThreadIdentity;
  readonly role: PoolRole | ProcessRole | WatchdogRole;
  readonly logger: LoggerSettings;
  readonly unreadErrors: UnreadErrors;
  /** MiB that its JavaScript heap may take. */
  readonly maxHeap: number | undefined;
  /** Whether the program goes on as long as it lives. */
  readonly keepsProgram: boolean;
}

/** What a new worker is told: posted with its start. */
export interface WorkerOrder extends ThreadOrder {
  readonly memories: EngineMemories;
  readonly slot: number;
  readonly mainModule: string | undefined;
  /** What it holds as long as it lives: it takes it from here before it runs anything of the user's. */
  lifeline?: Lifeline;
}

/** It pulls tasks from a pool's ring. */
export interface PoolRole {
  readonly kind: "pool";
  readonly ring: number;
  /** How often it looks at the ring again before it sleeps. */
  readonly spins: number;
  /** Tasks after which it ends; 0 for never. */
  readonly maxTasks: number;
  /** Records of the messages with the initializer's definition and its arguments. */
  readonly initializer: { readonly definition: number; readonly values: number } | undefined;
  /** Record of the finalizer's definition. */
  readonly finalizer: number | undefined;
  /** Its number among the pool's live workers, from 0. */
  readonly id: number;
}

/** It watches the others. */
export interface WatchdogRole {
  readonly kind: "watchdog";
}

/** What the watchdog is posted: a worker to watch. */
export interface WatchOrder {
  readonly slot: number;
  readonly generation: number;
  readonly lifeline: MessagePort;
}

/** It runs one process. */
export interface ProcessRole {
  readonly kind: "process";
  /** The worker's own hold of the message that says what to run. */
  readonly message: number;
}
