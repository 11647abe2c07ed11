// Made by `deno task kernels core`: change its sources, not this file.

/** What all copies of the library have in common that can share a memory: the same for the same layout and the same core. */
export const LAYOUT_ID: string = "f94f2d3222fd90bb";

/** The library's version, for messages. */
export const VERSION: string = "0.1.0";
