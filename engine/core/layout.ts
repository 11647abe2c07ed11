// The layout of the control memory. Read by AssemblyScript and by TypeScript alike, so it holds plain integer
// constants only. All offsets and sizes are bytes; every field is one 32-bit word unless a comment says otherwise.
//
//  ╒═ control memory ═════════════════════════════════════════════════════════════════════════════════════════╕
//  │ header │ slots │ cells │ rings │ objects │ records │ holds                      │ short messages │ names │
//  └────────┴───────┴───────┴───────┴─────────┴─────────┴────────────────────────────┴────────────────┴───────┘
//
// Only touched pages are committed, so the tables are as large as any program may need.

// Where everything that is only ever counted up begins: generations, events, rings of doorbells, places in rings, serials. They
// wrap around at 2^32, and are compared as unsigned numbers, for equality or by their distance. Tests build a core in which
// they begin shortly before 2^31, or 2^32.
export const FIRST_COUNT = 0;

// Results of core calls that are no index. An index is never negative.
export const BLOCKED = -1; // nothing to take, no room, or held by another: wait on the waitable and try again
export const NO_MEMORY = -2; // no free block of that size
export const NO_ROOM = -3; // a table of the control memory is full
export const STALE = -4; // the record was freed since, or never existed
export const CLOSED = -5; // the channel is closed
export const NOT_OWNER = -6; // released by a thread that does not hold it
export const MORE = -7; // part of the work is done: call again
export const CORRUPTED = -8; // a thread died inside a section: the engine cannot be trusted any more
export const TAKEN = -9; // the name is another's
export const UNSTOPPABLE = -10; // held by a thread that cannot be stopped

//  ╒═ header (4096 bytes) ════════════════════════════════════════════════════════════════════════════════════════════╕
//  │ - │ record top, free │ hold top, free │ object top, free │ high water │ data start, end │ used, retired bytes    │
//  ├───┴─────────────┬───┬┴────────────────┴─────┬───┬────────┴────────────┴─────┬───────────┴────┬───────────────────┤
//  │ first level +48 │ - │ second level +64 (25) │ - │ free lists +256 (25 × 16) │ name top +1856 │ -                 │
//  ├─────────────────┴───┴───┬───────────────────┴─┬─┴───────┬────────┬──────────┴────────────────┴───────────────────┤
//  │ ring owners +2048 (256) │ main requests +3072 │ serials │ killed │ -                                             │
//  ├─────────────────────────┴────────┬────────────┴─────────┴────────┴┬──────────────────────────────────────────────┤
//  │ heap lock +3136 (own cache line) │ short messages top +3200, free │ -                                            │
//  └──────────────────────────────────┴────────────────────────────────┴──────────────────────────────────────────────┘
export const HEADER_SIZE = 4096;
export const RECORD_TOP = 4; // records [1, top) were used at least once
export const RECORD_FREE = 8; // first free record
export const HOLD_TOP = 12;
export const HOLD_FREE = 16;
export const OBJECT_TOP = 20;
export const OBJECT_FREE = 24;
export const HIGH_WATER = 28; // data addresses from here on were never handed out
export const DATA_START = 32;
export const DATA_END = 36;
export const USED_BYTES = 40; // bytes in blocks that are held
export const RETIRED_BYTES = 44; // bytes in blocks that a killed thread could still write, and of whose death there is no proof
export const FIRST_LEVEL = 48; // bitmap of first-level classes that have a gap
export const SECOND_LEVEL = 64; // 25 bitmaps, one a first-level class
export const FREE_LISTS = 256; // 25 x 16 heads (record numbers)
export const NAME_TOP = 1856; // names [0, top) were used at least once
export const RING_OWNERS = 2048; // one word for each of the pools' rings: slot + 1 of the thread whose pool has it, 0 free
export const MAIN_REQUESTS = 3072; // counts what the main thread is asked to look at: see requestMain in signal.as.ts
export const SERIALS = 3076; // counts the threads that were ever given a slot, from 1 on
export const KILLED = 3080; // counts the slots of killed threads that were reaped, from 1 on
export const HEAP_LOCK = 3136; // 0 free, 1 held, 2 held and waited for; a cache line of its own, as who waits keeps reading it
export const SHORT_TOP = 3200; // short messages [0, top) were used at least once
export const SHORT_FREE = 3204; // first free short message, as a hold

