import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { sharedState } from "../../engine/codec/shared_object.ts";
import * as layout from "../../engine/core/layout.ts";
import { recordKind } from "../../engine/memory/records.ts";
import { withDeadline } from "../../engine/options/promises.ts";
import { listenAt } from "../../engine/platform/sockets.ts";
import { loadWord } from "../support/control_words.ts";
import {
  AuthenticationError,
  Client,
  ConnectionClosedError,
  Listener,
  Lock,
  Manager,
  Queue,
  SharedArray,
  type SocketConnection,
  TransferError,
} from "../../mod.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { withSeed } from "../support/random.ts";
import { runFixture } from "../support/run_fixture.ts";
import type { Orders } from "./fixtures/hostile_peer.ts";

const PEER = new URL("./fixtures/hostile_peer.ts", import.meta.url);
const authKey = "secret";
/** Longer than any honest call takes on a busy machine, and shorter than what a silent stranger would hold it up. */
const DEADLINE_MS = 8000;

/** What the shared memories hold. */
function memoryCounts(): Record<string, number> {
  const kinds: Record<string, number> = { blocks: 0, objects: 0 };
  const top = loadWord(layout.RECORD_TOP);
  for (let record = 1; record < top; record++) {
    const kind = recordKind(record);
    if (kind >= 0) kinds[kind === layout.KIND_BLOCK ? "blocks" : "objects"]!++;
  }
  const { holds, shorts, usedBytes } = engineCounts();
  return { ...kinds, holds, shorts, usedBytes };
}

/** Receives from all that connect, and answers those whose message is `"ping"`. Returns errors that none should cause. */
async function serve(listener: Listener): Promise<unknown[]> {
  const unexpected: unknown[] = [];
  while (true) {
    try {
      receive(await listener.accept(), unexpected);
    } catch (error) {
      if (error instanceof ConnectionClosedError) return unexpected;
      if (!(error instanceof AuthenticationError)) unexpected.push(error);
    }
  }
}

async function receive(connection: SocketConnection, unexpected: unknown[]): Promise<void> {
  while (true) {
    try {
      if (await connection.recv() === "ping") await connection.send("pong");
    } catch (error) {
      if (error instanceof TransferError) continue;
      if (!(error instanceof ConnectionClosedError)) unexpected.push(error);
      return connection.close();
    }
  }
}

describe("a program that sends what it should not", () => {
  it("reaches nothing, and keeps nobody from being served", () =>
    withSeed(async (seed) => {
      const secret = new SharedArray("i", [1, 2, 3, 4]);
      const queue = new Queue<string>();
      const lock = new Lock();
      await queue.put("private");
      const open = new Listener(), locked = new Listener(undefined, { authKey });
      const served = [serve(open), serve(locked)];
      const trap = listenAt(["127.0.0.1", 0]);
      let trapped = 0;
      const trapping = trap.accept().then(() => trapped++, () => {});
      const manager = await Manager.serve({ address: ["127.0.0.1", 0], authKey });
      const honest = await Manager.connect({ address: manager.address, authKey });
      const dict = await honest.dict<string, number>([["a", 1]]);
      await manager.numberOfObjects();
      const before = memoryCounts();

      const orders: Orders = {
        seed,
        open: open.address,
        locked: locked.address,
        manager: manager.address,
        key: authKey,
        trap: trap.address,
        refs: [secret, queue, lock].map((object) => {
          const { record, generation } = object[sharedState]().refs[0]!;
          return { record, generation };
        }),
      };
      let isOver = false;
      const run = runFixture(PEER, [JSON.stringify(orders)]).finally(() => isOver = true);
      const late = (): never => {
        throw new Error(`An honest client was not served within ${DEADLINE_MS} ms`);
      };
      for (let calls = 0; !isOver || calls < 3; calls++) {
        await withDeadline(dict.set("calls", calls), DEADLINE_MS, late);
        assertEquals(await withDeadline(dict.get("calls"), DEADLINE_MS, late), calls);
        for (const listener of [open, locked]) {
          const options = listener === locked ? { authKey } : {};
          using client = await withDeadline(Client(listener.address, options), DEADLINE_MS, late);
          await client.send("ping");
          assertEquals(await withDeadline(client.recv(), DEADLINE_MS, late), "pong");
        }
      }
      const { code, stdout, stderr } = await run;
      assertEquals([code, stderr], [0, ""]);
      assertMatch(stdout[0]!, /^sent \d{3}/);

      // The manager notices a moment later that the program is gone.
      for (let look = 0; look < 5000 && await manager.numberOfObjects() > 1; look++);
      assertEquals(await manager.numberOfObjects(), 1);
      assertEquals(memoryCounts(), before);
      assertEquals([[...secret], queue.qsize(), lock.locked()], [[1, 2, 3, 4], 1, false]);
      assertEquals(await queue.get(), "private");
      assertEquals(trapped, 0);

      open.close();
      locked.close();
      trap.close();
      await trapping;
      assertEquals(await Promise.all(served), [[], []]);
      await honest.shutdown();
      await manager.shutdown();
      for (const object of [secret, queue, lock]) object[Symbol.dispose]();
    }));
});
