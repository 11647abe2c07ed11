/** How many of each thing there may be where there is one thread: the control memory is small enough for the edge. */
export const INLINE_SIZES: Readonly<Record<string, number>> = {
  SLOT_COUNT: 256, // the thread's, and those of inline workers and processes
  MAIN_CELLS: 0,
  WORKER_CELLS: 0,
  RING_CAPACITY: 0,
  POOL_RING_COUNT: 0,
  OBJECT_COUNT: 8192,
  RECORD_COUNT: 65536,
  HOLD_COUNT: 131072,
  SHORT_COUNT: 0, // they spare threads each other's cache lines
  NAME_COUNT: 256,
};

/**
 * The text of a layout with other sizes.
 *
 * @throws {TypeError} If one of them is not in it.
 */
export function withSizes(layout: string, sizes: Readonly<Record<string, number>>): string {
  let text = layout;
  for (const [name, size] of Object.entries(sizes)) {
    const constant = new RegExp(`^export const ${name} = \\d+;`, "m");
    if (!constant.test(text)) throw new TypeError(`Cannot set a size of the layout: it has no "${name}"`);
    text = text.replace(constant, `export const ${name} = ${size};`);
  }
  return text;
}