export const FIRST_LEVEL_COUNT = 25;
export const SECOND_LEVEL_COUNT = 16;

//  ╒═ waitable (40 bytes) ═══════════════════════════════════════════════╕
//  │ event +0 │ sleepers +4 │ interest +8 … +39: one bit a thread        │
//  └──────────┴─────────────┴────────────────────────────────────────────┘
export const WAIT_EVENT = 0; // counts changes; sleepers wait for it to change
export const WAIT_SLEEPERS = 4; // threads that are, or are about to be, in Atomics.wait on the event
export const WAIT_INTEREST = 8; // threads whose doorbell rings at the next change
export const WAIT_INTEREST_WORDS = 8;

//  ╒═ slot (768 bytes) ═══════════════════════════════════════════════════════════════════════════════════════════════╕
//  │ state │ stop │ sections │ parked │ cell │ holds (2) │ doorbell │ armed │ exit code │ was ready │ generation      │
//  ├───────┴──────┴──┬───────┴─────┬──┴┬─────┴───────┬───┴──────────┴───────┼───────────┴───────────┴─────────────────┤
//  │ completions +48 │ exit reason │ - │ claimed end │ life +64: a waitable │ -                                       │
//  ├─────────────┬───┴────┬───────┬┴───┴───┬──────┬──┴─────────────┬────────┴──────┬────────┬─────────────────────────┤
//  │ parent +192 │ serial │ order │ report │ kill │ death reported │ killed serial │ dozing │ ending │ -              │
//  ├─────────────┴────────┴───────┴───┬───┬┴──────┴────────────────┴─┬─────────────┴────────┴────────┴────────────────┤
//  │ name +256: laid out as one (128) │ - │ short message +512 (240) │ -                                              │
//  └──────────────────────────────────┴───┴──────────────────────────┴────────────────────────────────────────────────┘
// One a thread. Slot 0 is the main thread's.
export const SLOTS = HEADER_SIZE;
export const SLOT_SIZE = 768;
export const SLOT_COUNT = 256;
export const SLOT_STATE = 0;
export const SLOT_STOP = 4; // not 0: the thread enters no section any more
export const SLOT_SECTIONS = 8; // 1 while the thread is inside a core call
export const SLOT_PARKED = 12; // the waitable that the thread sleeps on, 0 if none
export const SLOT_CELL = 16; // number of the cell that it runs, plus 1
export const SLOT_HOLDS = 20; // head, then tail, of the holds that the thread owns (two words)
export const SLOT_DOORBELL = 28; // counts rings
export const SLOT_ARMED = 32; // the count of rings at which the next one must notify
export const SLOT_EXIT_CODE = 36; // valid once the state is STATE_FINISHED
export const SLOT_WAS_READY = 40; // 1 once the thread was ready to run tasks
export const SLOT_GENERATION = 44; // counts the threads that have had this slot
export const SLOT_COMPLETIONS = 48; // number of the ring that takes its finished cells
export const SLOT_EXIT_REASON = 52; // record of a message that tells why the thread ended, 0 if none
export const SLOT_CLAIMED_END = 60; // end of the part of a job that the thread claimed last
export const SLOT_LIFE = 64; // a waitable: changes with the state
export const SLOT_PARENT = 192; // slot of the thread that asked for this one; 0 also for a process whose parent is gone
export const SLOT_SERIAL = 196; // the thread's number, never used again in this program
export const SLOT_ORDER = 200; // record of the message that says what thread is asked for
export const SLOT_REPORT = 204; // the parent's hold of the message that says how the thread ended, 0 if none
export const SLOT_KILL = 208; // 0, or KILL_ANYWAY, or KILL_RUNNING + the cell that it must be running
export const SLOT_DEATH_REPORTED = 212; // 1 once the watchdog has the proof that the thread is dead
export const SLOT_KILLED_SERIAL = 216; // 0, or which killed thread's slot it was, by KILLED: such slots are used last
export const SLOT_DOZING = 220; // 1 while the thread sleeps on its doorbell
export const SLOT_ENDING = 224; // 0, or one of ENDING_…: how far the thread's end has come
export const SLOT_NAME = 256; // laid out as a name: the one that the thread asks for
export const SLOT_SHORT = 512; // the short message that the thread is about to put, or has just got (SHORT_BYTES bytes)

