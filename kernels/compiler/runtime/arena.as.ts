// The runtime of every kernel module: memory for objects, strings and arrays out of an arena that each instance owns.
//
// asc's own runtimes keep their state in memory at a fixed address, so two workers on one memory would hand out the same
// bytes. Here the state is in wasm globals, which each instance has for itself, and memory comes in chunks from the host.
//
//   a chunk   ├ next: u32 ┼ end: u32 ┼ 4 spare ┼ size ┼ object ······ ┼ size ┼ object ··· ┤ free ┤
//             0           4          8         12     16              └ 16-aligned          end
//
// `current` is the chunk in use, `top` where its next object goes: always 16-aligned, with room for the object's size in
// the four bytes before it. Nothing is freed one by one, except what was allocated last: the host marks the arena after
// the start function ran, and resets it to that mark after each task. A few chunks stay chained and are used again; the host takes the others back.
import { BLOCK, BLOCK_MAXSIZE, BLOCK_OVERHEAD, OBJECT, OBJECT_MAXSIZE, OBJECT_OVERHEAD, TOTAL_OVERHEAD } from "rt/common";

/** At least so many bytes of the shared memory, 16-aligned, for this instance alone; 0 if there are none. */
// @ts-ignore: decorator
@external("env", "__arena_more")
declare function arenaMore(bytes: usize): usize;

const CHUNK_SIZE: usize = 65536;
/** At most so many bytes stay with an instance between its calls, besides what it has kept since it started. */
const KEPT_BYTES: usize = 4 * CHUNK_SIZE;
const CHUNK_HEADER: usize = 12;
const ALIGN: usize = 16;

let firstChunk: usize = 0;
let current: usize = 0;
let top: usize = 0;
let end: usize = 0;
let markedChunk: usize = 0;
let markedTop: usize = 0;
/** Whether chunks came since the host last asked for those to spare. */
let hasGrown: bool = false;

/** Keeps all that is allocated so far out of later resets. The host calls it once, after the start function. */
export function __arena_mark(): void {
  markedChunk = current;
  markedTop = top;
}

/**
 * Drops all that was allocated since the mark. The host calls it after each task, and after a trap. Returns whether chunks
 * came meanwhile, of which there may be some to spare.
 */
export function __arena_reset(): bool {
  const chunk = markedChunk ? markedChunk : firstChunk;
  if (!chunk) return false;
  enter(chunk);
  if (markedChunk) top = markedTop;
  return hasGrown;
}

/**
 * Parts with a chunk that is beyond what an instance keeps; 0 if there is none. The host calls it after a reset until it
 * gives 0, and frees what it gets.
 */
export function __arena_spare(): usize {
  let before = markedChunk;
  let chunk = before ? load<usize>(before) : firstChunk;
  let kept: usize = 0;
  while (chunk) {
    const next = load<usize>(chunk);
    const size = load<usize>(chunk, 4) - chunk;
    if (size > KEPT_BYTES - kept) {
      if (before) store<usize>(before, next);
      else firstChunk = next;
      if (current == chunk) forget();
      return chunk;
    }
    kept += size;
    before = chunk;
    chunk = next;
  }
  hasGrown = false;
  return 0;
}

/** The chunk in use is gone: what is allocated next begins with the first one, or a new one. */
function forget(): void {
  current = top = end = 0;
  if (firstChunk) enter(firstChunk);
}

function enter(chunk: usize): void {
  current = chunk;
  top = chunk + CHUNK_HEADER + BLOCK_OVERHEAD;
  end = load<usize>(chunk, 4);
}

/** The bytes that an object of `size` takes, its size word included, so that the next one is aligned again. */
// @ts-ignore: decorator
@inline
function footprint(size: usize): usize {
  return (size + BLOCK_OVERHEAD + ALIGN - 1) & ~(ALIGN - 1);
}

