/**
 * The names that mean the same on every thread, so that a function may use them and still travel as source.
 *
 * A fixed list, never `name in globalThis`: a program can add globals that a worker lacks, and the two kinds of thread do not
 * have the same ones (`alert`, `localStorage`, `self`, `require`, …). Names that programs often give to things of their own
 * (`name`, `close`, `location`, `Cache`, …) are left out, and so is every name that multicore exports (`Event`, `Lock`, …):
 * a function that uses one means, most likely, the thing that its module has under that name.
 */
export const GLOBAL_NAMES: ReadonlySet<string> = new Set(
  `
  globalThis undefined NaN Infinity
  isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape

  Object Function Boolean Symbol Number BigInt Math Date String RegExp Array Map Set WeakMap WeakSet WeakRef
  FinalizationRegistry Promise Proxy Reflect JSON Intl Iterator Temporal Atomics WebAssembly
  AsyncDisposableStack DisposableStack
  ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array
  Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array Float64Array
  Error AggregateError EvalError RangeError ReferenceError SuppressedError SyntaxError TypeError URIError

  console crypto performance navigator fetch atob btoa structuredClone queueMicrotask reportError
  setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate
  AbortController AbortSignal Blob BroadcastChannel ByteLengthQueuingStrategy CompressionStream
  CountQueuingStrategy Crypto CryptoKey CustomEvent DecompressionStream DOMException ErrorEvent EventSource
  EventTarget File FileReader FormData Headers ImageBitmap ImageData MessageChannel MessageEvent MessagePort
  createImageBitmap OffscreenCanvas Performance PerformanceEntry PerformanceMark PerformanceMeasure
  PerformanceObserver ReadableByteStreamController ReadableStream ReadableStreamBYOBReader
  ReadableStreamDefaultController ReadableStreamDefaultReader Request Response SubtleCrypto TextDecoder
  TextDecoderStream TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController URL URLPattern
  URLSearchParams WebSocket WritableStream WritableStreamDefaultController WritableStreamDefaultWriter

  Deno Bun process Buffer
  `.trim().split(/\s+/),
);
