/** Settings of how threads are started and stopped, which `configure()` changes. */
export const threadSettings: { unstoppableAfter: number; changesV8Flags: boolean } = {
  /** Milliseconds after which a thread that was stopped, and is not gone, counts as one that cannot be stopped. */
  unstoppableAfter: 10_000,
  /** Whether V8's flags may be changed before the first thread starts. */
  changesV8Flags: true,
};