/** Moves on to a chunk with room for `bytes`: one from an earlier task, or a new one. */
function moreRoom(bytes: usize): void {
  while (current) {
    const next = load<usize>(current);
    if (!next) break;
    enter(next);
    if (bytes <= end - top) return;
  }
  const size = max<usize>(bytes + 2 * ALIGN, CHUNK_SIZE);
  const chunk = arenaMore(size);
  if (!chunk) throw new Error("no memory left for the kernel's objects");
  hasGrown = true;
  store<usize>(chunk, 0);
  store<usize>(chunk, chunk + size, 4);
  if (current) store<usize>(current, chunk);
  else firstChunk = chunk;
  enter(chunk);
}

// What follows are the names that asc calls (std/assembly/rt/index.d.ts).

// @ts-ignore: decorator
@unsafe @global
export function __alloc(size: usize): usize {
  if (size > BLOCK_MAXSIZE) throw new Error("allocation too large");
  const bytes = footprint(size);
  if (bytes > end - top) moreRoom(bytes);
  const address = top;
  changetype<BLOCK>(address - BLOCK_OVERHEAD).mmInfo = bytes - BLOCK_OVERHEAD;
  top = address + bytes;
  return address;
}

// @ts-ignore: decorator
@unsafe @global
export function __realloc(address: usize, size: usize): usize {
  const block = changetype<BLOCK>(address - BLOCK_OVERHEAD);
  const room = block.mmInfo & ~3; // static objects carry two flags there
  if (size <= room) return address;
  if (size > BLOCK_MAXSIZE) throw new Error("allocation too large");
  const bytes = footprint(size);
  if (address + room + BLOCK_OVERHEAD == top && bytes <= end - address) {
    block.mmInfo = bytes - BLOCK_OVERHEAD;
    top = address + bytes;
    return address;
  }
  const moved = __alloc(max<usize>(size, min<usize>(room << 1, BLOCK_MAXSIZE))); // doubled, so that growing is linear
  memory.copy(moved, address, room);
  return moved;
}

// @ts-ignore: decorator
@unsafe @global
export function __free(address: usize): void {
  const room = changetype<BLOCK>(address - BLOCK_OVERHEAD).mmInfo & ~3;
  if (address + room + BLOCK_OVERHEAD == top) top = address;
}

// @ts-ignore: decorator
@unsafe @global
export function __new(size: usize, id: u32): usize {
  if (size > OBJECT_MAXSIZE) throw new Error("allocation too large");
  const block = __alloc(OBJECT_OVERHEAD + size);
  const object = changetype<OBJECT>(block - BLOCK_OVERHEAD);
  object.gcInfo = 0;
  object.gcInfo2 = 0;
  object.rtId = id;
  object.rtSize = <u32>size;
  // asc takes a custom runtime for one of the "incremental" kind, whose objects are born zeroed.
  memory.fill(block + OBJECT_OVERHEAD, 0, size);
  return block + OBJECT_OVERHEAD;
}

// @ts-ignore: decorator
@unsafe @global
export function __renew(old: usize, size: usize): usize {
  if (size > OBJECT_MAXSIZE) throw new Error("allocation too large");
  const oldSize = <usize>changetype<OBJECT>(old - TOTAL_OVERHEAD).rtSize;
  const address = __realloc(old - OBJECT_OVERHEAD, OBJECT_OVERHEAD + size) + OBJECT_OVERHEAD;
  changetype<OBJECT>(address - TOTAL_OVERHEAD).rtSize = <u32>size;
  if (size > oldSize) memory.fill(address + oldSize, 0, size - oldSize);
  return address;
}

// Nothing is collected, so nothing is tracked.

// @ts-ignore: decorator
@unsafe @global
export function __link(parent: usize, child: usize, expectMultiple: bool): void {}

// @ts-ignore: decorator
@unsafe @global
export function __pin(address: usize): usize {
  return address;
}

// @ts-ignore: decorator
@unsafe @global
export function __unpin(address: usize): void {}

// @ts-ignore: decorator
@unsafe @global
export function __visit(address: usize, cookie: u32): void {}

// @ts-ignore: decorator
@unsafe @global
export function __collect(): void {}