export const STATE_FREE = 0;
export const STATE_STARTING = 1;
export const STATE_READY = 2; // it runs a task if it has a cell, else it is idle
export const STATE_FINISHED = 3; // ended by itself; its exit code is set
export const STATE_DEAD = 4; // reaped
export const STATE_INITIALIZING = 5; // it runs its pool's initializer
export const STATE_GONE = 6; // found dead: it ended without a word
export const STATE_CLAIMED = 7; // a worker has it for a thread that it is going to ask for
export const STATE_REQUESTED = 8; // the main thread is to start the thread that its order names
export const STATE_ENDED = 9; // reaped; its parent has not seen that yet

export const ENDING_TOLD = 1; // its end has been told, and its report is in place; its thread may still run
export const ENDING_SLOWLY = 2; // its death is still not proven, a while later
export const ENDING_NEVER = 3; // it cannot be stopped, as far as anybody can tell

export const STOP_RAISED = 1; // by a killer
export const STOP_SEEN = 2; // the thread waits at the door of a section
export const STOP_FINAL = 3; // the thread has ended, or is being terminated: it never enters a section again

export const KILL_ANYWAY = 1;
export const KILL_RUNNING = 2;

//  ╒═ cell (128 bytes) ═════════════════════════════════════════════════════════════════════════════════╕
//  │ state │ worker │ client │ kind │ function (2) │ message │ elapsed │ outcome │ result │ timed │ form │ 80 │
//  └───────┴────────┴────────┴──────┴──────────────┴─────────┴─────────┴─────────┴────────┴───────┴──────┴────┘
// Written by the client while FREE, by the worker while RUNNING, by nobody while QUEUED or DONE. Each slot has its own.
export const CELLS = SLOTS + SLOT_COUNT * SLOT_SIZE;
export const CELL_SIZE = 128;
export const MAIN_CELLS = 4096; // the main thread's come first
export const WORKER_CELLS = 256; // then those of each other slot, for the pools of a worker
export const CELL_COUNT = MAIN_CELLS + (SLOT_COUNT - 1) * WORKER_CELLS;
export const CELL_STATE = 0;
export const CELL_WORKER = 4;
export const CELL_CLIENT = 8;
export const CELL_KIND = 12;
export const CELL_FUNCTION = 16; // record and generation of the function's definition
export const CELL_FUNCTION_GENERATION = 20;
export const CELL_MESSAGE = 24; // record of the block with the arguments, 0 if they are inline
export const CELL_ELAPSED = 28; // microseconds that it ran
export const CELL_OUTCOME = 32; // 0 value, 1 error, 2 no memory for either
export const CELL_RESULT = 36; // hold of the block with the result, 0 if it is inline
export const CELL_TIMED = 40; // 1: the client wants to know when it starts; 2: it has started
export const CELL_FORM = 44; // how the inline bytes are to be read
export const CELL_INLINE = 48;
export const CELL_INLINE_SIZE = 80;

export const CELL_LEAVE = CELL_COUNT; // in a pool's ring: no cell, but the order to end

export const CELL_FREE = 0;
export const CELL_QUEUED = 1;
export const CELL_RUNNING = 2;
export const CELL_DONE = 3;
export const CELL_CANCELLED = 4;

//  ╒═ ring ══════════════════════════════════════════════════════════════════════╕
//  │ waitable │ … head (own cache line) │ … tail (own cache line) │ entries …     │
//  └──────────┴─────────────────────────┴─────────────────────────┴───────────────┘
// An entry is a sequence number and a value.
export const RINGS = CELLS + CELL_COUNT * CELL_SIZE;
export const RING_WAITABLE = 0;
export const RING_MASK = 40; // capacity - 1; the capacity is a power of two
export const RING_SPINNER = 44; // slot + 1 of the worker that is looking for tasks without sleeping, 0 if none
export const RING_HEAD = 64;
export const RING_TAIL = 128;
export const RING_ENTRIES = 192;
export const RING_CAPACITY = 4096; // all of the main thread's cells
export const WORKER_RING_CAPACITY = 512; // all of a worker's cells, and an order to leave for each worker of its pool
export const RING_SIZE = RING_ENTRIES + RING_CAPACITY * 8;
export const POOL_RINGS = SLOT_COUNT; // the rings before are for completions, one a slot; from here on they are pools'
export const POOL_RING_COUNT = 256;
export const RING_COUNT = POOL_RINGS + POOL_RING_COUNT;

