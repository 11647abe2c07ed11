import { random } from "../support/random.ts";

/** Stations with their mean temperatures. */
const STATIONS: Readonly<Record<string, number>> = {
  Abidjan: 26,
  Anchorage: 2.8,
  Athína: 19.2,
  Beijing: 12.9,
  Bogotá: 13.7,
  "Buenos Aires": 17.7,
  "Cape Town": 16.2,
  Dakar: 24,
  Delhi: 25,
  Hobart: 12.7,
  Honolulu: 25.4,
  İstanbul: 14.3,
  Kyōto: 15.8,
  Lima: 19.2,
  Lisboa: 17.5,
  Murmansk: 0.6,
  Nuuk: -1.4,
  Oslo: 5.7,
  "São Paulo": 19.2,
  Singapore: 27,
  Ürümqi: 7.4,
  Yakutsk: -8.8,
  Yellowknife: -4.3,
  Zürich: 9.3,
};

const SEED = 1;
const SPREAD = 40;
const ROWS_AT_ONCE = 65536;

/** Writes a file of `count` lines `station;temperature`, the same ones each time. */
export async function writeRows(path: string, count: number): Promise<void> {
  const next = random(SEED);
  const stations = Object.entries(STATIONS);
  using file = await Deno.open(path, { create: true, truncate: true, write: true });
  const writer = file.writable.getWriter();
  const encoder = new TextEncoder();
  for (let written = 0; written < count; written += ROWS_AT_ONCE) {
    let rows = "";
    for (let i = Math.min(ROWS_AT_ONCE, count - written); i > 0; i--) {
      const [name, mean] = stations[Math.floor(next() * stations.length)]!;
      rows += `${name};${(mean + (next() - 0.5) * SPREAD).toFixed(1)}\n`;
    }
    await writer.write(encoder.encode(rows));
  }
}
