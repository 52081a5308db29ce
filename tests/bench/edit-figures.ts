import { median } from "./engine-rounds.ts";

/** Times of strokes in a round, in milliseconds of CPU time of the page's thread. */
export interface StrokeRound {
  /** Waiting for a frame while nothing changes: included in every measurement, but subtracted from the figures. */
  readonly waitMs: number;
  /** Each move of the brush, including drawing the three panes. */
  readonly strokeMs: Record<"axial" | "sagittal", readonly number[]>;
  /** Voxels painted, to check that both drew the same. */
  readonly painted: number;
}

/** The same for a whole result. */
export interface ResultRound {
  readonly waitMs: number;
  /** Until it has been drawn. */
  readonly bulkWriteMs: number;
  /** To another tool and back, with the result shown: the median of several. */
  readonly toolSwitchMs: number;
}

/** The rounds of one implementation. */
export interface Rounds {
  readonly strokes: StrokeRound[];
  readonly results: ResultRound[];
}

/** A figure over all rounds: the median, and the range of the middle half. */
interface Figure {
  readonly median: number;
  readonly quarters: readonly [number, number];
  readonly rounds: readonly number[];
}

/** The figures of one implementation. */
export function summarize({ strokes, results }: Rounds) {
  return {
    waitMs: figure([...strokes, ...results].map(({ waitMs }) => waitMs)),
    strokeP95Ms: figure(strokes.map(strokeP95)),
    strokeMedianMs: figure(strokes.map(({ strokeMs }) => median([...strokeMs.axial, ...strokeMs.sagittal]))),
    bulkWriteMs: figure(results.map(({ bulkWriteMs }) => bulkWriteMs)),
    toolSwitchMs: figure(results.map(({ toolSwitchMs }) => toolSwitchMs)),
    painted: strokes[0]!.painted,
  };
}

/** How many times as fast the first is as the second, by round, since both halves of a round see the same machine load. */
export function compareRounds(own: Rounds, other: Rounds) {
  const ratio = <Round>(
    mine: readonly Round[],
    its: readonly Round[],
    toMs: (round: Round) => number,
  ): Figure => figure(mine.map((round, at) => toMs(its[at]!) / Math.max(toMs(round), 0.1)));
  return {
    stroke: ratio(own.strokes, other.strokes, strokeP95),
    bulkWrite: ratio(own.results, other.results, ({ bulkWriteMs }) => bulkWriteMs),
    toolSwitch: ratio(own.results, other.results, ({ toolSwitchMs }) => toolSwitchMs),
  };
}

function strokeP95({ strokeMs }: StrokeRound): number {
  return percentile([...strokeMs.axial, ...strokeMs.sagittal], 0.95);
}

function figure(values: readonly number[]): Figure {
  return {
    median: round(median(values)),
    quarters: [round(percentile(values, 0.25)), round(percentile(values, 0.75))],
    rounds: values.map(round),
  };
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}

export function round(value: number): number {
  return Number(value.toFixed(2));
}
