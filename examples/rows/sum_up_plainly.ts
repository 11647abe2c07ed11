import type { Station } from "./station.ts";

/** What `sumUp` does, in plain TypeScript. */
export function sumUpPlainly(text: Uint8Array): Map<string, Station> {
  const stations = new Map<string, Station>();
  for (const line of new TextDecoder().decode(text).split("\n")) {
    if (line === "") continue;
    const semicolon = line.indexOf(";");
    const name = line.slice(0, semicolon);
    const tenths = Math.round(10 * Number(line.slice(semicolon + 1)));
    const station = stations.get(name);
    if (station === undefined) {
      stations.set(name, { count: 1, least: tenths, greatest: tenths, sum: tenths });
    } else {
      station.count++;
      station.least = Math.min(station.least, tenths);
      station.greatest = Math.max(station.greatest, tenths);
      station.sum += tenths;
    }
  }
  return stations;
}
