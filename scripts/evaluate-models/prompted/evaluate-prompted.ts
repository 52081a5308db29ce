import { bootstrapMean } from "../../../src/metrics/index.ts";
import type { BackgroundRow } from "./background.ts";
import { type ObjectFigures, outlineObject, round } from "./measure.ts";
import type { Method } from "./methods.ts";
import { type ObjectClass, objectClasses, type ReadOptions, readObjects } from "./objects.ts";
import type { UserKind } from "./simulated-user.ts";

/** Numbers of clicks after which Dice is reported. */
const reportedClicks = [1, 3, 5, 10];
/** Dice at which an object counts as outlined. */
const qualities = [0.8, 0.9];

/** A mean over patients and its bootstrap interval. */
export interface Figure {
  readonly mean: number;
  readonly interval: readonly [number, number] | null;
}

/** Results of one method for one class, with one kind of user. */
export interface MethodRow {
  readonly method: string;
  readonly user: UserKind;
  /** By the number of clicks. */
  readonly dice: Readonly<Record<string, Figure>>;
  /**
   * Clicks until a Dice of 0.8 and 0.9, where objects that never reach it count with the maximum; and the fraction of objects
   * that never reach it.
   */
  readonly clicksUntil: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number>>;
  /** Fraction of clicks after which the voxel under the click is as the click says. */
  readonly obeyed: number;
  /** Milliseconds from a click until its slice was outlined, and until all slices were. */
  readonly clickMs: { readonly p50: number; readonly p95: number };
  readonly volumeMs: { readonly p50: number; readonly p95: number };
}

export interface ClassRow {
  readonly task: string;
  readonly class: string;
  readonly patients: number;
  readonly objects: number;
  readonly methods: readonly MethodRow[];
}

/** The figures of a prompted model, as `evaluation.json` keeps them. */
export interface PromptedEvaluation {
  readonly model: string;
  readonly version: string;
  readonly weights: string;
  readonly clicks: number;
  /** What the network ran on; undefined if only other methods were measured. */
  readonly provider?: string | undefined;
  readonly rows: readonly ClassRow[];
  /** Of the network. */
  readonly background?: readonly BackgroundRow[];
}

export interface EvaluatePromptedOptions extends ReadOptions {
  readonly methods: readonly Method[];
  readonly users: readonly UserKind[];
  readonly mostClicks: number;
  /** Keys of the classes; by default all. */
  readonly only?: readonly string[] | undefined;
  onRow(row: ClassRow): void;
}

/** Evaluates every class of every data set with every method, always with the same first click. */
export async function evaluatePrompted(options: EvaluatePromptedOptions): Promise<ClassRow[]> {
  const rows: ClassRow[] = [];
  for (const kind of objectClasses) {
    if (options.only && !options.only.includes(kind.target.key)) continue;
    const row = await evaluateClass(kind, options);
    if (!row) continue;
    rows.push(row);
    options.onRow(row);
  }
  return rows;
}

async function evaluateClass(
  kind: ObjectClass,
  options: EvaluatePromptedOptions,
): Promise<ClassRow | undefined> {
  const objects = await readObjects(kind, options);
  if (objects.length === 0) return undefined;
  const methods: MethodRow[] = [];
  for (const user of options.users)
    for (const method of options.methods) {
      const figures: ObjectFigures[] = [];
      for (const [n, object] of objects.entries())
        figures.push(
          await outlineObject(method, object, { kind: user, mostClicks: options.mostClicks, seed: 7 + n }),
        );
      methods.push(summarize(method.name, user, figures));
    }
  return {
    task: kind.task.name,
    class: kind.target.label,
    patients: new Set(objects.map(({ patient }) => patient)).size,
    objects: objects.length,
    methods,
  };
}

function summarize(method: string, user: UserKind, figures: readonly ObjectFigures[]): MethodRow {
  const clicks = reportedClicks.filter((count) => count <= figures[0]!.dice.length);
  const clicksOf = ({ dice }: ObjectFigures, quality: number): number => {
    const reached = dice.findIndex((value) => value >= quality);
    return reached < 0 ? dice.length : reached + 1;
  };
  const perQuality = (value: (quality: number) => number) =>
    Object.fromEntries(qualities.map((quality) => [`${quality}`, round(value(quality), 2)]));
  const obeyed = figures.flatMap((figure) => figure.obeyed);
  return {
    method,
    user,
    dice: Object.fromEntries(
      clicks.map((count) => [`${count}`, byPatient(figures, ({ dice }) => dice[count - 1]!)]),
    ),
    clicksUntil: perQuality((quality) => mean(figures.map((figure) => clicksOf(figure, quality)))),
    failures: perQuality((quality) =>
      mean(figures.map(({ dice }) => (dice.every((value) => value < quality) ? 1 : 0))),
    ),
    obeyed: round(mean(obeyed.map(Number)), 3),
    clickMs: percentiles(figures.flatMap(({ firstMs }) => firstMs)),
    volumeMs: percentiles(figures.flatMap(({ totalMs }) => totalMs)),
  };
}

/** The mean over patients, after averaging the objects of each patient. */
function byPatient(figures: readonly ObjectFigures[], value: (figure: ObjectFigures) => number): Figure {
  const patients = [...new Set(figures.map(({ patient }) => patient))];
  const { mean: whole, interval } = bootstrapMean(
    patients.map((patient) => mean(figures.filter((figure) => figure.patient === patient).map(value))),
  );
  return {
    mean: round(whole, 3),
    interval: interval ? [round(interval[0], 3), round(interval[1], 3)] : null,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percentiles(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!);
  return { p50: at(0.5), p95: at(0.95) };
}
