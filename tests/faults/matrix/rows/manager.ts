/** Managers, and the proxies of what they keep. */
import { type BaseProxy, Manager, type RemoteManager } from "../../../../mod.ts";
import { type Rig, rig, type Row } from "../rig.ts";

type Method = (...args: readonly unknown[]) => unknown;

/** A proxy whose methods are called by name. */
type Proxy_ = BaseProxy & Readonly<Record<string, Method>>;

interface It {
  readonly it: Proxy_;
}

type Step = readonly [method: string, ...args: readonly unknown[]];

let manager: Promise<RemoteManager> | undefined;

/** A server of all built-in types, one for all rows. */
export function server(): Promise<RemoteManager> {
  return manager ??= Manager.serve({ address: ["127.0.0.1", 0] });
}

/** Ends the server of all rows. */
export async function closeManager(): Promise<void> {
  await (await manager)?.shutdown();
  manager = undefined;
}

/** A round of calls, one after the other, in either form. */
function steps(...calls: readonly Step[]): Row<It> {
  return {
    async: async ({ it }) => {
      for (const [method, ...args] of calls) await it[method]!(...args);
    },
    Sync: ({ it }) => {
      for (const [method, ...args] of calls) it[`${method}Sync`]!(...args);
    },
  };
}

/** A round, and a call that waits. */
function waiting(call: Step, round: Row<It>, prepare?: Step): Row<It> {
  const [method, ...args] = call;
  return {
    ...round,
    wait: {
      async: ({ it }, limits) => it[method]!(...args, limits),
      Sync: ({ it }, limits) => it[`${method}Sync`]!(...args, limits),
    },
    ...prepare && { prepare: ({ it }: It) => void it[`${prepare[0]}Sync`]!(...prepare.slice(1)) },
  };
}

const HOLD: Step = ["acquire"];

function managed(
  typeId: string,
  make: (manager: RemoteManager) => Promise<unknown>,
  rows: Readonly<Record<string, Row<It>>>,
): Rig {
  return rig<It>({
    needsThreads: "a manager's server is a thread",
    make: async () => ({ it: await make(await server()) as Proxy_ }),
    free: ({ it }) => it[Symbol.dispose](),
    rows: Object.fromEntries(Object.entries(rows).map(([name, row]) => [`Managed${typeId}.${name}`, row])),
  });
}

const queueRows: Record<string, Row<It>> = {
  put: steps(["put", 1], ["get"]),
  get: waiting(["get"], steps(["put", 1], ["get"])),
  putNowait: steps(["putNowait", 1], ["getNowait"]),
  getNowait: steps(["putNowait", 1], ["getNowait"]),
  qsize: steps(["qsize"]),
  empty: steps(["empty"]),
  full: steps(["full"]),
  joinThread: steps(["qsize"]),
  close: steps(["qsize"]),
};

const acquiring = (prepare?: Step): Record<string, Row<It>> => {
  const round = steps(["acquire"], ["release"]);
  const hold = ({ it }: It) => void it["acquireSync"]!();
  return {
    acquire: {
      ...waiting(["acquire"], round, prepare),
      ...prepare === undefined && { hold, bereaved: /^true$/ },
    },
    release: round,
  };
};

const listRows: Record<string, Row<It>> = {
  append: steps(["append", 1], ["pop"]),
  at: steps(["at", 0]),
  clear: steps(["append", 1], ["clear"], ["extend", [1, 2, 3]]),
  concat: steps(["concat", [1]]),
  count: steps(["count", 1]),
  delete: steps(["append", 1], ["delete", -1]),
  deleteSlice: steps(["append", 1], ["deleteSlice", -1]),
  setSlice: steps(["setSlice", [1], 0, 1]),
  repeatInPlace: steps(["repeatInPlace", 1]),
  extend: steps(["extend", [1]], ["pop"]),
  includes: steps(["includes", 1]),
  index: steps(["insert", 0, 7], ["index", 7], ["remove", 7]),
  insert: steps(["insert", 0, 1], ["pop"]),
  pop: steps(["append", 1], ["pop"]),
  push: steps(["push", 1], ["pop"]),
  remove: steps(["append", 1], ["remove", 1]),
  repeat: steps(["repeat", 2]),
  reverse: steps(["reverse"]),
  set: steps(["set", 0, 1]),
  slice: steps(["slice", 0, 2]),
  sort: steps(["sort"]),
};

