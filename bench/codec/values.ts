const cycle: Record<string, unknown> = {
  name: "root",
  tags: new Map([["a", 1], ["b", 2]]),
  children: [{ id: 1 }, { id: 2 }],
};
cycle.self = cycle;

/** What goes through shared memory: arguments and results as programs have them, small to large. */
export const VALUES: Readonly<Record<string, unknown>> = {
  "a number": 12345.678,
  "a small object": { id: 17, name: "worker", done: false, score: 0.5 },
  "a small object with undefined": { id: 17, name: "worker", done: false, note: undefined },
  "three arguments": [3, "job", { retries: 2 }],
  "a nested object with a map and a cycle": cycle,
  "a 1 KB string": "the quick brown fox jumps over ".repeat(33),
  "100 numbers": Array.from({ length: 100 }, (_, i) => i * 1.5),
  "a Float64Array of 1,000": Float64Array.from({ length: 1000 }, (_, i) => i / 3),
  "50 rows of 4 fields": Array.from({ length: 50 }, (_, i) => ({
    id: i,
    name: `item ${i}`,
    price: i * 1.25,
    on: i % 2 === 0,
  })),
  "100,000 integers": Array.from({ length: 100_000 }, (_, i) => i),
};
