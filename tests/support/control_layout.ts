/** What each exported constant of the control memory's layout is: a field of a structure, a table, or a value. */
import * as layout from "../../engine/core/layout.ts";

/** Fields that lie together, by the names of their constants. */
export interface Structure {
  /** Bytes of it. */
  readonly size: number;
  /** Each field's width in bytes, by the name of its offset. */
  readonly fields: Readonly<Record<string, number>>;
  /** Fields that begin a line of the cache of their own, as threads contend for them. */
  readonly ownLines?: readonly string[];
}

const WORD = 4;
const WAITABLE = layout.WAIT_INTEREST + layout.WAIT_INTEREST_WORDS * WORD;
const NAME = layout.NAME_SIZE;

function words(...names: string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, WORD]));
}

const OBJECT = { ...words("OBJECT_KIND", "OBJECT_RECORD"), OBJECT_WAITABLE: WAITABLE };
const LINE = words("LINE_FIRST", "LINE_LAST", "LINE_LENGTH");

function object(own: Record<string, number>): Structure {
  return { size: layout.OBJECT_SIZE, fields: { ...OBJECT, ...own } };
}

/** The structures. Kinds of objects overlay one another, so each is one of its own. */
export const STRUCTURES: Readonly<Record<string, Structure>> = {
  header: {
    size: layout.HEADER_SIZE,
    fields: {
      ...words(
        "RECORD_TOP",
        "RECORD_FREE",
        "HOLD_TOP",
        "HOLD_FREE",
        "OBJECT_TOP",
        "OBJECT_FREE",
        "HIGH_WATER",
      ),
      ...words("DATA_START", "DATA_END", "USED_BYTES", "RETIRED_BYTES", "FIRST_LEVEL"),
      SECOND_LEVEL: layout.FIRST_LEVEL_COUNT * WORD,
      FREE_LISTS: layout.FIRST_LEVEL_COUNT * layout.SECOND_LEVEL_COUNT * WORD,
      NAME_TOP: WORD,
      RING_OWNERS: layout.POOL_RING_COUNT * WORD,
      ...words("MAIN_REQUESTS", "SERIALS", "KILLED", "HEAP_LOCK", "SHORT_TOP", "SHORT_FREE"),
    },
    ownLines: ["HEAP_LOCK"],
  },
  waitable: {
    size: WAITABLE,
    fields: {
      ...words("WAIT_EVENT", "WAIT_SLEEPERS"),
      WAIT_INTEREST: layout.SLOT_COUNT / 8,
    },
  },
  slot: {
    size: layout.SLOT_SIZE,
    fields: {
      ...words("SLOT_STATE", "SLOT_STOP", "SLOT_SECTIONS", "SLOT_PARKED", "SLOT_CELL"),
      SLOT_HOLDS: 2 * WORD,
      ...words("SLOT_DOORBELL", "SLOT_ARMED", "SLOT_EXIT_CODE", "SLOT_WAS_READY", "SLOT_GENERATION"),
      ...words("SLOT_COMPLETIONS", "SLOT_EXIT_REASON", "SLOT_CLAIMED_END"),
      SLOT_LIFE: WAITABLE,
      ...words("SLOT_PARENT", "SLOT_SERIAL", "SLOT_ORDER", "SLOT_REPORT", "SLOT_KILL", "SLOT_DEATH_REPORTED"),
      ...words("SLOT_KILLED_SERIAL", "SLOT_DOZING", "SLOT_ENDING"),
      SLOT_NAME: NAME,
      SLOT_SHORT: layout.SHORT_BYTES,
    },
  },
  cell: {
    size: layout.CELL_SIZE,
    fields: {
      ...words("CELL_STATE", "CELL_WORKER", "CELL_CLIENT", "CELL_KIND", "CELL_FUNCTION"),
      ...words("CELL_FUNCTION_GENERATION", "CELL_MESSAGE", "CELL_ELAPSED", "CELL_OUTCOME", "CELL_RESULT"),
      ...words("CELL_TIMED", "CELL_FORM"),
      CELL_INLINE: layout.CELL_INLINE_SIZE,
    },
  },
  ring: {
    size: layout.RING_SIZE,
    fields: {
      RING_WAITABLE: WAITABLE,
      ...words("RING_MASK", "RING_SPINNER", "RING_HEAD", "RING_TAIL"),
      RING_ENTRIES: layout.RING_CAPACITY * 2 * WORD,
    },
    ownLines: ["RING_HEAD", "RING_TAIL"],
  },
  object: {
    size: layout.OBJECT_SIZE,
    fields: { ...OBJECT, OBJECT_WORDS: layout.OBJECT_SIZE - layout.OBJECT_WORDS },
  },
  lock: object(words("LOCK_OWNER", "LOCK_DEPTH")),
  queue: object({
    ...words("QUEUE_COUNT", "QUEUE_LIMIT", "QUEUE_BYTES", "QUEUE_UNFINISHED", "QUEUE_BYTE_LIMIT"),
    ...words("QUEUE_CLOSED", "QUEUE_READERS_GONE", "QUEUE_EXPECTED_BYTES", "QUEUE_LOST", "QUEUE_SWAPPED"),
  }),
  connection: object(words("CONNECTION_READS", "CONNECTION_WRITES")),
  job: object(words("JOB_CURSOR", "JOB_END", "JOB_MIN_CLAIM", "JOB_SHARE")),
  semaphore: object(words("SEMAPHORE_VALUE", "SEMAPHORE_LIMIT")),
  event: object(words("EVENT_TURNS")),
  condition: object({ ...words("CONDITION_LOCK"), ...LINE }),
  barrier: object({
    ...words("BARRIER_PARTIES", "BARRIER_HAS_ACTION"),
    ...LINE,
    ...words("BARRIER_BROKEN", "BARRIER_ACTS"),
  }),
  ticket: object(words("TICKET_AT", "TICKET_STATE", "TICKET_NEXT", "TICKET_PREVIOUS", "TICKET_VALUE")),
  record: {
    size: layout.RECORD_SIZE,
    fields: {
      ...words("RECORD_KIND", "RECORD_GENERATION", "RECORD_HOLDERS"),
      RECORD_OWNED: 2 * WORD,
      ...words("RECORD_ADDRESS", "RECORD_BYTES", "RECORD_BEFORE", "RECORD_AFTER", "RECORD_PREVIOUS"),
      ...words("RECORD_NEXT", "RECORD_TAINTED", "RECORD_DIRTY_END"),
    },
  },
  hold: { size: layout.HOLD_SIZE, fields: words("HOLD_TARGET", "HOLD_OWNER", "HOLD_NEXT", "HOLD_PREVIOUS") },
  "short message": { size: layout.SHORT_SIZE, fields: { SHORT_TEXT: layout.SHORT_BYTES } },
  name: {
    size: NAME,
    fields: { ...words("NAME_HOLD", "NAME_DETAIL", "NAME_LENGTH"), NAME_TEXT: layout.NAME_TEXT_SIZE },
  },
};

