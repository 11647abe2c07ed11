import { canRead } from "./modules.ts";
import { builtin } from "./runtime.ts";

/** Reads a file; `undefined` where there is none, or reading it is not permitted. */
type Read = (path: string) => string | undefined;

const ROOT = "/sys/fs/cgroup";

/** How many CPUs' worth of time Linux grants this process's control group; Infinity where it sets no limit. */
export function cpuQuota(read: Read = readText): number {
  return smallest(read, "cpu", (folder, isUnified) => {
    const [quota, period] = isUnified
      ? read(`${folder}/cpu.max`)?.split(" ") ?? []
      : [read(`${folder}/cpu.cfs_quota_us`), read(`${folder}/cpu.cfs_period_us`)];
    // "max", or -1, is no limit.
    return Number(quota) / Number(period);
  });
}

/** How many bytes of memory Linux grants this process's control group; Infinity where it sets no limit. */
export function memoryLimit(read: Read = readText): number {
  return smallest(
    read,
    "memory",
    (folder, isUnified) => Number(read(`${folder}/${isUnified ? "memory.max" : "memory.limit_in_bytes"}`)),
  );
}

/** The smallest limit of this process's groups: its own, and those that this is in, as far as they can be seen. */
function smallest(
  read: Read,
  controller: string,
  limit: (folder: string, isUnified: boolean) => number,
): number {
  let least = Infinity;
  for (const line of read("/proc/self/cgroup")?.split("\n") ?? []) {
    const [, names, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (names === undefined || names !== "" && !names.split(",").includes(controller)) continue;
    const mount = names === "" ? ROOT : `${ROOT}/${controller}`;
    const parts = path!.split("/").filter((part) => part !== "");
    for (let depth = parts.length; depth >= 0; depth--) {
      const found = limit([mount, ...parts.slice(0, depth)].join("/"), names === "");
      if (found > 0) least = Math.min(least, found);
    }
  }
  return least;
}

function readText(path: string): string | undefined {
  if (!canRead(`file://${path}`)) return undefined;
  try {
    return builtin("node:fs")?.readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
