/** Called with a worker's name if it died inside a section: nothing in the shared memory can be trusted any more. */
export const corruptionListeners: Set<(worker: string) => void> = new Set();
