/** Any iterable, also one whose items must be waited for. */
type AnyIterable = Iterable<unknown> | AsyncIterable<unknown>;

/**
 * The items of several iterables side by side, until one of them has ended (Python's `zip()`). The others are ended then. Must be
 * waited for only if one of them must.
 */
export function zip(iterables: readonly AnyIterable[]): Iterable<unknown[]> | AsyncIterable<unknown[]> {
  return iterables.every((iterable) => Symbol.iterator in Object(iterable))
    ? zipSync(iterables as readonly Iterable<unknown>[])
    : zipAsync(iterables);
}

function* zipSync(iterables: readonly Iterable<unknown>[]): Generator<unknown[]> {
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  const open = new Set(iterators);
  try {
    while (true) {
      const row: unknown[] = [];
      for (const iterator of iterators) {
        const { done, value } = step(iterator, open, iterator.next());
        if (done) return;
        row.push(value);
      }
      yield row;
    }
  } finally {
    for (const iterator of open) iterator.return?.();
  }
}

async function* zipAsync(iterables: readonly AnyIterable[]): AsyncGenerator<unknown[]> {
  const iterators = iterables.map((iterable) =>
    isAsync(iterable) ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]()
  );
  const open = new Set(iterators);
  try {
    while (true) {
      const row: unknown[] = [];
      for (const iterator of iterators) {
        const { done, value } = step(iterator, open, await iterator.next());
        if (done) return;
        row.push(value);
      }
      yield row;
    }
  } finally {
    for (const iterator of open) await iterator.return?.();
  }
}

function isAsync(iterable: AnyIterable): iterable is AsyncIterable<unknown> {
  return Symbol.asyncIterator in Object(iterable);
}

/** What an iterator gave. One that has ended must not be ended again. */
function step<I>(iterator: I, open: Set<I>, result: IteratorResult<unknown>): IteratorResult<unknown> {
  if (result.done) open.delete(iterator);
  return result;
}