//  ╒═ object (128 bytes) ═══════════════════════════════════════════════════╕
//  │ kind │ record │ waitable (40) │ words by kind                          │
//  └──────┴────────┴───────────────┴────────────────────────────────────────┘
export const OBJECTS = RINGS + RING_COUNT * RING_SIZE;
export const OBJECT_SIZE = 128;
export const OBJECT_COUNT = 65536;
export const OBJECT_KIND = 0;
export const OBJECT_RECORD = 4; // in a free object: the next free one
export const OBJECT_WAITABLE = 8;
export const OBJECT_WORDS = 48;

export const KIND_BLOCK = 0; // of a record that is no object but a block of the data memory
export const KIND_LOCK = 1; // owned by a thread, released by any
export const KIND_RLOCK = 2; // owned by a thread, nests
export const KIND_QUEUE = 3;
export const KIND_CONNECTION = 4; // one end of a pipe; owns holds on its two queues
export const KIND_JOB = 5; // a parallel loop
export const KIND_SEMAPHORE = 6;
export const KIND_EVENT = 7;
export const KIND_CONDITION = 8; // owns a hold on its lock
export const KIND_BARRIER = 9;
export const KIND_TICKET = 10; // what one wait, one guard or one taker has of one of these; owns a hold on it

export const LOCK_OWNER = 48; // slot + 1, 0 free
export const LOCK_DEPTH = 52;
export const LOCK_ABANDONED = 56; // 1: the last owner died holding it

export const QUEUE_COUNT = 48; // what each item changes is in one line of the cache, the rest in the next
export const QUEUE_LIMIT = 52; // 0: no limit
export const QUEUE_BYTES = 56; // that its items take
export const QUEUE_UNFINISHED = 60; // items put and not yet reported done
export const QUEUE_BYTE_LIMIT = 64; // 0: no limit
export const QUEUE_CLOSED = 68; // 1: its writers are gone or it was closed
export const QUEUE_READERS_GONE = 72; // 1: its readers are gone
export const QUEUE_EXPECTED_BYTES = 76; // bytes of a large buffer in the message that is being packed for it, if no reader knows yet

export const QUEUE_LOST = 80; // items that threads had taken, and not reported done, when they ended
export const QUEUE_SWAPPED = 84; // items that were reported done by other threads than had taken them

export const CONNECTION_READS = 48; // record of the queue that it reads, 0 if none
export const CONNECTION_WRITES = 52;

export const JOB_CURSOR = 48; // first index that nobody has claimed
export const JOB_END = 52;
export const JOB_MIN_CLAIM = 56; // smallest claim
export const JOB_SHARE = 60; // a claim is one part in so many of what is left

export const SEMAPHORE_VALUE = 48; // permits left
export const SEMAPHORE_LIMIT = 52; // the most that there may be

export const EVENT_TURNS = 48; // counts how often it was set or cleared; odd: it is set

export const CONDITION_LOCK = 48; // record of its lock

export const BARRIER_PARTIES = 48;
export const BARRIER_HAS_ACTION = 52;
export const BARRIER_BROKEN = 68; // why: one of BROKEN_BY_…, 0 while it is whole
export const BARRIER_ACTS = 72; // 1: all have come, and the last runs the action

// The line of a condition or a barrier: the tickets that wait, oldest first
export const LINE_FIRST = 56; // address of the ticket, 0 if none
export const LINE_LAST = 60;
export const LINE_LENGTH = 64;

export const TICKET_AT = 48; // address of the semaphore, the condition, the barrier or the queue
export const TICKET_STATE = 52;
export const TICKET_NEXT = 56; // neighbours in the line
export const TICKET_PREVIOUS = 60;
export const TICKET_VALUE = 64; // the depth of the condition's lock; the place at the barrier, or why it broke; the items taken

export const TICKET_WAITS = 0; // in the line; a semaphore's: it has a permit
export const TICKET_ACTS = 1; // in the barrier's line, and about to run its action
export const TICKET_CALLED = 2; // notified; let through
export const TICKET_BROKEN = 3; // the barrier was broken or reset
export const TICKET_LEFT = 4; // has nothing to give back

export const BROKEN_BY_ABORT = 1;
export const BROKEN_BY_TIMEOUT = 2;
export const BROKEN_BY_SIGNAL = 3; // a wait was interrupted: by its signal, or because its barrier was disposed of
export const BROKEN_BY_DEATH = 4; // a thread died while it waited, or ran the action
export const BROKEN_BY_ACTION = 5; // which threw
export const BROKEN_BY_RESET = 6; // those that waited; the barrier itself is whole

