/** What a thread still has to do before it blocks: nobody else can do it meanwhile. */
class BeforeBlocking {
  readonly #duties = new Set<() => void>();

  /** `duty` runs before every wait that blocks this thread. */
  add(duty: () => void): void {
    this.#duties.add(duty);
  }

  /** Takes a duty back; whether it was one. */
  delete(duty: () => void): boolean {
    return this.#duties.delete(duty);
  }

  call(): void {
    for (const duty of this.#duties) duty();
  }
}

/** This thread's duties before it blocks. */
export const beforeBlocking: BeforeBlocking = new BeforeBlocking();
