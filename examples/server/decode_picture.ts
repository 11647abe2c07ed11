import { convertIndexedToRgb, decode as decodePng, type DecodedPng } from "npm:fast-png@8.0.0";
import jpeg from "npm:jpeg-js@0.4.4";

/** A picture in memory: four bytes a pixel (red, green, blue, alpha), row by row from the top left. */
export interface Picture {
  width: number;
  height: number;
  rgba: Uint8Array<ArrayBuffer>;
}

const JPEG_MAGIC = [0xff, 0xd8, 0xff];
const PNG_MAGIC = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const TOO_LARGE = "Cannot decode the picture as it is too large";
const MOST_MEGAPIXELS = 200;

/**
 * Decodes the bytes of a JPEG or PNG file, which is told by its first bytes, never by its name. 16-bit channels are
 * cut to 8; transparent parts are laid over black, the colour of the sky.
 *
 * @throws {TypeError} where the bytes are neither JPEG nor PNG, or are a broken file
 * @throws {RangeError} where the picture has more than `mostMegapixels` million pixels; nothing is decoded then
 */
export function decodePicture(bytes: Uint8Array, mostMegapixels = MOST_MEGAPIXELS): Picture {
  const decode = startsWith(bytes, JPEG_MAGIC) ? fromJpeg : startsWith(bytes, PNG_MAGIC) ? fromPng : null;
  if (decode === null) {
    const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new TypeError(`Cannot decode the picture as it is neither JPEG nor PNG: received "${start}"`);
  }
  try {
    return decode(bytes, mostMegapixels);
  } catch (cause) {
    if (cause instanceof RangeError && cause.message.startsWith(TOO_LARGE)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`Cannot decode the picture as the file is broken: ${reason}`, { cause });
  }
}

function startsWith(bytes: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

function checkSize(pixels: number, mostMegapixels: number): void {
  if (pixels <= mostMegapixels * 1e6) return;
  throw new RangeError(`${TOO_LARGE}: received ${pixels} pixels, more than ${mostMegapixels} million`);
}

function fromJpeg(bytes: Uint8Array, mostMegapixels: number): Picture {
  checkSize(jpegPixels(bytes), mostMegapixels);
  const limits = { maxResolutionInMP: mostMegapixels, maxMemoryUsageInMB: 4096 };
  const { width, height, data } = jpeg.decode(bytes, { useTArray: true, tolerantDecoding: false, ...limits });
  return { width, height, rgba: data as Uint8Array<ArrayBuffer> };
}

/** What the header says; 0 if there is none, which the decoder will say. */
function jpegPixels(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7);
  }
  return 0;
}

/** The header is always the first chunk. */
function pngPixels(bytes: Uint8Array): number {
  if (bytes.length < 24) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(16) * view.getUint32(20);
}

function fromPng(bytes: Uint8Array, mostMegapixels: number): Picture {
  checkSize(pngPixels(bytes), mostMegapixels);
  const png = decodePng(bytes, { checkCrc: true });
  const { width, height } = png;
  const { channels, samples } = unpack(png);
  const colours = channels < 3 ? 1 : 3;
  const rgba = new Uint8Array(4 * width * height);
  for (let from = 0, to = 0; to < rgba.length; from += channels, to += 4) {
    const alpha = channels > colours ? samples[from + colours]! / 255 : 1;
    for (let c = 0; c < 3; c++) rgba[to + c] = alpha * samples[from + (colours === 1 ? 0 : c)]!;
    rgba[to + 3] = 255;
  }
  return { width, height, rgba };
}

/** One byte a sample, whatever the file packs: palettes, fewer than 8 bits, or 16. */
function unpack(png: DecodedPng): { channels: number; samples: ArrayLike<number> } {
  if (png.depth === 16) return { channels: png.channels, samples: png.data.map((sample) => sample >> 8) };
  const palette = png.palette ?? (png.depth < 8 ? grays(png.depth) : null);
  if (palette === null) return { channels: png.channels, samples: png.data };
  return { channels: palette[0]?.length ?? 0, samples: convertIndexedToRgb({ ...png, palette }) };
}

/** The palette that a gray picture of fewer than 8 bits implies. */
function grays(depth: number): number[][] {
  const top = 2 ** depth - 1;
  return Array.from({ length: top + 1 }, (_, i) => [255 * i / top]);
}
