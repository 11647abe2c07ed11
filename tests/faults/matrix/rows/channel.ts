/** Queues, pipes, sockets, and `wait` for them. */
import {
  Client,
  type Connection,
  JoinableQueue,
  Listener,
  Pipe,
  Process,
  Queue,
  SimpleQueue,
  type SocketConnection,
  wait,
  waitSync,
} from "../../../../mod.ts";
import { freeAll, type Rig, rig, type Row, under } from "../rig.ts";

interface It<T> {
  readonly it: T;
}

interface Queues<Q> extends It<Q> {
  /** In which nothing is, and in which there is no room. */
  readonly empty: Q;
  readonly full: Q;
}

function queueRows<Q extends Queue<number>>(make: (maxSize?: number) => Q): Record<string, Row<Queues<Q>>> {
  const close = ({ empty, full }: Queues<Q>) => (empty.close(), full.close());
  return {
    put: {
      async: async ({ it }) => (await it.put(1), await it.get()),
      Sync: ({ it }) => (it.putSync(1), it.getSync()),
      wait: {
        async: ({ full }, limits) => full.put(2, limits),
        Sync: ({ full }, limits) => full.putSync(2, limits),
      },
      close,
    },
    get: {
      async: async ({ it }) => (it.putNowait(1), await it.get()),
      Sync: ({ it }) => (it.putNowait(1), it.getSync()),
      wait: {
        async: ({ empty }, limits) => empty.get(limits),
        Sync: ({ empty }, limits) => empty.getSync(limits),
      },
      close,
    },
    putNowait: { Sync: ({ it }) => (it.putNowait(1), it.getNowait()) },
    getNowait: { Sync: ({ it }) => (it.putNowait(1), it.getNowait()) },
    qsize: { Sync: ({ it }) => it.qsize() },
    empty: { Sync: ({ it }) => it.empty() },
    full: { Sync: ({ it }) => it.full() },
    close: { Sync: () => closing(make(), (queue) => queue.close()), afterwards: "as before" },
    joinThread: {
      async: () => closing(make(), (queue) => (queue.close(), queue.joinThread())),
      afterwards: "as before",
    },
    cancelJoinThread: { Sync: ({ it }) => it.cancelJoinThread(), afterwards: "as before" },
    setWriters: {
      Sync: () => closing(make(), (queue) => queue.setWriters([new Process({ target: () => {} })])),
      afterwards: "as before",
    },
    "[Symbol.asyncIterator]": {
      async: async ({ it }) => {
        it.putNowait(1);
        for await (const _ of it) break;
      },
      wait: { async: async ({ empty }) => await empty[Symbol.asyncIterator]().next() },
      close,
    },
    "[Symbol.dispose]": { Sync: () => make()[Symbol.dispose](), afterwards: "as before" },
  };
}

function closing<Q extends Disposable, R>(queue: Q, body: (queue: Q) => R): R {
  using _ = queue;
  return body(queue);
}

function queues<Q extends Queue<number>>(make: (maxSize?: number) => Q): Queues<Q> {
  const full = make(1);
  full.putNowait(1);
  return { it: make(), empty: make(), full };
}

const newQueue = (maxSize?: number) => new Queue<number>(maxSize);
const newJoinable = (maxSize?: number) => new JoinableQueue<number>(maxSize);

const queueRig = rig<Queues<Queue<number>>>({
  make: () => queues(newQueue),
  free: freeAll,
  rows: {
    ...under("Queue", queueRows(newQueue)),
    "new Queue": { Sync: () => newQueue()[Symbol.dispose](), afterwards: "as before" },
  },
});

const joinableRig = rig<Queues<JoinableQueue<number>>>({
  make: () => queues(newJoinable),
  free: freeAll,
  rows: {
    "new JoinableQueue": { Sync: () => newJoinable()[Symbol.dispose](), afterwards: "as before" },
    ...under("JoinableQueue", {
      ...queueRows(newJoinable),
      taskDone: { Sync: ({ it }) => (it.putNowait(1), it.getSync(), it.taskDone()) },
      join: {
        async: ({ empty }) => empty.join(),
        Sync: ({ empty }) => empty.joinSync(),
        wait: {
          async: ({ full }, limits) => full.join(limits),
          Sync: ({ full }, limits) => full.joinSync(limits),
        },
      },
    }),
  },
});

