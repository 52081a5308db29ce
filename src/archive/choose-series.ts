import type { ModelRule, SeriesRule } from "./rules.ts";
import { type SeriesFacts, sharpnessOf } from "./series-facts.ts";

/** Why a series is not segmented: a code for counting, and a sentence without any free text from headers. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly reason: string;
}

export type RefusalCode =
  | "modality"
  | "too-few-slices"
  | "too-many-slices"
  | "localiser"
  | "derived"
  | "plane"
  | "thickness"
  | "body-part"
  | "kernel"
  | "contrast"
  | "description"
  | "another-preferred"
  | "not-there";

/** What a rule inherits from its model if not set. */
export interface ModelTraits {
  readonly modality: string;
  readonly plane: "axial" | "coronal" | "sagittal" | "acquired";
}

/** The series of a study that a rule selects, and why not the others. */
export interface Choice {
  readonly chosen: readonly SeriesFacts[];
  readonly refused: ReadonlyMap<string, Refusal>;
}

/** Rejects a series by its modality alone, before anything else is queried. */
export function refuseModality(modality: string, rule: SeriesRule, model: ModelTraits): Refusal | undefined {
  const wanted = rule.modality ?? model.modality;
  if (modality === "" || modality.toUpperCase() === wanted.toUpperCase()) return undefined;
  return { code: "modality", reason: `Its modality is ${safe(modality)}, not ${wanted}.` };
}

/** Selects among the series of one study. */
export function chooseSeries(series: readonly SeriesFacts[], rule: ModelRule, model: ModelTraits): Choice {
  const refused = new Map<string, Refusal>();
  const fit = series.filter((facts) => {
    const refusal = refuseSeries(facts, rule.series, model);
    if (refusal) refused.set(facts.seriesInstanceUID, refusal);
    return !refusal;
  });
  if (rule.take === "all") return { chosen: fit, refused };
  const [best, ...others] = fit.sort((a, b) => compareBy(a, b, rule.prefer));
  if (!best) return { chosen: [], refused };
  for (const other of others) {
    const by = rule.prefer.find((preference) => compareBy(best, other, [preference]) !== 0);
    const why = by === undefined ? "its UID comes first, and nothing else tells them apart" : by;
    refused.set(other.seriesInstanceUID, {
      code: "another-preferred",
      reason: `Another series of the study is preferred: ${why}.`,
    });
  }
  return { chosen: [best], refused };
}

function refuseSeries(facts: SeriesFacts, rule: SeriesRule, model: ModelTraits): Refusal | undefined {
  const otherModality = refuseModality(facts.modality || "unknown", rule, model);
  if (otherModality) return otherModality;
  const { slices, imageType, plane, sliceThicknessMm, bodyPart, kernel, contrast } = facts;
  if (imageType.includes("LOCALIZER")) return { code: "localiser", reason: "It is a localiser." };
  if (!rule.derived && imageType[0] === "DERIVED" && imageType[1] === "SECONDARY")
    return { code: "derived", reason: "It was derived from other images (ImageType)." };
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = rule.slices;
  if (slices < atLeast)
    return { code: "too-few-slices", reason: `It has ${slices} slices, fewer than ${atLeast}.` };
  if (slices > atMost)
    return { code: "too-many-slices", reason: `It has ${slices} slices, more than ${atMost}.` };
  const wantedPlane = rule.plane ?? (model.plane === "acquired" ? "any" : model.plane);
  if (wantedPlane !== "any" && plane !== undefined && plane !== wantedPlane)
    return { code: "plane", reason: `Its slices are ${plane}, not ${wantedPlane}.` };
  const thickness = rule.sliceThicknessMm;
  if (thickness && sliceThicknessMm !== undefined && !isWithin(sliceThicknessMm, thickness))
    return {
      code: "thickness",
      reason: `Its slices are ${sliceThicknessMm} mm thick, not ${describeRange(thickness)} mm.`,
    };
  if (rule.bodyPart && bodyPart !== undefined && !rule.bodyPart.some((part) => isSameWord(part, bodyPart)))
    return { code: "body-part", reason: `Its body part is none of ${rule.bodyPart.join(", ")}.` };
  if (rule.kernel !== undefined && kernel !== undefined && !matches(rule.kernel, kernel))
    return { code: "kernel", reason: `Its kernel does not match ${rule.kernel}.` };
  if (rule.contrast !== undefined && contrast !== undefined && contrast !== rule.contrast)
    return { code: "contrast", reason: `It was acquired ${contrast} contrast, not ${rule.contrast}.` };
  return refuseDescription(facts.description, rule);
}

function refuseDescription(description: string, rule: SeriesRule): Refusal | undefined {
  if (description === "") return undefined;
  if (rule.description !== undefined && !matches(rule.description, description))
    return { code: "description", reason: `Its description does not match ${rule.description}.` };
  if (rule.notDescription !== undefined && matches(rule.notDescription, description))
    return { code: "description", reason: `Its description matches ${rule.notDescription}.` };
  return undefined;
}

/** Negative if `a` is preferred; the UID breaks ties, so that every feeder selects the same series. */
function compareBy(a: SeriesFacts, b: SeriesFacts, preferred: ModelRule["prefer"]): number {
  for (const preference of preferred) {
    const order = comparisons[preference](a, b);
    if (order !== 0) return order;
  }
  return preferred.length > 1 ? compareText(a.seriesInstanceUID, b.seriesInstanceUID) : 0;
}

const thickness = ({ sliceThicknessMm }: SeriesFacts) => sliceThicknessMm ?? Number.MAX_VALUE;
const sharpness = ({ kernel }: SeriesFacts) => sharpnessOf(kernel) ?? 1;

const comparisons: Readonly<Record<ModelRule["prefer"][number], (a: SeriesFacts, b: SeriesFacts) => number>> =
  {
    thinnest: (a, b) => thickness(a) - thickness(b),
    thickest: (a, b) => thickness(b) - thickness(a),
    "soft kernel": (a, b) => sharpness(a) - sharpness(b),
    "sharp kernel": (a, b) => sharpness(b) - sharpness(a),
    "most slices": (a, b) => b.slices - a.slices,
  };

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isWithin(value: number, { atLeast = 0, atMost = Number.POSITIVE_INFINITY }: Range): boolean {
  return value >= atLeast && value <= atMost;
}

interface Range {
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

function describeRange({ atLeast, atMost }: Range): string {
  if (atLeast === undefined) return `at most ${atMost}`;
  return atMost === undefined ? `at least ${atLeast}` : `${atLeast} to ${atMost}`;
}

function isSameWord(a: string, b: string): boolean {
  return a.trim().toUpperCase() === b.trim().toUpperCase();
}

function matches(pattern: string, value: string): boolean {
  return new RegExp(pattern, "iu").test(value);
}

/** A coded value (CS) that is safe to show; anything else is withheld. */
function safe(code: string): string {
  return /^[A-Z0-9 _]{1,16}$/.test(code) ? code : "unknown";
}
