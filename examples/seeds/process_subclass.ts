/** A subclass of `Process` says in `run` what its process does. */
import { Process } from "../../mod.ts";

export class MyProcess extends Process {
  override run(): void {
    for (let i = 1; i < 6; i++) console.log(`Process ${this.name}: ${i}`);
  }
}

if (import.meta.main) {
  const p1 = new MyProcess();
  const p2 = new MyProcess();

  p1.start();
  p2.start();

  await p1.join();
  await p2.join();
}
