/** Values, arrays, lists and blocks in the shared memory. */
import {
  copy,
  FileNotFoundError,
  RawArray,
  RawValue,
  ShareableList,
  SharedArray,
  SharedMemory,
  SharedMemoryManager,
  struct,
  type StructType,
  synchronized,
  Value,
} from "../../../../mod.ts";
import { freeAll, type Rig, rig, type Row, TEXT, under } from "../rig.ts";

interface It<T> {
  readonly it: T;
}

type Numbers = RawArray<"i"> | SharedArray<"i">;
type Number_ = RawValue<"i"> | Value<"i">;

const BITS = ["and", "or", "xor"] as const;
const AMOUNTS = ["add", "sub", "min", "max"] as const;

function arrayRows<T extends Numbers>(make: () => T): Record<string, Row<It<T>>> {
  const steps = Object.fromEntries(
    [...BITS, ...AMOUNTS, "exchange" as const].map((
      name,
    ) => [name, { Sync: ({ it }: It<T>) => it[name](0, 1) }]),
  );
  return {
    ...steps,
    asBytes: { Sync: ({ it }) => it.asBytes() },
    at: { Sync: ({ it }) => it.at(1) },
    compareExchange: { Sync: ({ it }) => it.compareExchange(0, 1, 2) },
    fill: { Sync: ({ it }) => it.fill(1) },
    includes: { Sync: ({ it }) => it.includes(1) },
    indexOf: { Sync: ({ it }) => it.indexOf(1) },
    load: { Sync: ({ it }) => it.load(0) },
    store: { Sync: ({ it }) => it.store(0, 1) },
    set: { Sync: ({ it }) => it.set([1, 2]) },
    setSlice: { Sync: ({ it }) => it.setSlice([1, 2], 0, 2) },
    slice: { Sync: ({ it }) => it.slice() },
    toJSON: { Sync: ({ it }) => it.toJSON() },
    [TEXT]: { Sync: ({ it }) => it.toString() },
    "[Symbol.iterator]": { Sync: ({ it }) => [...it] },
    "[Symbol.dispose]": { Sync: () => make()[Symbol.dispose](), afterwards: "as before" },
  };
}

function valueRows<T extends Number_>(make: () => T): Record<string, Row<It<T>>> {
  const steps = Object.fromEntries(
    [...BITS, ...AMOUNTS, "exchange" as const].map((
      name,
    ) => [name, { Sync: ({ it }: It<T>) => it[name](1) }]),
  );
  return {
    ...steps,
    compareExchange: { Sync: ({ it }) => it.compareExchange(1, 2) },
    toJSON: { Sync: ({ it }) => it.toJSON() },
    [TEXT]: { Sync: ({ it }) => it.toString() },
    "[Symbol.dispose]": { Sync: () => make()[Symbol.dispose](), afterwards: "as before" },
  };
}

function making<O>(name: string, make: () => Disposable): Record<string, Row<O>> {
  return { [`new ${name}`]: { Sync: () => make()[Symbol.dispose](), afterwards: "as before" } };
}

const numbersRig = <T extends Numbers>(
  name: string,
  make: () => T,
  more: Record<string, Row<It<T>>> = {},
): Rig =>
  rig<It<T>>({
    make: () => ({ it: make() }),
    free: freeAll,
    rows: { ...under<It<T>>(name, { ...arrayRows(make), ...more }), ...making<It<T>>(name, make) },
  });

const numberRig = <T extends Number_>(
  name: string,
  make: () => T,
  more: Record<string, Row<It<T>>> = {},
): Rig =>
  rig<It<T>>({
    make: () => ({ it: make() }),
    free: freeAll,
    rows: { ...under<It<T>>(name, { ...valueRows(make), ...more }), ...making<It<T>>(name, make) },
  });

const POINT = struct({ x: "d", y: "d" });
/** Larger than what lies in one short message. */
const SIZE = 4096;

