import { configure, Pool, SharedArray, TimeoutError } from "@multicore/multicore";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

if (process.argv[2] === "endless") {
  configure({ v8Flags: false });
  const pool = new Pool(1);
  const array = new SharedArray("f64", 1, { lock: false });
  // V8 leaves out of this loop what would stop it, where it unrolls the one in it.
  const spin = (array: SharedArray<"f64">) => {
    const { view } = array;
    let list: unknown;
    for (;;) {
      list = new Array(100).fill(0);
      view[0]! += 1;
      if (list === undefined) return;
    }
  };
  await assert.rejects(pool.apply(spin, [array], { timeout: 1500 }), TimeoutError);
  process.once("exit", (code) => console.log(`ends with ${code}`));
  process.exit(7);
} else {
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), "endless"],
    // A second is enough.
    { encoding: "utf8", timeout: 60_000, env: process.env },
  );
  assert.deepEqual([status, signal, stdout], [7, null, "ends with 7\n"]);
  console.log("ok");
}
