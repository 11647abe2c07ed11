import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { cpuQuota, memoryLimit } from "../../engine/platform/cgroup.ts";

const GIB = 2 ** 30;

/** The limits, if the system has those files. */
function limits(files: Readonly<Record<string, string>>): { cpus: number; memory: number } {
  const read = (path: string) => files[path];
  return { cpus: cpuQuota(read), memory: memoryLimit(read) };
}

describe("cpuQuota() and memoryLimit()", () => {
  it("are unlimited where there are no control groups, or none of them sets a limit", () => {
    assertEquals(limits({}), { cpus: Infinity, memory: Infinity });
    assertEquals(
      limits({
        "/proc/self/cgroup": "0::/a",
        "/sys/fs/cgroup/a/cpu.max": "max 100000",
        "/sys/fs/cgroup/a/memory.max": "max",
      }),
      { cpus: Infinity, memory: Infinity },
    );
    assertEquals(
      limits({
        "/proc/self/cgroup": "5:cpu,cpuacct:/\n4:memory:/",
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
      }),
      { cpus: Infinity, memory: Infinity },
    );
  });

  it("are the smallest of a unified group's and of those that it is in", () => {
    assertEquals(
      limits({
        "/proc/self/cgroup": "0::/a/b\n",
        "/sys/fs/cgroup/a/b/cpu.max": "400000 100000",
        "/sys/fs/cgroup/a/cpu.max": "150000 100000",
        "/sys/fs/cgroup/a/b/memory.max": String(GIB),
        "/sys/fs/cgroup/a/memory.max": String(2 * GIB),
      }),
      { cpus: 1.5, memory: GIB },
    );
  });

  it("are those of a container that cannot see its own group, only the root of what it is given", () => {
    assertEquals(
      limits({
        "/proc/self/cgroup": "3:cpu,cpuacct:/docker/1f\n2:memory:/docker/1f\n1:name=systemd:/docker/1f",
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "50000",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": String(GIB),
      }),
      { cpus: 0.5, memory: GIB },
    );
  });
});

describe("with one CPU", { ignore: Deno.build.os !== "linux" }, () => {
  it("pools, processes, queues and locks work", async () => {
    const program = `import { cpuCount, Lock, Pool, Process, Queue } from ${
      JSON.stringify(new URL("../../mod.ts", import.meta.url).href)
    };
if (import.meta.main) {
  await using pool = new Pool();
  const words: Queue<number> = new Queue(1);
  const lock = new Lock();
  const child = new Process({
    target: (words: Queue<number>, lock: Lock) => {
      for (let i = 0; i < 50; i++) {
        lock.acquireSync();
        lock.release();
        words.putSync(i);
      }
    },
    args: [words, lock],
  });
  child.start();
  let sum = 0;
  for (let i = 0; i < 50; i++) sum += words.getSync();
  child.joinSync();
  const squares = await pool.map((n: number) => n * n, Array.from({ length: 1000 }, (_, i) => i));
  console.log(cpuCount(), pool.processes, sum, squares.at(-1), pool.applySync((n: number) => n, [7]));
}
`;
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(path, program);
    try {
      const { stdout, stderr } = await new Deno.Command("taskset", {
        args: ["-c", "0", Deno.execPath(), "run", "--no-check", path],
      }).output();
      assertEquals(
        new TextDecoder().decode(stdout),
        "1 1 1225 998001 7\n",
        new TextDecoder().decode(stderr),
      );
    } finally {
      await Deno.remove(path);
    }
  });
});