const typesRig = rig<It<RawArray<"i">>>({
  make: () => ({ it: new RawArray("i", [1, 2]) }),
  free: freeAll,
  rows: {
    copy: { Sync: ({ it }) => copy(it)[Symbol.dispose]() },
    synchronized: { Sync: ({ it }) => synchronized(it)[Symbol.dispose]() },
    struct: { Sync: () => struct({ x: "d" }), afterwards: "as before" },
    "StructType.plain": {
      Sync: () => {
        using point = new RawValue(POINT, { x: 1 });
        return (POINT as StructType<{ x: "d"; y: "d" }>).plain(point.value as object);
      },
      afterwards: "as before",
    },
  },
});

/** Another thread may have taken the name away. */
function letGo(memory: SharedMemory): void {
  memory.close();
  try {
    memory.unlink();
  } catch (error) {
    if (!(error instanceof FileNotFoundError)) throw error;
  }
}

const memoryRig = rig<It<SharedMemory>>({
  make: () => ({ it: new SharedMemory({ create: true, size: SIZE }) }),
  free: ({ it }) => letGo(it),
  rows: {
    "new SharedMemory": {
      Sync: () => new SharedMemory({ create: true, size: SIZE })[Symbol.dispose](),
      afterwards: "as before",
    },
    ...under<It<SharedMemory>>("SharedMemory", {
      close: { Sync: ({ it }) => new SharedMemory({ name: it.name }).close() },
      unlink: {
        Sync: () => {
          using memory = new SharedMemory({ create: true, size: SIZE });
          memory.unlink();
        },
        afterwards: "as before",
      },
      "[Symbol.dispose]": { Sync: ({ it }) => new SharedMemory({ name: it.name })[Symbol.dispose]() },
    }),
  },
});

const listRig = rig<It<ShareableList<number | string>>>({
  make: () => ({ it: new ShareableList<number | string>([1, "two", 3]) }),
  free: ({ it }) => letGo(it.shm),
  rows: {
    "new ShareableList": {
      Sync: () => {
        const { shm } = new ShareableList([1, 2]);
        shm.close();
        shm.unlink();
      },
      afterwards: "as before",
    },
    ...under<It<ShareableList<number | string>>>("ShareableList", {
      at: { Sync: ({ it }) => it.at(1) },
      count: { Sync: ({ it }) => it.count(1) },
      includes: { Sync: ({ it }) => it.includes("two") },
      indexOf: { Sync: ({ it }) => it.indexOf("two") },
      toJSON: { Sync: ({ it }) => it.toJSON() },
      [TEXT]: { Sync: ({ it }) => it.toString() },
      "[Symbol.iterator]": { Sync: ({ it }) => [...it] },
      "[Symbol.dispose]": {
        Sync: () => {
          using list = new ShareableList([1]);
          list.shm.unlink();
        },
        afterwards: "as before",
      },
    }),
  },
});

function managed(body: (manager: SharedMemoryManager) => unknown): Row<object> {
  return {
    Sync: () => {
      using manager = new SharedMemoryManager();
      body(manager);
    },
    afterwards: "as before",
  };
}

const memoryManagerRig = rig<object>({
  own: true,
  make: () => ({}),
  free: () => {},
  rows: {
    "new SharedMemoryManager": managed(() => {}),
    "SharedMemoryManager.SharedMemory": managed((manager) => manager.SharedMemory(SIZE)),
    "SharedMemoryManager.ShareableList": managed((manager) => manager.ShareableList([1, "two"])),
    "SharedMemoryManager.shutdown": managed((manager) => (manager.SharedMemory(SIZE), manager.shutdown())),
    "SharedMemoryManager[Symbol.dispose]": managed((manager) => void manager.SharedMemory(SIZE)),
  },
});

export const SHARED_RIGS: readonly Rig[] = [
  numbersRig("RawArray", () => new RawArray("i", [1, 2])),
  numbersRig("SharedArray", () => new SharedArray("i", [1, 2]), {
    getObj: { Sync: ({ it }) => it.getObj() },
  }),
  numberRig("RawValue", () => new RawValue("i", 1)),
  numberRig("Value", () => new Value("i", 1), {
    getObj: { Sync: ({ it }) => it.getObj() },
    get: { Sync: ({ it }) => it.get() },
    set: { Sync: ({ it }) => it.set(1) },
  }),
  typesRig,
  memoryRig,
  listRig,
  memoryManagerRig,
];
