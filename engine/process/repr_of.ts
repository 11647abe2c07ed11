/** What a process's text form tells. */
export interface ProcessFacts {
  readonly className: string;
  readonly name: string;
  readonly daemon: boolean;
  readonly pid: number | null;
  readonly parentPid: number | null;
  readonly exitCode: number | null;
  readonly status: "initial" | "started" | "stopped" | "closed";
}

const SIGNALS: Readonly<Record<number, string>> = { [-9]: "-SIGKILL", [-15]: "-SIGTERM" };

/** A process as Python's `repr()` shows it. */
export function reprOf(facts: ProcessFacts): string {
  const { className, name, daemon, pid, parentPid, exitCode, status } = facts;
  return `<${
    [
      className,
      `name='${name}'`,
      pid !== null && `pid=${pid}`,
      `parent=${parentPid}`,
      status,
      exitCode !== null && `exitcode=${SIGNALS[exitCode] ?? exitCode}`,
      daemon && "daemon",
    ].filter(Boolean).join(" ")
  }>`;
}
