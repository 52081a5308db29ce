import type { RunReport } from "../../src/segmentation/index.ts";

/** Milliseconds per unit (a slice) by method in one round; the methods of a round follow each other directly. */
export type Round = Readonly<Record<string, number>>;

/** A method of running a model, and its cost. */
export interface Measured {
  /** "raw" is session.run alone; "engine" is everything from volume to labels; "naive" does it all in the page's thread. */
  readonly way: "raw" | "engine" | "naive";
  readonly where: "node" | "browser";
  readonly provider: string;
  readonly precision: string;
  readonly batch: number;
  readonly threads: number;
  readonly graphCapture: boolean;
  readonly msPerSlice: number;
  readonly msPerSeries: number;
  readonly slices: number;
  readonly adapter?: string;
  readonly coldStartMs?: RunReport["provider"]["coldStartMs"];
  /** For one series, the median of the rounds. */
  readonly stagesMs?: RunReport["timingsMs"];
  /** Most that the process ever held. */
  readonly peakMemoryMb?: number;
}

/** What was measured, and why the rest was not. */
export interface Measurement {
  readonly rounds: readonly Round[];
  readonly measured: readonly Measured[];
  readonly missing: readonly { readonly provider: string; readonly reason: string }[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median of the ratios of two methods by round, since disturbances affect both. */
export function ratioOf(rounds: readonly Round[], way: string, over: string): number {
  return median(rounds.map((round) => round[way]! / round[over]!));
}

/** What an engine reports about its runs. */
export function describeEngine(reports: readonly RunReport[], where: Measured["where"]): Measured {
  const { provider, slices, units, peakMemoryBytes } = reports.at(-1)!;
  const { name, precision, batch, threads, graphCapture, adapter, coldStartMs } = provider;
  const middle = [...reports].sort((a, b) => a.timingsMs.total - b.timingsMs.total)[reports.length >> 1]!;
  const msPerSeries = median(reports.map(({ timingsMs }) => timingsMs.total));
  return {
    way: "engine",
    where,
    provider: name,
    precision,
    batch,
    threads,
    graphCapture,
    slices,
    msPerSeries,
    msPerSlice: msPerSeries / units,
    coldStartMs,
    stagesMs: middle.timingsMs,
    ...(adapter && { adapter: [adapter.vendor, adapter.architecture, adapter.description].join(" ").trim() }),
    ...(peakMemoryBytes !== undefined && { peakMemoryMb: Math.round(peakMemoryBytes / 2 ** 20) }),
  };
}