const simpleQueueRig = rig<It<SimpleQueue<number>> & { empty: SimpleQueue<number> }>({
  make: () => ({ it: new SimpleQueue(), empty: new SimpleQueue() }),
  free: freeAll,
  rows: {
    "new SimpleQueue": { Sync: () => new SimpleQueue()[Symbol.dispose](), afterwards: "as before" },
    ...under("SimpleQueue", {
      put: { Sync: ({ it }) => (it.put(1), it.getSync()) },
      get: {
        async: async ({ it }) => (it.put(1), await it.get()),
        Sync: ({ it }) => (it.put(1), it.getSync()),
        wait: { async: ({ empty }) => empty.get(), Sync: ({ empty }) => empty.getSync() },
        close: ({ empty }) => empty.close(),
      },
      empty: { Sync: ({ it }) => it.empty() },
      close: { Sync: () => new SimpleQueue().close(), afterwards: "as before" },
      "[Symbol.dispose]": { Sync: () => new SimpleQueue()[Symbol.dispose](), afterwards: "as before" },
    } as Record<string, Row<It<SimpleQueue<number>> & { empty: SimpleQueue<number> }>>),
  },
});

/** Two ends with something in between, and one end on which nothing comes. */
export interface Pipes {
  readonly near: Connection<unknown>;
  readonly far: Connection<unknown>;
  readonly idle: Connection<unknown>;
  /** The end that closes what `idle` waits for; not for a thread that waits for that. */
  readonly other: Connection<unknown> | null;
}

const BYTES = new Uint8Array([1, 2, 3]);
const end = ({ other }: Pipes) => other?.close();

/** A receiving call of each form: what comes before it, and what it waits for. */
function receiving(
  send: (pipes: Pipes) => unknown,
  async: NonNullable<Row<Connection<unknown>>["async"]>,
  Sync: NonNullable<Row<Connection<unknown>>["Sync"]>,
): Row<Pipes> {
  return {
    async: async (pipes) => (send(pipes), await async(pipes.far, {})),
    Sync: (pipes) => (send(pipes), Sync(pipes.far, {})),
    wait: {
      async: ({ idle }, limits) => async(idle, limits),
      Sync: ({ idle }, limits) => Sync(idle, limits),
    },
    close: end,
    isClosedByAll: true,
  };
}

const pipeRig = rig<Pipes>({
  make: () => {
    const [near, far] = Pipe<unknown>();
    const [idle, other] = Pipe<unknown>();
    return { near, far, idle, other };
  },
  free: freeAll,
  rows: {
    Pipe: { Sync: () => Pipe().forEach((end) => end.close()), afterwards: "as before" },
    ...under<Pipes>("Connection", {
      send: {
        async: async ({ near, far }) => (await near.send(1), await far.recv()),
        Sync: ({ near, far }) => (near.sendSync(1), far.recvSync()),
      },
      sendBytes: { Sync: ({ near, far }) => (near.sendBytes(BYTES), far.recvBytesSync()) },
      recv: receiving(
        ({ near }) => near.sendSync(1),
        (end, limits) => end.recv(limits),
        (end, limits) => end.recvSync(limits),
      ),
      recvBytes: receiving(
        ({ near }) => near.sendBytes(BYTES),
        (end, limits) => end.recvBytes(undefined, limits),
        (end, limits) => end.recvBytesSync(undefined, limits),
      ),
      recvBytesInto: receiving(
        ({ near }) => near.sendBytes(BYTES),
        (end, limits) => end.recvBytesInto(new Uint8Array(9), 0, limits),
        (end, limits) => end.recvBytesIntoSync(new Uint8Array(9), 0, limits),
      ),
      poll: {
        async: ({ far }) => far.poll(),
        Sync: ({ far }) => far.pollSync(),
        wait: {
          async: ({ idle }, limits) => idle.poll({ timeout: 600_000, ...limits }),
          Sync: ({ idle }, limits) => idle.pollSync({ timeout: 600_000, ...limits }),
        },
        close: end,
        isClosedByAll: true,
      },
      close: { Sync: () => Pipe()[0].close(), afterwards: "as before" },
      "[Symbol.dispose]": { Sync: () => Pipe()[0][Symbol.dispose](), afterwards: "as before" },
    }),
    wait: {
      async: async ({ near, far }) => (near.sendSync(1), await wait([far]), await far.recv()),
      Sync: ({ near, far }) => (near.sendSync(1), waitSync([far]), far.recvSync()),
      wait: {
        async: ({ idle }, limits) => wait([idle], limits),
        Sync: ({ idle }, limits) => waitSync([idle], limits),
      },
      close: end,
      isClosedByAll: true,
    },
  },
});

