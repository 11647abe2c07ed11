import type { DenoRuntime } from "./deno_types.ts";
import { builtin, inDeno } from "./runtime.ts";

declare const Deno: DenoRuntime;

// A runtime that cannot have what a new thread needs ends the whole program, or hands on an error that names no limit. So the
// limits are looked at first, where they can be: in Linux, and in Deno only with all permissions, as files of the system need them.

/** Descriptors that a thread takes: six in Deno, up to five in Node. */
const FILES_A_THREAD = 6;
/** Descriptors that are left to the program. */
const SPARE_FILES = 32;
/** The limit where it cannot be read: the lowest that is usual. */
const ASSUMED_FILES = 1024;
/** Addresses that a thread takes: some 800 MiB in Deno, 600 MiB in Node. */
const ADDRESSES_A_THREAD = 2 ** 30;
/** Addresses that are left to the program, and to a thread while it starts. */
const SPARE_ADDRESSES = 2 ** 30;
/** Threads that the runtime may start by itself. */
const SPARE_THREADS = 8;
/** A limit above this one is not compared with what the user runs: that takes some 30 µs for each of the system's processes. */
const MOST_COUNTED_THREADS = 4096;

const PERMISSIONS = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;

interface Limits {
  readonly files: number;
  readonly addresses: number;
  readonly threads: number;
}

let limits: Limits | undefined;

/**
 * Why the system's limits leave no room for another thread, while `running` others run, of which `starting` have not taken all that
 * they need; `undefined` if they do, as far as can be known. Never prompts.
 */
export function lackForThread(running: number, starting: number): string | undefined {
  const { files, addresses, threads } = limits ??= readLimits();
  const wanted = starting + 1;
  const usedFiles = openFiles() ?? running * FILES_A_THREAD;
  if (usedFiles + wanted * FILES_A_THREAD + SPARE_FILES > files) {
    return lack("open files", "ulimit -n", files, usedFiles);
  }
  if (addresses !== Infinity) {
    const used = usedAddresses();
    if (used + wanted * ADDRESSES_A_THREAD + SPARE_ADDRESSES > addresses) {
      return lack("bytes of addresses", "ulimit -v", addresses, used);
    }
  }
  if (threads <= MOST_COUNTED_THREADS) {
    const used = threadsOfUser();
    if (used + wanted + SPARE_THREADS > threads) {
      return lack("processes and threads of the user", "ulimit -u", threads, used);
    }
  }
  return undefined;
}

/** Whether the runtime could not start a thread as there are too many: an error of the system's that names no limit. */
export function isTooManyThreads(error: unknown): boolean {
  return error instanceof Error &&
    (error.name === "WouldBlock" || /\bEAGAIN\b|os error 11\b/.test(error.message));
}

function lack(what: string, command: string, limit: number, used: number): string {
  return `the system's limit (${command}) is ${limit} ${what}, of which ${used} are in use`;
}

function readLimits(): Limits {
  const text = systemFile("/proc/self/limits");
  if (text === undefined) {
    return { files: inDeno ? ASSUMED_FILES : Infinity, addresses: Infinity, threads: Infinity };
  }
  const soft = (name: string) => {
    const limit = new RegExp(`^${name} +(\\d+)`, "m").exec(text);
    return limit === null ? Infinity : Number(limit[1]);
  };
  return {
    files: soft("Max open files"),
    addresses: soft("Max address space"),
    // Root is exempt.
    threads: uidOf("self") === "0" ? Infinity : soft("Max processes"),
  };
}

function openFiles(): number | undefined {
  return canReadSystem() ? attempt(() => builtin("node:fs")!.readdirSync("/proc/self/fd").length) : undefined;
}

function usedAddresses(): number {
  return Number(/^VmSize:\s+(\d+)/m.exec(systemFile("/proc/self/status") ?? "")?.[1] ?? 0) * 1024;
}

function threadsOfUser(): number {
  const own = uidOf("self");
  let count = 0;
  for (const name of attempt(() => builtin("node:fs")!.readdirSync("/proc")) ?? []) {
    if (/^\d+$/.test(name) && uidOf(name) === own) {
      count += Number(/^Threads:\s+(\d+)/m.exec(systemFile(`/proc/${name}/status`) ?? "")?.[1] ?? 0);
    }
  }
  return count;
}

function uidOf(pid: string): string | undefined {
  return /^Uid:\s+(\d+)/m.exec(systemFile(`/proc/${pid}/status`) ?? "")?.[1];
}

function systemFile(path: string): string | undefined {
  return canReadSystem() ? attempt(() => builtin("node:fs")!.readFileSync(path, "utf8")) : undefined;
}

function canReadSystem(): boolean {
  return !inDeno ||
    PERMISSIONS.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}

/** What `look` returns; `undefined` where there is no such file. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
