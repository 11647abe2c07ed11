import type { EngineMemories } from "../memory/thread.ts";

/** What a new worker is told: posted with its start. */
export interface WorkerOrder {
  readonly memories: EngineMemories;
  readonly slot: number;
  readonly name: string;
  readonly mainModule: string | undefined;
  readonly role: PoolRole | ProcessRole;
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
}

/** It runs one process. */
export interface ProcessRole {
  readonly kind: "process";
  /** The worker's own hold of the message that says what to run. */
  readonly message: number;
}
