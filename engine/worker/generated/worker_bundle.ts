export const WORKER_BUNDLE: string = "";