const setRows: Record<string, Row<It>> = {
  add: steps(["add", 1]),
  clear: steps(["clear"]),
  copy: steps(["copy"]),
  delete: steps(["delete", 9]),
  difference: steps(["difference", [1]]),
  differenceUpdate: steps(["differenceUpdate", [9]]),
  discard: steps(["discard", 9]),
  has: steps(["has", 1]),
  intersection: steps(["intersection", [1]]),
  intersectionUpdate: steps(["intersectionUpdate", [1, 2]]),
  isDisjointFrom: steps(["isDisjointFrom", [9]]),
  isSubsetOf: steps(["isSubsetOf", [1]]),
  isSupersetOf: steps(["isSupersetOf", [1]]),
  // Others take out what was put in last too.
  pop: {
    async: async ({ it }) => (await it["add"]!(crypto.randomUUID()), await it["pop"]!()),
    Sync: ({ it }) => (it["addSync"]!(crypto.randomUUID()), it["popSync"]!()),
  },
  remove: {
    async: ({ it }) => {
      const value = crypto.randomUUID();
      return Promise.all([it["add"]!(value), it["remove"]!(value)]);
    },
    Sync: ({ it }) => {
      const value = crypto.randomUUID();
      it["addSync"]!(value);
      it["removeSync"]!(value);
    },
  },
  symmetricDifference: steps(["symmetricDifference", [1]]),
  symmetricDifferenceUpdate: steps(["symmetricDifferenceUpdate", []]),
  union: steps(["union", [9]]),
  update: steps(["update", [1]]),
  values: steps(["values"]),
};

const dictRows: Record<string, Row<It>> = {
  clear: steps(["clear"], ["set", "a", 1]),
  copy: steps(["copy"]),
  delete: steps(["set", "b", 1], ["delete", "b"]),
  entries: steps(["entries"]),
  get: steps(["get", "a"]),
  has: steps(["has", "a"]),
  items: steps(["items"]),
  keys: steps(["keys"]),
  pop: steps(["set", "b", 1], ["pop", "b", 0]),
  // Others pop what was set last too.
  popItem: {
    async: async ({ it }) => (await it["set"]!(crypto.randomUUID(), 1), await it["popItem"]!()),
    Sync: ({ it }) => (it["setSync"]!(crypto.randomUUID(), 1), it["popItemSync"]!()),
  },
  set: steps(["set", "a", 1]),
  setDefault: steps(["setDefault", "a", 1]),
  update: steps(["update", [["a", 1]]]),
  values: steps(["values"]),
};

const proxyRig = rig<It>({
  needsThreads: "a manager's server is a thread",
  make: async () => {
    using inner = await (await server()).list([1, 2]);
    return { it: await (await server()).list([inner]) as unknown as Proxy_ };
  },
  free: ({ it }) => it[Symbol.dispose](),
  rows: {
    "BaseProxy.callMethod": {
      async: ({ it }) => it.callMethod("at", [0]),
      Sync: ({ it }) => it.callMethodSync("at", [0]),
    },
    "BaseProxy[Symbol.dispose]": {
      Sync: async ({ it }) => (await it["at"]!(0) as Disposable)[Symbol.dispose](),
    },
  },
});

/** What makes an object of each type, and what ends a manager. */
const created: Record<string, (manager: Manager | RemoteManager) => unknown> = {
  Array: (manager) => manager.Array("i", [1, 2]),
  Barrier: (manager) => manager.Barrier(2),
  BoundedSemaphore: (manager) => manager.BoundedSemaphore(2),
  Condition: (manager) => manager.Condition(),
  Event: (manager) => manager.Event(),
  JoinableQueue: (manager) => manager.JoinableQueue(),
  Lock: (manager) => manager.Lock(),
  Namespace: (manager) => manager.Namespace({ a: 1 }),
  Queue: (manager) => manager.Queue(),
  RLock: (manager) => manager.RLock(),
  Semaphore: (manager) => manager.Semaphore(2),
  Value: (manager) => manager.Value("i", 1),
  dict: (manager) => manager.dict([["a", 1]]),
  list: (manager) => manager.list([1]),
  set: (manager) => manager.set([1]),
  numberOfObjects: (manager) => manager.numberOfObjects(),
};

/** Whether the server makes it: a manager of this program makes most types itself, also when it has been shut down. */
function isServed(name: string, type: string): boolean {
  return name === "RemoteManager" || ["Namespace", "dict", "list", "numberOfObjects", "set"].includes(type);
}

interface Managers {
  readonly manager: Manager | RemoteManager;
}

const NEEDS_THREADS = "a manager's server is a thread";

