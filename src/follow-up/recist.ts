/**
 * RECIST 1.1: Eisenhauer et al., "New response evaluation criteria in solid tumours", European Journal of Cancer 45 (2009)
 * 228-247. Sections are those of this paper.
 */

/** The measurements of a lesion at one time. */
export interface MeasuredLesion {
  readonly longMm: number;
  /** Perpendicular to the long axis; undefined if it was not measured. */
  readonly shortMm: number | undefined;
}

/** What the rules need to know about a lesion. */
export interface LesionKind {
  /** Lymph nodes are measured by their short axis (4.2). */
  readonly isNode: boolean;
  /** Its organ: at most two target lesions per organ. All lymph nodes count as one organ. */
  readonly organ: string;
}

/** Maximum number of target lesions, in total and per organ (4.1). */
const mostTargets = 5;
const mostOfOrgan = 2;
/** Smallest target lesion: long axis on slices of at most 5 mm, or short axis of a node (3.1.1, 4.2). */
const smallestMm = 10;
const smallestNodeMm = 15;
/** A node with a shorter short axis is normal (4.2). */
const normalNodeMm = 10;

/** The diameter that counts: the short axis of a node, the long axis of any other lesion. Undefined if unknown. */
export function countedMm(
  { longMm, shortMm }: MeasuredLesion,
  { isNode }: Pick<LesionKind, "isNode">,
): number | undefined {
  return isNode ? shortMm : longMm;
}

/**
 * Chooses target lesions by the rules: measurable, largest first, at most five and two per organ (4.1). A reader may choose
 * others, such as those that can be measured most reproducibly.
 * @param sliceMm slice spacing; above 5 mm a lesion must be twice as long (3.1.1).
 * @returns their ids.
 */
export function chooseTargets<Id>(
  lesions: readonly (MeasuredLesion & LesionKind & { readonly id: Id })[],
  sliceMm: number,
): Id[] {
  const least = sliceMm > 5 ? 2 * sliceMm : smallestMm;
  const measurable = lesions
    .filter((lesion) => (countedMm(lesion, lesion) ?? 0) >= (lesion.isNode ? smallestNodeMm : least))
    .sort((a, b) => b.longMm - a.longMm);
  const taken = new Map<string, number>();
  const chosen: Id[] = [];
  for (const { id, organ, isNode } of measurable) {
    const place = isNode ? "lymph nodes" : organ;
    const count = taken.get(place) ?? 0;
    if (chosen.length === mostTargets || count === mostOfOrgan) continue;
    taken.set(place, count + 1);
    chosen.push(id);
  }
  return chosen;
}

/** Complete or partial response, stable or progressive disease; NE: not evaluable. */
export type TargetResponse = "CR" | "PR" | "SD" | "PD" | "NE";
export type NonTargetResponse = "CR" | "non-CR/non-PD" | "PD";
export type OverallResponse = TargetResponse | "non-CR/non-PD";

/** One lesion at both times, by the diameter that counts; undefined if it has disappeared. */
export interface LesionOverTime {
  readonly isNode: boolean;
  readonly priorMm: number;
  readonly currentMm: number | undefined;
  /** Whether it exists but the diameter that counts is unknown. */
  readonly isUnmeasured?: boolean;
}

export interface RecistInput {
  readonly targets: readonly LesionOverTime[];
  readonly nonTargets: readonly LesionOverTime[];
  /** Lesions that were not there before. */
  readonly newLesions: number;
  /** Whether the reader finds unequivocal progression of non-target disease (4.3.3). */
  readonly nonTargetProgresses: boolean;
  /** Sum of diameters before treatment, in mm; that of the prior study if left out. */
  readonly baselineSumMm?: number | undefined;
  /** The smallest sum on study, in mm, excluding this time; the smaller of baseline and prior if left out. */
  readonly nadirSumMm?: number | undefined;
}

/** The reason for a response. */
export type RecistReason =
  | "new-lesions"
  | "non-target-progression"
  | "sum-increased"
  | "sum-decreased"
  | "all-gone"
  | "unmeasured"
  | "neither";

