import { encode as encodePng } from "npm:fast-png@8.0.0";
import type { Pool } from "../../../edge.ts";
import { resizeArea, resizeBilinear } from "../../../kernels/image.ts";
import { decodePicture, type Picture } from "../../server/decode_picture.ts";
import type { Deadline } from "./deadline.ts";
import { HttpError } from "./http_error.ts";
import type { Limits } from "./limits.ts";
import { readBody } from "./read_body.ts";

const MOST_WIDTH = 512;
const CHANNELS = 4;

/** Answers with the image of the request as a PNG that is `width` pixels wide, 160 unless the query says otherwise. */
export async function makeThumbnail(
  request: Request,
  pool: Pool,
  limits: Limits,
  deadline: Deadline,
): Promise<Response> {
  const width = Number(new URL(request.url).searchParams.get("width") ?? 160);
  if (!Number.isInteger(width) || width < 1 || width > MOST_WIDTH) {
    throw new HttpError(400, `'width' must be a whole number from 1 to ${MOST_WIDTH}`);
  }
  const picture = decode(await readBody(request, limits.imageBytes), limits.megapixels);
  await deadline.check();
  const height = Math.max(1, Math.min(MOST_WIDTH, Math.round(picture.height * width / picture.width)));
  const pixels = await resize(picture, width, height, pool);
  await deadline.check();
  const png = encodePng({ width, height, data: pixels, channels: CHANNELS, depth: 8 });
  return new Response(png as Uint8Array<ArrayBuffer>, { headers: { "content-type": "image/png" } });
}

function decode(bytes: Uint8Array, mostMegapixels: number): Picture {
  try {
    return decodePicture(bytes, mostMegapixels);
  } catch (error) {
    throw new HttpError(error instanceof RangeError ? 413 : 400, (error as Error).message);
  }
}

async function resize(
  { width, height, rgba }: Picture,
  toWidth: number,
  toHeight: number,
  pool: Pool,
): Promise<Uint8Array> {
  const small = new Uint8Array(CHANNELS * toWidth * toHeight);
  const kernel = toWidth < width && toHeight < height ? resizeArea : resizeBilinear;
  await pool.parallelFor(toHeight, kernel, [rgba, width, height, small, toWidth, toHeight, CHANNELS]);
  return small;
}
