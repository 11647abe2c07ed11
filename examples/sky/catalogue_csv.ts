import type { SkyObject } from "./catalogue.ts";

const HEADER = "id,x,y,area,flux,peak,major,minor,angle";

/** The catalogue as CSV, one line an object under a line of names; lengths in pixels, the angle in degrees. */
export function catalogueCsv(objects: SkyObject[]): string {
  const lines = objects.map(({ id, x, y, area, flux, peak, major, minor, angle }) =>
    [
      id,
      x.toFixed(2),
      y.toFixed(2),
      area,
      flux.toFixed(1),
      peak.toFixed(1),
      major.toFixed(2),
      minor.toFixed(2),
      (angle * 180 / Math.PI).toFixed(1),
    ].join(",")
  );
  return [HEADER, ...lines].join("\n") + "\n";
}