//  ╒═ record (64 bytes) ═════════════════════════════════════════════════════════════════════════════════════╕
//  │ kind │ generation │ holders │ owned head, tail │ address │ size │ before, after │ list (2) │ flags │ dirty │
//  └──────┴────────────┴─────────┴──────────────────┴─────────┴──────┴───────────────┴──────────┴───────┴───────┘
// One for every block, gap and object. Record 0 is not used.
export const RECORDS = OBJECTS + OBJECT_COUNT * OBJECT_SIZE;
export const RECORD_SIZE = 64;
export const RECORD_COUNT = 1048576;
export const RECORD_KIND = 0;
export const RECORD_GENERATION = 4; // counts the frees
export const RECORD_HOLDERS = 8;
export const RECORD_OWNED = 12; // head, then tail, of the holds that it owns (two words)
export const RECORD_ADDRESS = 20; // of the block in the data memory, or of the object in this one
export const RECORD_BYTES = 24;
export const RECORD_BEFORE = 28; // neighbours in the data memory
export const RECORD_AFTER = 32;
export const RECORD_PREVIOUS = 36; // neighbours in a list of gaps
export const RECORD_NEXT = 40; // also links free records, and records about to be freed
export const RECORD_TAINTED = 44; // 1: a killed thread could still write the block
export const RECORD_DIRTY_END = 48; // the block's bytes from this address on were never written

export const RECORD_IS_FREE = 0;
export const RECORD_IS_BLOCK = 1;
export const RECORD_IS_OBJECT = 2;
export const RECORD_IS_GAP = 3;
export const RECORD_IS_RETIRED = 4;

//  ╒═ hold (16 bytes) ═══════════════════════════╕
//  │ target record │ owner │ next │ previous     │
//  └───────────────┴───────┴──────┴──────────────┘
// The owner is a record number, or OWNER_SLOT + slot number. Hold 0 is not used.
export const HOLDS = RECORDS + RECORD_COUNT * RECORD_SIZE;
export const HOLD_SIZE = 16;
export const HOLD_COUNT = 2097152;
export const HOLD_TARGET = 0; // 0: free
export const HOLD_OWNER = 4;
export const HOLD_NEXT = 8;
export const HOLD_PREVIOUS = 12;
export const OWNER_SLOT = 0x40000000;

//  ╒═ short message (256 bytes) ═════════════════════════════════════╕
//  │ a hold, whose target is the length in bytes │ the message (240)  │
//  └─────────────────────────────────────────────┴────────────────────┘
// An item of a queue that is no block: it is copied in and out by the core. Its number is that of a hold beyond the last one,
// such that holds and short messages are in lists together.
export const SHORTS = HOLDS + HOLD_COUNT * HOLD_SIZE;
export const SHORT_SIZE = 256;
export const SHORT_COUNT = 65536;
export const SHORT_HOLDS = 16; // numbers of holds that one takes
export const SHORT_TEXT = 16;
export const SHORT_BYTES = 240;

//  ╒═ name (128 bytes) ══════════════════════════════════════════════════╕
//  │ hold │ detail │ length │ text: UTF-8, zeroes after its end (116)    │
//  └──────┴────────┴────────┴────────────────────────────────────────────┘
// The hold is the main thread's, which outlives all others; so what has a name lives until the name is taken away.
export const NAMES = SHORTS + SHORT_COUNT * SHORT_SIZE;
export const NAME_SIZE = 128;
export const NAME_COUNT = 4096;
export const NAME_HOLD = 0; // 0: free
export const NAME_DETAIL = 4; // what whoever finds the name should know: the bytes that a block was asked for
export const NAME_LENGTH = 8; // bytes of text
export const NAME_TEXT = 12;
export const NAME_TEXT_SIZE = 116;

export const CONTROL_BYTES = NAMES + NAME_COUNT * NAME_SIZE;

// The data memory
export const NULL_GUARD = 1024; // a kernel's stray null pointer hits nothing
export const HEAP_START = NULL_GUARD; // kernels' static data lies in blocks, as all else
export const BLOCK_ALIGNMENT = 16;
export const MESSAGE_HEADER = 16; // bytes of a message's block before the encoded value: its length (u32), and 12 unused
