/**
 * Two copies of the library in one program, and a third one whose shared memory has another layout. Their URLs may be given, and that
 * of the first one's module of sorting kernels.
 */
import assert from "node:assert/strict";
import process from "node:process";

type Library = typeof import("@multicore/multicore");

async function bundle(): Promise<string> {
  const out = `${Deno.cwd()}/bundle.mjs`;
  const entry = new URL("../../../mod.ts", import.meta.url).href;
  const args = ["bundle", "--quiet", "--platform=deno", `--output=${out}`, entry];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return `file://${out}`;
}

const [
  first = "@multicore/multicore",
  second = "Deno" in globalThis ? await bundle() : "./second/copy.mjs",
  foreign = "Deno" in globalThis ? undefined : "./foreign/copy.mjs",
  kernels = "@multicore/multicore/kernels/sort",
] = process.argv.slice(2);
const a: Library = await import(first);
const b: Library = await import(second);
assert.notEqual(a.Pool, b.Pool);
const { sort } = await import(kernels);
const pools = [new a.Pool(1), new b.Pool(1)];

assert.deepEqual(await Promise.all(pools.map((pool) => pool.map((n: number) => n + 1, [1, 2]))), [[2, 3], [
  2,
  3,
]]);

for (
  const [{ Queue, SharedArray, Value }, { Lock }, pool] of [[a, b, pools[1]!], [b, a, pools[0]!]] as const
) {
  // What is passed on lives in the memory that both have, and a lock of one keeps out the other.
  const queue = new Queue<number>();
  const counter = new Value("i", 1, { lock: new Lock() });
  const numbers = new SharedArray("f64", [3, 1, 2]);
  const put = pool.run(
    (queue, counter) => {
      counter.value++;
      queue.putSync(5);
    },
    queue,
    counter,
  );
  // This thread blocks: whatever another copy has not yet told its workers, it is told now.
  assert.equal(queue.getSync({ timeout: 60_000 }), 5);
  await put;
  assert.equal(counter.value, 2);
  await pool.run(sort, numbers);
  assert.deepEqual([...numbers], [1, 2, 3]);
}

const tasks = a.importTasks<{ twice(n: number): number }>(
  "data:text/javascript,export const twice = (n) => 2 * n",
);
assert.equal(await pools[1]!.run(tasks.twice, 4), 8);

const lost = await pools[0]!.run(() => process.exit(3)).catch((error: unknown) => error);
for (const { ProcessError, TimeoutError, WorkerLostError } of [a, b]) {
  assert.ok(
    lost instanceof WorkerLostError && lost instanceof ProcessError && !(lost instanceof TimeoutError),
  );
}
class Late extends a.TimeoutError {}
assert.ok(new Late() instanceof b.TimeoutError && !(new b.TimeoutError() instanceof Late));

const child = new a.Process({ target: () => {} });
child.start();
assert.deepEqual(b.activeChildren(), [child]);
await child.join();
// An object that does not travel says so to any copy.
await assert.rejects(
  async () => await pools[1]!.run((x: unknown) => x, pools[0]),
  /only in the thread that created it/,
);

if (foreign !== undefined) {
  const c: Library = await import(foreign);
  const other = new c.Pool(1);
  assert.equal(await other.run((n: number) => n + 1, 1), 2);
  const identity = (x: unknown) => x;
  const refused = (name: string) =>
    new RegExp(
      `a ${name} of multicore [\\d.]+ \\(layout [\\w.]+\\), and this is multicore [\\d.]+ \\(layout`,
    );
  const queue = new a.Queue<number>();
  const lock = new a.Lock();
  const numbers = new a.SharedArray("f64", [3, 1, 2]);
  for (
    const [value, name] of [[queue, "Queue"], [lock, "Lock"], [numbers, "SharedArray"], [
      pools[0],
      "Pool",
    ]] as const
  ) {
    await assert.rejects(async () => await other.run(identity, value), refused(name));
    await assert.rejects(async () => await other.run(identity, [{ value }]), refused(name));
  }
  await assert.rejects(async () => await pools[0]!.run(identity, new c.Event()), refused("Event"));
  await assert.rejects(async () => await other.run(sort, numbers), refused("function"));
  await assert.rejects(async () => await other.run(tasks.twice, 4), refused("function"));
  assert.throws(() => new c.Condition(lock), refused("Lock"));
  assert.throws(() => new c.Value("i", 1, { lock }), refused("Lock"));
  await assert.rejects(c.wait([a.Pipe()[0]]), refused("Connection"));
  const strange = new c.SharedArray("f64", [3, 1, 2]);
  assert.throws(() => sort(strange), refused("SharedArray"));
  assert.deepEqual([...strange], [3, 1, 2]);
  // Errors say what has happened, whoever made them.
  assert.ok(lost instanceof c.WorkerLostError);
  await other.terminate();
}
await Promise.all(pools.map((pool) => pool.terminate()));
console.log("ok");