/** A socket from this thread to itself. */
interface Sockets {
  readonly listener: Listener;
  readonly client: SocketConnection;
  readonly server: SocketConnection;
}

const socketRows: Record<string, Row<Sockets>> = {
  send: { async: async ({ client, server }) => (await client.send(1), await server.recv()) },
  sendBytes: {
    async: async ({ client, server }) => (await client.sendBytes(BYTES), await server.recvBytes()),
  },
  recv: {
    async: async ({ client, server }) => (await client.send(1), await server.recv()),
    wait: { async: ({ server }, limits) => server.recv(limits) },
    close: ({ client }) => client.close(),
  },
  recvBytes: {
    async: async ({ client, server }) => (await client.sendBytes(BYTES), await server.recvBytes()),
    wait: { async: ({ server }, limits) => server.recvBytes(undefined, limits) },
    close: ({ client }) => client.close(),
  },
  recvBytesInto: {
    async: async (
      { client, server },
    ) => (await client.sendBytes(BYTES), await server.recvBytesInto(new Uint8Array(9))),
    wait: { async: ({ server }, limits) => server.recvBytesInto(new Uint8Array(9), 0, limits) },
    close: ({ client }) => client.close(),
  },
  poll: {
    async: async ({ client, server }) => (await client.send(1), await server.poll(), await server.recv()),
    wait: { async: ({ server }, limits) => server.poll({ timeout: 600_000, ...limits }) },
    close: ({ client }) => client.close(),
  },
  close: { Sync: ({ client }) => client.closed, afterwards: "as before" },
  "[Symbol.dispose]": { Sync: ({ client }) => client.closed, afterwards: "as before" },
};

const connecting: Row<Sockets> = {
  async: async ({ listener }) => {
    using client = await Client(listener.address);
    using server = await listener.accept();
    await client.send(1);
    return await server.recv();
  },
};

const socketRig = rig<Sockets>({
  own: true,
  make: async () => {
    const listener = new Listener();
    const client = await Client(listener.address);
    return { listener, client, server: await listener.accept() };
  },
  free: freeAll,
  rows: {
    ...under("SocketConnection", socketRows),
    Client: connecting,
    "Listener.accept": {
      ...connecting,
      wait: { async: ({ listener }, limits) => listener.accept(limits) },
      close: ({ listener }) => listener.close(),
    },
    "new Listener": { Sync: () => new Listener().close(), afterwards: "as before" },
    "Listener.close": { Sync: () => new Listener().close(), afterwards: "as before" },
    "Listener[Symbol.dispose]": { Sync: () => new Listener()[Symbol.dispose](), afterwards: "as before" },
    "Listener[Symbol.asyncDispose]": {
      async: () => new Listener()[Symbol.asyncDispose](),
      afterwards: "as before",
    },
  },
});

export const CHANNEL_RIGS: readonly Rig[] = [queueRig, joinableRig, simpleQueueRig, pipeRig, socketRig];
