/** What is known of the measurements of one station, in tenths of a degree. */
export interface Station {
  count: number;
  least: number;
  greatest: number;
  sum: number;
}

/** A line for each station, in the order of their names: the least, the mean and the greatest measurement. */
export function stationLines(stations: ReadonlyMap<string, Station>): string[] {
  return [...stations].sort(([a], [b]) => a < b ? -1 : 1).map(([name, { count, least, greatest, sum }]) => {
    const [low, mean, high] = [least, sum / count, greatest].map((tenths) =>
      (tenths / 10).toFixed(1).padStart(6)
    );
    return `${name.padEnd(14)} ${low} ${mean} ${high}`;
  });
}
