/** What a chart says in words. */
export interface ChartLabels {
  title: string;
  x: string;
  y: string;
}

const [WIDTH, HEIGHT] = [640, 400];
const MARGIN = { left: 70, right: 20, top: 40, bottom: 50 };
const STEPS = 5;

/** A chart of the values over their indices as SVG: one line, with both axes labelled. */
export function lineChart(values: readonly number[], { title, x, y }: ChartLabels): string {
  const top = Math.max(...values), last = Math.max(1, values.length - 1);
  const left = (i: number) => MARGIN.left + i / last * (WIDTH - MARGIN.left - MARGIN.right);
  const high = (value: number) =>
    HEIGHT - MARGIN.bottom - value / top * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const text = (at: [number, number], words: string, anchor = "middle") =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
  const ticks = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="white"/>
${text([WIDTH / 2, 24], title)}
${text([WIDTH / 2, HEIGHT - 10], x)}
<g transform="rotate(-90)">${text([-HEIGHT / 2, 18], y)}</g>
${ticks.map((part) => text([left(part * last), HEIGHT - 30], Math.round(part * last).toString())).join("\n")}
${
    ticks.map((part) => text([MARGIN.left - 8, high(part * top) + 4], (part * top).toPrecision(3), "end"))
      .join("\n")
  }
<path d="M${MARGIN.left} ${MARGIN.top}V${HEIGHT - MARGIN.bottom}H${
    WIDTH - MARGIN.right
  }" fill="none" stroke="black"/>
<polyline points="${
    values.map((value, i) => `${left(i).toFixed(1)},${high(value).toFixed(1)}`).join(" ")
  }" fill="none" stroke="#0b62c4" stroke-width="2"/>
</svg>
`;
}
