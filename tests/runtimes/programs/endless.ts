import { configure, Pool, Process, SharedArray, TimeoutError } from "@multicore/multicore";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

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

const ENDINGS: Readonly<Record<string, (array: SharedArray<"f64">) => Promise<void>>> = {
  async stopped(array) {
    const pool = new Pool(1);
    await assert.rejects(pool.apply(spin, [array], { timeout: 1500 }), TimeoutError);
    process.once("exit", (code) => console.log(`ends with ${code}`));
    process.exit(7);
  },
  // Nobody stops it before the program ends.
  async running(array) {
    new Process({ target: spin, args: [array], daemon: true }).start();
    while (array.view[0]! < 3e6) await new Promise((resolve) => setTimeout(resolve, 1));
    process.once("exit", (code) => console.log(`ends with ${code}`));
    process.exitCode = 7;
  },
};

const ending = ENDINGS[process.argv[2]!];
if (ending !== undefined) {
  configure({ v8Flags: false });
  await ending(new SharedArray("f64", 1, { lock: false }));
} else {
  for (const name of Object.keys(ENDINGS)) {
    const { status, signal, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name], {
      encoding: "utf8",
      timeout: 60_000,
      env: process.env,
    });
    assert.deepEqual([name, status, signal, stdout], [name, 7, null, "ends with 7\n"]);
  }
  console.log("ok");
}