/** The tables that follow the header, in their order: the names of where each begins, and of its entries' size and count. */
export const TABLES: readonly (readonly [start: string, size: string, count: string])[] = [
  ["SLOTS", "SLOT_SIZE", "SLOT_COUNT"],
  ["CELLS", "CELL_SIZE", "CELL_COUNT"],
  ["RINGS", "RING_SIZE", "RING_COUNT"],
  ["OBJECTS", "OBJECT_SIZE", "OBJECT_COUNT"],
  ["RECORDS", "RECORD_SIZE", "RECORD_COUNT"],
  ["HOLDS", "HOLD_SIZE", "HOLD_COUNT"],
  ["SHORTS", "SHORT_SIZE", "SHORT_COUNT"],
  ["NAMES", "NAME_SIZE", "NAME_COUNT"],
];

/** Groups of values of which a word, or a call's result, has one: none occurs twice in its group. */
export const ENUMERATIONS: readonly (readonly string[])[] = [
  ["BLOCKED", "NO_MEMORY", "NO_ROOM", "STALE", "CLOSED", "NOT_OWNER", "MORE", "CORRUPTED", "TAKEN"]
    .concat("UNSTOPPABLE"),
  ["STATE_FREE", "STATE_STARTING", "STATE_READY", "STATE_FINISHED", "STATE_DEAD", "STATE_INITIALIZING"]
    .concat("STATE_GONE", "STATE_CLAIMED", "STATE_REQUESTED", "STATE_ENDED"),
  ["ENDING_TOLD", "ENDING_SLOWLY", "ENDING_NEVER"],
  ["STOP_RAISED", "STOP_SEEN", "STOP_FINAL"],
  ["KILL_ANYWAY", "KILL_RUNNING"],
  ["CELL_FREE", "CELL_QUEUED", "CELL_RUNNING", "CELL_DONE", "CELL_CANCELLED", "CELL_LEAVE"],
  [
    "KIND_BLOCK",
    "KIND_LOCK",
    "KIND_RLOCK",
    "KIND_QUEUE",
    "KIND_CONNECTION",
    "KIND_JOB",
    "KIND_SEMAPHORE",
    "KIND_EVENT",
  ]
    .concat("KIND_CONDITION", "KIND_BARRIER", "KIND_TICKET"),
  ["LOCK_ABANDONED"],
  ["TICKET_WAITS", "TICKET_ACTS", "TICKET_CALLED", "TICKET_BROKEN", "TICKET_LEFT"],
  ["BROKEN_BY_ABORT", "BROKEN_BY_TIMEOUT", "BROKEN_BY_SIGNAL", "BROKEN_BY_DEATH", "BROKEN_BY_ACTION"]
    .concat("BROKEN_BY_RESET"),
  ["RECORD_IS_FREE", "RECORD_IS_BLOCK", "RECORD_IS_OBJECT", "RECORD_IS_GAP", "RECORD_IS_RETIRED"],
];

/** Sizes, counts and limits that are neither a field nor a part of a table. */
export const LIMITS: readonly string[] = [
  ...["FIRST_COUNT", "HEADER_SIZE", "FIRST_LEVEL_COUNT", "SECOND_LEVEL_COUNT", "WAIT_INTEREST_WORDS"],
  ...["MAIN_CELLS", "WORKER_CELLS", "CELL_INLINE_SIZE"],
  ...["RING_CAPACITY", "WORKER_RING_CAPACITY", "POOL_RINGS", "POOL_RING_COUNT"],
  ...["OWNER_SLOT", "SHORT_HOLDS", "SHORT_BYTES", "NAME_TEXT_SIZE", "CONTROL_BYTES"],
  ...["NULL_GUARD", "HEAP_START", "BLOCK_ALIGNMENT", "MESSAGE_HEADER"],
];

/** The constants that say where something lies: only `engine/core` and `engine/memory` need them. */
export const OFFSETS: ReadonlySet<string> = new Set([
  ...Object.values(STRUCTURES).flatMap(({ fields }) => Object.keys(fields)),
  ...TABLES.flatMap(([start, size]) => [start, size]),
  "HEADER_SIZE",
  "MESSAGE_HEADER",
]);
