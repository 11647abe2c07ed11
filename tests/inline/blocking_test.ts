/** `Sync` calls on the inline backend: what can still be done is done meanwhile, and what cannot end throws at once. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  Barrier,
  Condition,
  type Connection,
  Event,
  JoinableQueue,
  Lock,
  Pipe,
  Pool,
  Process,
  ProcessError,
  Queue,
  Semaphore,
  SimpleQueue,
  waitSync,
} from "../../mod.ts";
import { canTellWhoRuns } from "./fixtures/can_tell_who_runs.ts";

const backend = "inline";
const ALONE =
  "Cannot block as nothing else runs that could end the wait: use the method that returns a promise";

const AWAITS =
  "Cannot block until the process has ended as it awaits something: use the method that returns a promise";

/** Starts a process. */
function start<A extends unknown[]>(target: (...args: A) => unknown, ...args: A): Process {
  const process = new Process<unknown[]>({ target: target as never, args, backend });
  process.start();
  return process;
}

/** Everything that a thread can wait for, in a state in which it would wait for ever, and one with a limit. */
const waits: Record<string, (timeout: number | undefined) => unknown> = {
  "Lock.acquireSync": (timeout) => {
    using lock = new Lock();
    lock.acquireSync();
    return lock.acquireSync({ timeout });
  },
  "Lock.holdSync": (timeout) => {
    using lock = new Lock();
    lock.acquireSync();
    lock.holdSync({ timeout });
  },
  "Semaphore.acquireSync": (timeout) => new Semaphore(0).acquireSync({ timeout }),
  "Event.waitSync": (timeout) => new Event().waitSync({ timeout }),
  "Condition.waitSync": (timeout) => {
    using condition = new Condition();
    using _ = condition.holdSync();
    return condition.waitSync({ timeout });
  },
  "Barrier.waitSync": (timeout) => new Barrier(2).waitSync({ timeout }),
  "Queue.getSync": (timeout) => new Queue().getSync({ timeout }),
  "Queue.putSync": (timeout) => {
    const queue = new Queue<number>(1);
    queue.putSync(1);
    queue.putSync(2, { timeout });
  },
  "SimpleQueue.getSync": (timeout) => timeout === undefined ? new SimpleQueue().getSync() : undefined,
  "JoinableQueue.joinSync": (timeout) => {
    const queue = new JoinableQueue<number>();
    queue.putSync(1);
    if (timeout === undefined) queue.joinSync();
  },
  "Connection.recvSync": (timeout) => {
    const [near, _far] = Pipe();
    return timeout === undefined ? near.recvSync() : near.pollSync({ timeout });
  },
  "waitSync": (timeout) => waitSync([Pipe()[0]], { timeout }),
  "Process.joinSync": (timeout) => {
    const process = start(() => new Promise(() => {}));
    try {
      process.joinSync(timeout);
      return process.exitCode;
    } finally {
      process.terminate();
    }
  },
};

describe("a Sync wait on the inline backend", () => {
  for (const [name, wait] of Object.entries(waits)) {
    it(`throws at once if it could never end, and ends with its timeout: ${name}`, async () => {
      assertThrows(() => wait(undefined), ProcessError, name === "Process.joinSync" ? AWAITS : ALONE);
      try {
        const result = wait(2);
        assert([false, null, undefined].includes(result as null) || (result as unknown[]).length === 0);
      } catch (error) {
        assert(
          /Timeout|QueueEmpty|QueueFull|BrokenBarrier/.test((error as Error).constructor.name),
          `${error}`,
        );
      }
      await null;
    });
  }

  it("throws inside of a task and of a process too", async () => {
    await using pool = new Pool({ processes: 1, backend });
    const message = (queue: Queue<number>) => {
      try {
        return queue.getSync();
      } catch (error) {
        return (error as Error).message;
      }
    };
    using queue = new Queue<number>();
    assertEquals(await pool.run(message, queue), ALONE);
    assertEquals(pool.applySync(message, [queue]), ALONE);
    using errors = new Queue<string>();
    const process = start(
      (errors: Queue<string>) => {
        try {
          new Event().waitSync();
        } catch (error) {
          errors.putSync((error as Error).message);
        }
      },
      errors,
    );
    process.joinSync();
    assertEquals([errors.getSync(), process.exitCode], [ALONE, 0]);
  });

  it("throws if the task that it waits for awaits something", async () => {
    await using pool = new Pool({ processes: 1, backend });
    assertThrows(
      () => pool.applySync(async () => await null),
      ProcessError,
      "Cannot block until the task is done as it awaits something: use the method that returns a promise",
    );
    assertEquals(await pool.run(() => 1), 1);
  });

  it("runs the processes and tasks that can end it", async () => {
    using numbers = new Queue<number>();
    using doubles = new Queue<number>();
    start((numbers: Queue<number>) => [1, 2, 3].forEach((n) => numbers.putSync(n)), numbers);
    start(
      (numbers: Queue<number>, doubles: Queue<number>) => {
        for (let left = 3; left > 0; left--) doubles.putSync(2 * numbers.getSync());
      },
      numbers,
      doubles,
    );
    assertEquals([doubles.getSync(), doubles.getSync(), doubles.getSync()], [2, 4, 6]);
    using event = new Event();
    start((event: Event) => event.set(), event);
    assertEquals(event.waitSync(), true);
    const [near, far] = Pipe<string>();
    start((far: Connection<string>) => far.sendSync("hello"), far);
    assertEquals(near.recvSync(), "hello");
    using lock = new Lock();
    lock.acquireSync();
    start((lock: Lock) => lock.release(), lock);
    assertEquals(lock.acquireSync(), true);
    await using pool = new Pool({ processes: 2, backend });
    const result = pool.applyAsync((event: Event) => event.clear(), [event]);
    const process = start(() => {});
    process.joinSync();
    assertEquals(pool.mapSync((n: number) => n + 1, [1, 2, 3]), [2, 3, 4]);
    assertEquals(
      [result.ready(), event.isSet()],
      [false, false],
      "it has run, and is told of it when the event loop goes on",
    );
    await result;
    assertEquals(
      pool.applySync((numbers: Queue<number>) => {
        const process = new Process({
          target: (numbers: Queue<number>) => numbers.putSync(7),
          args: [numbers],
          backend: "inline",
        });
        process.start();
        return numbers.getSync();
      }, [numbers]),
      7,
      "a task that blocks has its own child run on top of it",
    );
  });

  it("ends what was killed while it blocked", { ignore: !canTellWhoRuns }, () => {
    const said: string[] = [];
    const victim = start(() => {
      try {
        new Queue().getSync();
      } catch (error) {
        said.push((error as Error).message);
        throw error;
      }
    });
    // It runs while the victim blocks.
    const other = start(() => victim.terminate());
    other.joinSync();
    assertEquals([victim.exitCode, other.exitCode], [-15, 0]);
    assertEquals(said, [`Cannot go on as "${victim.name}" was terminated`]);
  });
});
