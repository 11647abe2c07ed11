/** What a thread has to do on some occasion. */
export class HookList {
  readonly #duties = new Set<() => void>();

  /** `duty` is called whenever the occasion comes. */
  add(duty: () => void): void {
    this.#duties.add(duty);
  }

  /** Takes a duty back; whether it was one. */
  delete(duty: () => void): boolean {
    return this.#duties.delete(duty);
  }

  get isEmpty(): boolean {
    return this.#duties.size === 0;
  }

  /** The occasion has come. */
  run(): void {
    for (const duty of this.#duties) duty();
  }
}