export interface RecistResult {
  readonly priorSumMm: number;
  readonly sumMm: number;
  readonly baselineSumMm: number;
  readonly nadirSumMm: number;
  /** As fractions: -0.3 is a decrease of 30 %. Undefined without anything to compare with. */
  readonly fromBaseline: number | undefined;
  readonly fromNadir: number | undefined;
  /** Undefined without target lesions. */
  readonly target: TargetResponse | undefined;
  /** Undefined without non-target lesions. */
  readonly nonTarget: NonTargetResponse | undefined;
  readonly overall: OverallResponse;
  readonly reason: RecistReason;
}

/**
 * The response at this time (4.3, tables 1 and 2). CR: all lesions gone, nodes below 10 mm. PR: the sum is at least 30 %
 * below baseline. PD: the sum is at least 20 % and 5 mm above the nadir, or there are new lesions, or non-target disease
 * progresses. Otherwise SD.
 */
export function evaluateRecist(input: RecistInput): RecistResult {
  const { targets, nonTargets, newLesions, nonTargetProgresses } = input;
  const priorSumMm = sum(targets.map(({ priorMm }) => priorMm));
  const sumMm = sum(targets.map(({ currentMm }) => currentMm ?? 0));
  const baselineSumMm = input.baselineSumMm ?? priorSumMm;
  const nadirSumMm = input.nadirSumMm ?? Math.min(baselineSumMm, priorSumMm);
  const sums = { priorSumMm, sumMm, baselineSumMm, nadirSumMm };
  const target = toTargetResponse(targets, sums);
  const nonTarget = toNonTargetResponse(nonTargets, nonTargetProgresses);
  const isProgressing = newLesions > 0 || nonTarget === "PD";
  return {
    ...sums,
    fromBaseline: change(baselineSumMm, sumMm),
    fromNadir: change(nadirSumMm, sumMm),
    target: target?.response,
    nonTarget,
    overall: isProgressing ? "PD" : toOverall(target?.response, nonTarget),
    reason:
      newLesions > 0
        ? "new-lesions"
        : nonTarget === "PD"
          ? "non-target-progression"
          : (target?.reason ?? (nonTarget === "CR" ? "all-gone" : "neither")),
  };
}

function toTargetResponse(
  targets: readonly LesionOverTime[],
  { sumMm, baselineSumMm, nadirSumMm }: Pick<RecistResult, "sumMm" | "baselineSumMm" | "nadirSumMm">,
): { readonly response: TargetResponse; readonly reason: RecistReason } | undefined {
  if (targets.length === 0) return undefined;
  if (targets.some(({ isUnmeasured }) => isUnmeasured)) return { response: "NE", reason: "unmeasured" };
  if (targets.every(isGone)) return { response: "CR", reason: "all-gone" };
  // Allows for floating-point noise, which must not decide a response.
  const atLeast = (value: number, limit: number): boolean => value >= limit - 1e-6;
  if (atLeast(sumMm - nadirSumMm, 5) && atLeast(sumMm, 1.2 * nadirSumMm))
    return { response: "PD", reason: "sum-increased" };
  if (baselineSumMm > 0 && atLeast(0.7 * baselineSumMm, sumMm))
    return { response: "PR", reason: "sum-decreased" };
  return { response: "SD", reason: "neither" };
}

function toNonTargetResponse(
  lesions: readonly LesionOverTime[],
  progresses: boolean,
): NonTargetResponse | undefined {
  if (lesions.length === 0) return undefined;
  if (progresses) return "PD";
  return lesions.every(isGone) ? "CR" : "non-CR/non-PD";
}

/** The overall response without progression: tables 1 and 2. */
function toOverall(
  target: TargetResponse | undefined,
  nonTarget: NonTargetResponse | undefined,
): OverallResponse {
  if (target === undefined) return nonTarget ?? "NE";
  if (target === "CR") return nonTarget === undefined || nonTarget === "CR" ? "CR" : "PR";
  return target;
}

/** A node need not vanish: below 10 mm it is normal. */
function isGone({ isNode, currentMm, isUnmeasured }: LesionOverTime): boolean {
  return !isUnmeasured && (currentMm ?? 0) < (isNode ? normalNodeMm : 1e-6);
}

function change(before: number, now: number): number | undefined {
  return before > 0 ? (now - before) / before : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
