import { type Run, runFixture as run } from "../support/run_fixture.ts";

/** Runs a program of `fixtures/` to its end. */
export function runFixture(name: string, ...args: string[]): Promise<Run> {
  return run(new URL(`./fixtures/${name}`, import.meta.url), args);
}
