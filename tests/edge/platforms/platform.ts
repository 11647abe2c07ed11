/** A runtime that serves the example's function, and the checks beside it. */
export interface Platform {
  readonly name: string;
  /** Answers as the function of that platform does; `hurried` is one that has no time at all. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  hurried(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}