function managerRig(
  name: string,
  make: () => Manager | Promise<RemoteManager>,
  more: Record<string, Row<Managers>>,
): Rig {
  const making = Object.entries(created).map((
    [type, create],
  ): [string, Row<Managers>] => [`${name}.${type}`, {
    ...!isServed(name, type) && { afterwards: "as before" as const },
    async: async ({ manager }) => ((await create(manager)) as Partial<Disposable>)?.[Symbol.dispose]?.(),
  }]);
  const ending = (end: (manager: Manager | RemoteManager) => unknown): Row<Managers> => ({
    async: async () => {
      const manager = await make();
      await end(manager);
      await manager.shutdown();
    },
    afterwards: "as before",
  });
  return rig<Managers>({
    own: true,
    needsThreads: NEEDS_THREADS,
    make: async () => ({ manager: await make() }),
    free: ({ manager }) => manager.shutdown(),
    rows: {
      ...Object.fromEntries(making),
      [`${name}.join`]: ending(async (manager) => (await manager.shutdown(), await manager.join())),
      [`${name}.shutdown`]: ending((manager) => manager.shutdown()),
      [`${name}[Symbol.asyncDispose]`]: ending((manager) => manager[Symbol.asyncDispose]()),
      [`${name}.register`]: { Sync: ({ manager }) => void manager.register("dict"), afterwards: "as before" },
      ...more,
    },
  });
}

const serve = () => Manager.serve({ address: ["127.0.0.1", 0] });

export const MANAGER_RIGS: readonly Rig[] = [
  managed("List", (manager) => manager.list([1, 2, 3]), listRows),
  managed("Dict", (manager) => manager.dict([["a", 1]]), dictRows),
  managed("Set", (manager) => manager.set([1, 2]), setRows),
  managed("Namespace", (manager) => manager.Namespace({ a: 1 }), {
    get: steps(["get", "a"]),
    set: steps(["set", "a", 1]),
    has: steps(["has", "a"]),
    names: steps(["names"]),
    delete: steps(["set", "b", 1], ["delete", "b"]),
  }),
  managed("Queue", (manager) => manager.Queue(), queueRows),
  managed("JoinableQueue", (manager) => manager.JoinableQueue(), {
    ...queueRows,
    taskDone: steps(["put", 1], ["get"], ["taskDone"]),
    join: waiting(["join"], steps(["qsize"]), ["putNowait", 1]),
  }),
  managed("Lock", (manager) => manager.Lock(), { ...acquiring(), locked: steps(["locked"]) }),
  managed("Semaphore", (manager) => manager.Semaphore(4), {
    acquire: steps(["acquire"], ["release"]),
    release: steps(["acquire"], ["release"]),
    locked: steps(["locked"]),
    getValue: steps(["getValue"]),
  }),
  managed("Condition", (manager) => manager.Condition(), {
    ...acquiring(),
    notify: steps(HOLD, ["notify"], ["release"]),
    notifyAll: steps(HOLD, ["notifyAll"], ["release"]),
    wait: steps(HOLD, ["wait", { timeout: 1 }], ["release"]),
  }),
  managed("Event", (manager) => manager.Event(), {
    set: steps(["set"]),
    clear: steps(["clear"]),
    isSet: steps(["isSet"]),
    wait: waiting(["wait"], steps(["set"], ["wait"])),
  }),
  managed("Barrier", (manager) => manager.Barrier(1), {
    wait: steps(["wait"]),
    abort: steps(["abort"]),
    reset: steps(["reset"]),
  }),
  managed("Value", (manager) => manager.Value("i", 1), {
    get: steps(["get"]),
    set: steps(["set", 1]),
    add: steps(["add", 1]),
  }),
  managed("Array", (manager) => manager.Array("i", [1, 2]), {
    at: steps(["at", 0]),
    set: steps(["set", 0, 1]),
    slice: steps(["slice"]),
    setSlice: steps(["setSlice", [1, 2], 0, 2]),
  }),
  proxyRig,
  managerRig("Manager", () => new Manager(), {
    "new Manager": { Sync: async () => await new Manager().shutdown(), afterwards: "as before" },
    "Manager.serve": { async: async () => await (await serve()).shutdown(), afterwards: "as before" },
    "Manager.connect": {
      async: async ({ manager: _ }) => {
        await using server = await serve();
        await using client = await Manager.connect({ address: server.address });
        await client.numberOfObjects();
      },
      afterwards: "as before",
    },
  }),
  managerRig("RemoteManager", serve, {}),
];
