// In the place of ../lock_heap.as.ts where there is one thread only: nobody else is at the heap.

// @ts-ignore: decorator
@inline
export function lockHeap(): void {}

// @ts-ignore: decorator
@inline
export function unlockHeap(): void {}
