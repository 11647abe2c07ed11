/** Every type that travels by handle: a thread can receive what it has registered. */
import "./channel/connection.ts";
import "./channel/joinable_queue.ts";
import "./channel/queue.ts";
import "./channel/simple_queue.ts";
import "./kernel/engine_host.ts";
import "./shared/shared_array.ts";
import "./shared/value.ts";
import "./sync/barrier_class.ts";
import "./sync/bounded_semaphore.ts";
import "./sync/condition.ts";
import "./sync/event.ts";
import "./sync/lock.ts";
import "./sync/rlock.ts";
import "./sync/semaphore.ts";
import "./task/block_reference.ts";
