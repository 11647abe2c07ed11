/** One line of a benchmark's table: a ratio, and the bound that it should keep. */
export interface Row {
  readonly scenario: string;
  /** What the numbers mean, such as `"time / Piscina"`. */
  readonly ratio: string;
  readonly value: number;
  readonly bound: { readonly atMost?: number; readonly atLeast?: number };
  /** The absolute numbers behind the ratio. */
  readonly detail: string;
}

/** Whether the ratio keeps its bound. */
export function keepsBound({ value, bound }: Row): boolean {
  return value <= (bound.atMost ?? Infinity) && value >= (bound.atLeast ?? -Infinity);
}

/** The rows as a Markdown table. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { atMost, atLeast } = row.bound;
    const bound = atMost !== undefined ? `≤ ${atMost}` : atLeast !== undefined ? `≥ ${atLeast}` : "-";
    const verdict = bound === "-" ? "-" : keepsBound(row) ? "yes" : "NO";
    return `| ${row.scenario} | ${row.ratio} | ${
      row.value.toFixed(2)
    } | ${bound} | ${verdict} | ${row.detail} |`;
  });
  return ["| scenario | ratio | measured | bound | kept | detail |", "|---|---|---|---|---|---|", ...lines]
    .join("\n");
}
