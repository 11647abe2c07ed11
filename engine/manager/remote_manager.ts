import { checkAddress, type SocketAddress } from "../platform/sockets.ts";
import { keyBytes } from "../channel/authenticate.ts";
import { Pipe } from "../channel/pipe.ts";
import { authKey } from "../memory/thread_identity.ts";
import { ProcessError } from "../errors/process_error.ts";
import type { ElementOf, TypeCode } from "../elements/element_types.ts";
import { type BlockingOptions, checkOptions } from "../options/check_options.ts";
import type { Process } from "../process/process.ts";
import { BaseManager, START_KEYS, type StartOptions, startServer } from "./base_manager.ts";
import type {
  ArrayProxy,
  BarrierProxy,
  ConditionProxy,
  EventProxy,
  JoinableQueueProxy,
  LockProxy,
  QueueProxy,
  SemaphoreProxy,
  ValueProxy,
} from "./proxy_types.ts";
import { ManagerClient } from "./manager_client.ts";

/** Where a manager's server is for other programs. */
export interface RemoteOptions {
  /** `[hostname, port]`, or the path of a Unix socket. */
  readonly address: SocketAddress;
  /**
   * The key that both programs have; a string stands for its bytes in UTF-8. By default this process's, which its children have and
   * no other program: see `Process.authKey`.
   */
  readonly authKey?: string | Uint8Array | undefined;
}

/** Those that serve go on without anybody holding them. */
const serving = new Set<RemoteManager>();

/**
 * A manager whose server several programs use (Python's `BaseManager` with an address): made by `Manager.serve` in one program and
 * by `Manager.connect` in the others. All that it creates lives in the server, and is reached through proxies.
 *
 * It has no pool: no code comes from another program. A queue of this program is served to others by `register("jobs", queue)`.
 *
 * Programs find each other's objects by registering a type as a singleton, in the program that serves, and naming it in the others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type DictProxy, Manager, type RemoteManager } from "../../mod.ts";
 *
 * await using server: RemoteManager = await Manager.serve({ address: ["127.0.0.1", 0], authKey: "secret" });
 * server.register("scores", "dict", { singleton: true });
 *
 * // Another program would do this.
 * await using manager = await Manager.connect({ address: server.address, authKey: "secret" });
 * const scores = await manager.register<DictProxy<string, number>>("scores")();
 * await scores.set("ada", 3);
 * assertEquals(await scores.items(), [["ada", 3]]);
 * ```
 */
export class RemoteManager extends BaseManager {
  /** Where the server listens. */
  readonly address: SocketAddress;

  /** Made by `Manager.serve` and `Manager.connect`. */
  protected constructor(client: ManagerClient, process: Process | undefined, address: SocketAddress) {
    super(client, process);
    this.address = address;
  }

  /**
   * What `Manager.serve` does.
   *
   * @internal
   */
  static async start(options: RemoteOptions & StartOptions): Promise<RemoteManager> {
    const authKey = checkRemote(options, "serve a manager", START_KEYS);
    const { address, initializer, initArgs } = options;
    const [reports, listening] = Pipe(false);
    const { client, process } = startServer({ initializer, initArgs }, { listening, address, authKey });
    listening.close();
    let report: unknown;
    try {
      report = await reports.recv();
    } catch (cause) {
      throw new ProcessError("Cannot serve a manager as its server ended at its start", { cause });
    } finally {
      reports.close();
    }
    if (report instanceof Error) {
      client.close();
      throw report;
    }
    const manager = new RemoteManager(client, process, report as SocketAddress);
    serving.add(manager);
    const forget = () => serving.delete(manager);
    process.exited.then(forget, forget);
    return manager;
  }

  /**
   * What `Manager.connect` does.
   *
   * @internal
   */
  static async connectTo(options: RemoteOptions): Promise<RemoteManager> {
    const key = checkRemote(options, "connect to a manager");
    const { address } = options;
    return new RemoteManager(await ManagerClient.connect({ address, authKey: key }), undefined, address);
  }

  /** Creates a queue. */
  Queue<T = unknown>(maxSize?: number): Promise<QueueProxy<T>> {
    return this.create("Queue", [maxSize]);
  }

  /** Creates a queue whose items are reported done. */
  JoinableQueue<T = unknown>(maxSize?: number): Promise<JoinableQueueProxy<T>> {
    return this.create("JoinableQueue", [maxSize]);
  }

  /** Creates a lock. */
  Lock(): Promise<LockProxy> {
    return this.create("Lock", []);
  }

  /** Creates a lock that nests. */
  RLock(): Promise<LockProxy> {
    return this.create("RLock", []);
  }

  /** Creates a semaphore. */
  Semaphore(value?: number): Promise<SemaphoreProxy> {
    return this.create("Semaphore", [value]);
  }

  /** Creates a semaphore that is never released more often than it was acquired. */
  BoundedSemaphore(value?: number): Promise<SemaphoreProxy> {
    return this.create("BoundedSemaphore", [value]);
  }

  /** Creates a condition, with a lock of this manager's or one of its own. */
  Condition(lock?: LockProxy): Promise<ConditionProxy> {
    return this.create("Condition", [lock]);
  }

  /** Creates an event. */
  Event(): Promise<EventProxy> {
    return this.create("Event", []);
  }

  /** Creates a barrier. */
  Barrier(parties: number, options?: BlockingOptions): Promise<BarrierProxy> {
    return this.create("Barrier", [parties, options]);
  }

  /** Creates a number of a C type. */
  Value<C extends TypeCode>(typeCode: C, value?: ElementOf<C>): Promise<ValueProxy<C>> {
    return this.create("Value", [typeCode, value]);
  }

  /** Creates numbers of a C type. */
  Array<C extends TypeCode>(typeCode: C, source: number | ElementOf<C>[]): Promise<ArrayProxy<C>> {
    return this.create("Array", [typeCode, source]);
  }
}

/** The key of a manager, which always has one: by default this process's, as in Python. */
function checkRemote(options: RemoteOptions, doing: string, keys: readonly string[] = []): Uint8Array {
  checkOptions(options, ["address", "authKey", ...keys], doing);
  checkAddress(options?.address, doing);
  return keyBytes(options.authKey ?? authKey(), doing)!;
}
