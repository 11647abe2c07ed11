import type { SkyObject } from "./catalogue.ts";
import type { Picture } from "../server/decode_picture.ts";

const COLOUR = [64, 255, 96];
// An even disc reaches twice as far as its root mean square extent; a little more keeps the line off the object.
const REACH = 2.2;
const MARGIN = 1.5;

/** A copy of the picture with an ellipse drawn round each object. */
export function annotate(picture: Picture, objects: SkyObject[]): Picture {
  const annotated = { ...picture, rgba: picture.rgba.slice() };
  for (const object of objects) drawEllipse(annotated, object);
  return annotated;
}

/** Draws a line one pixel wide, blended by how much of it falls on each pixel. */
function drawEllipse({ width, height, rgba }: Picture, { x, y, major, minor, angle }: SkyObject): void {
  const a = REACH * major + MARGIN;
  const b = REACH * minor + MARGIN;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const halfWidth = Math.hypot(a * cos, b * sin) + 1;
  const halfHeight = Math.hypot(a * sin, b * cos) + 1;
  for (let py = Math.max(0, Math.floor(y - halfHeight)); py <= Math.min(height - 1, y + halfHeight); py++) {
    for (let px = Math.max(0, Math.floor(x - halfWidth)); px <= Math.min(width - 1, x + halfWidth); px++) {
      const along = ((px - x) * cos + (py - y) * sin) / a;
      const across = ((py - y) * cos - (px - x) * sin) / b;
      const radius = Math.hypot(along, across);
      // The distance to the line, to first order: (radius - 1) over the length of its gradient.
      const distance = Math.abs(radius - 1) * radius / Math.hypot(along / a, across / b);
      if (!(distance < 1)) continue;
      const at = 4 * (py * width + px);
      for (let c = 0; c < 3; c++) rgba[at + c]! += (1 - distance) * (COLOUR[c]! - rgba[at + c]!);
    }
  }
}
