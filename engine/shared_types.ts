/** Every type that travels by handle: a thread can receive what it has registered. */
import "./channel/connection.ts";
import "./channel/joinable_queue.ts";
import "./channel/queue.ts";
import "./channel/simple_queue.ts";
import "./kernel/engine_host.ts";
import "./shared/raw_array.ts";
import "./shared/raw_value.ts";
import "./shared/shareable_list.ts";
import "./shared/shared_array.ts";
import "./shared/shared_memory.ts";
import "./shared/struct.ts";
import "./shared/value.ts";
import "./sync/lock.ts";
import "./sync/rlock.ts";
import "./task/block_reference.ts";
