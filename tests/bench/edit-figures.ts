import { median } from "./engine-rounds.ts";

/** What strokes took in a round, in milliseconds of processor time of the page's thread. */
export interface StrokeRound {
  /** Of waiting for a drawn frame while nothing changes: part of every measurement, and of no other figure. */
  readonly waitMs: number;
  /** Of every move of the brush, the drawing of the three panes included. */
  readonly strokeMs: Record<"axial" | "sagittal", readonly number[]>;
  /** Voxels that the strokes painted: whether both drew the same. */
  readonly painted: number;
}

/** The same of a whole result that is taken over. */
export interface ResultRound {
  readonly waitMs: number;
  /** Until it has been drawn. */
  readonly bulkWriteMs: number;
  /** To another tool and back, over the result: the median of some. */
  readonly toolSwitchMs: number;
}

/** The rounds of one way of drawing. */
export interface Rounds {
  readonly strokes: StrokeRound[];
  readonly results: ResultRound[];
}

/** A figure of all rounds: the median, and between which values the middle half lies. */
interface Figure {
  readonly median: number;
  readonly quarters: readonly [number, number];
  readonly rounds: readonly number[];
}

/** The figures of one way of drawing. */
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

/** How many times as fast the first is as the second: of the two halves of each round, which meet the same machine. */
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
