import type { FailureRow, ResultRow } from "./results.ts";

/** Median and spread of some values. */
interface Spread {
  readonly count: number;
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Statistics of an archive as one page without scripts: volumes by segment; volumes and uncertainty by scanner and by week, to
 * reveal drift; failures by code. Shows groups and numbers only, no studies.
 */
export function toStatisticsPage({
  rows,
  failures,
}: {
  readonly rows: readonly ResultRow[];
  readonly failures: readonly FailureRow[];
}): string {
  const segments = [...new Set(rows.flatMap(({ segments }) => segments.map(({ label }) => label)))].sort();
  const sections = segments.map((label) => {
    const values = rows.flatMap((row) =>
      row.segments.filter((one) => one.label === label).map(({ ml }) => ({ row, value: ml })),
    );
    return [
      `<h2>${toHtml(label)}, ml</h2>`,
      table("All", [["all", values.map(({ value }) => value)]]),
      table(
        "Scanner",
        groupBy(values, ({ scanner }) => scanner || "unknown"),
      ),
      table(
        "Week",
        groupBy(values, ({ week }) => week || "unknown"),
      ),
    ].join("\n");
  });
  const uncertain = rows.flatMap((row) =>
    row.uncertainty === undefined ? [] : [{ row, value: row.uncertainty }],
  );
  const uncertainty =
    uncertain.length === 0
      ? ""
      : [
          "<h2>Uncertainty, mean entropy from 0 to 1</h2>",
          table(
            "Scanner",
            groupBy(uncertain, ({ scanner }) => scanner || "unknown"),
          ),
          table(
            "Week",
            groupBy(uncertain, ({ week }) => week || "unknown"),
          ),
        ].join("\n");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Archive statistics</title>
<style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: 0 0 1rem; }
th, td { padding: 0.15rem 0.8rem 0.15rem 0; text-align: right; }
th:first-child, td:first-child { text-align: left; min-width: 14rem; }
svg { vertical-align: middle; }
</style>
<h1>Archive statistics</h1>
<p>${rows.length} results, ${failures.length} series given up. Research use only.</p>
${sections.join("\n")}
${uncertainty}
<h2>Series given up</h2>
${failureTable(failures)}
`;
}

function groupBy(
  values: readonly { readonly row: ResultRow; readonly value: number }[],
  key: (row: ResultRow) => string,
): [string, number[]][] {
  const groups = new Map<string, number[]>();
  for (const { row, value } of values) {
    const group = groups.get(key(row)) ?? [];
    groups.set(key(row), group);
    group.push(value);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function table(title: string, groups: readonly (readonly [string, readonly number[]])[]): string {
  const spreads = groups.map(([name, values]) => [name, spreadOf(values)] as const);
  const most = Math.max(...spreads.map(([, { upper }]) => upper), 1e-9);
  const lines = spreads.map(
    ([name, spread]) =>
      `<tr><td>${toHtml(name)}</td><td>${spread.count}</td><td>${format(spread.median)}</td><td>${format(spread.lower)} – ${format(spread.upper)}</td><td>${bar(spread, most)}</td></tr>`,
  );
  return `<table><tr><th>${title}</th><th>Results</th><th>Median</th><th>Middle half</th><th></th></tr>${lines.join("")}</table>`;
}

/** The middle half of the values as a bar, with a line at the median. */
function bar({ median, lower, upper }: Spread, most: number): string {
  const place = (value: number) => Math.round((value / most) * 200);
  return `<svg width="202" height="12" role="img" aria-label="median ${format(median)}"><rect x="${place(lower)}" y="2" width="${Math.max(1, place(upper) - place(lower))}" height="8" fill="#9ab"/><rect x="${place(median)}" y="0" width="2" height="12" fill="#124"/></svg>`;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => {
    const place = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
    return low + (high - low) * (place - Math.floor(place));
  };
  return { count: values.length, median: at(0.5), lower: at(0.25), upper: at(0.75) };
}

function failureTable(failures: readonly FailureRow[]): string {
  const counts = new Map<string, number>();
  for (const { code, reason, week } of failures) {
    const key = `${week}\0${code}\0${reason}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size === 0) return "<p>None.</p>";
  const lines = [...counts].sort().map(([key, count]) => {
    const [week, code, reason] = key.split("\0");
    return `<tr><td>${toHtml(code!)}</td><td>${toHtml(week!)}</td><td>${count}</td><td>${toHtml(reason!)}</td></tr>`;
  });
  return `<table><tr><th>Code</th><th>Week</th><th>Series</th><th>Reason</th></tr>${lines.join("")}</table>`;
}

function format(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 4 });
}

function toHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
