// The first byte of every encoded value. README.md beside this file describes what follows each one.

// A byte from SMALL_INT up is an integer of its own, one from SHORT_STRING up a string of up to 63 Latin-1 units.
export const SMALL_INT = 0x80;
export const SMALL_INT_MIN = -16;
export const SMALL_INT_MAX = 111;
export const SHORT_STRING = 0x40;
export const SHORT_STRING_MAX = 63;

export const UNDEFINED = 0x00;
export const NULL = 0x01;
export const FALSE = 0x02;
export const TRUE = 0x03;
export const INT32 = 0x04;
export const FLOAT64 = 0x05;
export const BIGINT64 = 0x06;
export const BIGINT = 0x07;
export const STRING_LATIN1 = 0x08;
export const STRING_ASCII = 0x09;
export const STRING_UTF16 = 0x0a;

/** An object that this message has already held. */
export const SEEN = 0x10;
/** A container whose contents follow after the values before it, so that depth costs no stack. */
export const DEFERRED = 0x11;

export const OBJECT = 0x12;
export const ARRAY = 0x13;
export const SPARSE_ARRAY = 0x14;
export const MAP = 0x15;
export const SET = 0x16;
export const ERROR = 0x17;

export const INT32_ARRAY = 0x18;
export const FLOAT64_ARRAY = 0x19;
export const DATE = 0x1a;
export const REGEXP = 0x1b;
export const BOXED = 0x1c;

/** Where the table of buffers starts; stands once, before the first value that needs it. */
export const BUFFERS_AT = 0x20;
export const BUFFER = 0x21;
export const VIEW = 0x22;

export const SHARED = 0x28;

/** Stands for an array's missing element, and for a property that a getter deleted meanwhile. */
export const HOLE = 0x30;
/** Ends a map's or a set's items. */
export const END = 0x31;
