import {
  bootstrapMean,
  comparePaired,
  type LimitsOfAgreement,
  limitsOfAgreement,
  type MeanEstimate,
  type PairedComparison,
} from "../../src/metrics/index.ts";
import type { CaseRow, Evaluation, LesionCounts } from "./evaluation.ts";

/** The figures of one structure over all cases that have it in the reference. */
export interface TargetSummary {
  /** Over patients: a patient's cases are averaged first. */
  readonly dice: MeanEstimate;
  readonly surfaceDice: MeanEstimate;
  /** Over the patients in whom something was found; undefined when there is none. */
  readonly hd95: MeanEstimate | undefined;
  /** Cases with the structure, and those of them where nothing at all was found. */
  readonly cases: number;
  readonly notFound: number;
  /** Cases without the structure, and those of them where something was found nevertheless. */
  readonly casesWithout: number;
  readonly foundWithout: number;
}

/** The summary of a structure; undefined when no case has it. */
export function summarizeTarget(cases: readonly CaseRow[], key: string): TargetSummary | undefined {
  const withIt = cases.filter((row) => row.targets[key]!.referenceVoxels > 0);
  const without = cases.filter((row) => row.targets[key]!.referenceVoxels === 0);
  if (withIt.length === 0) return undefined;
  const mean = (measure: (row: CaseRow) => number | null): MeanEstimate | undefined => {
    const values = [...byPatient(withIt, measure).values()];
    return values.length === 0 ? undefined : bootstrapMean(values);
  };
  return {
    dice: mean((row) => row.targets[key]!.dice)!,
    surfaceDice: mean((row) => row.targets[key]!.surfaceDice)!,
    hd95: mean((row) => row.targets[key]!.hd95),
    cases: withIt.length,
    notFound: withIt.filter((row) => row.targets[key]!.foundVoxels === 0).length,
    casesWithout: without.length,
    foundWithout: without.filter((row) => row.targets[key]!.foundVoxels > 0).length,
  };
}

/**
 * The mean of some structures of a case, of all if no keys are given, averaged like one structure's figure. A structure
 * that is neither there nor found has no part in it.
 */
export function summarizeMeanDice(cases: readonly CaseRow[], keys?: readonly string[]): MeanEstimate {
  return bootstrapMean([...byPatient(cases, (row) => meanDice(row, keys)).values()]);
}

export function countLesions(cases: readonly CaseRow[]): LesionCounts | undefined {
  const counts = cases.flatMap(({ lesions }) => lesions ?? []);
  if (counts.length === 0) return undefined;
  const sum = (key: keyof LesionCounts) => counts.reduce((total, row) => total + row[key], 0);
  return {
    lesions: sum("lesions"),
    found: sum("found"),
    missed: sum("missed"),
    falsePositives: sum("falsePositives"),
  };
}

/** The Dice of two models on the same patients, `a - b`; undefined unless both saw the same cases and some have the structure. */
export function compareModels(a: Evaluation, b: Evaluation, key: string): PairedComparison | undefined {
  const names = ({ cases }: Evaluation) => cases.map((row) => row.case).join("\n");
  if (names(a) !== names(b)) return undefined;
  const diceOf = ({ cases }: Evaluation) =>
    byPatient(
      cases.filter((row) => row.targets[key]!.referenceVoxels > 0),
      (row) => row.targets[key]!.dice,
    );
  const [ofA, ofB] = [diceOf(a), diceOf(b)];
  if (ofA.size === 0) return undefined;
  return comparePaired([...ofA.values()], [...ofB.values()]);
}

/** The mean Dice of all structures on the same patients, `a - b`; undefined where they are not the same. */
export function compareMeanDice(a: readonly CaseRow[], b: readonly CaseRow[]): PairedComparison | undefined {
  const [ofA, ofB] = [a, b].map((cases) => byPatient(cases, (row) => meanDice(row)));
  const patients = [...ofA!.keys()];
  if (patients.length !== ofB!.size || !patients.every((patient) => ofB!.has(patient))) return undefined;
  return comparePaired(
    patients.map((patient) => ofA!.get(patient)!),
    patients.map((patient) => ofB!.get(patient)!),
  );
}

/** Volumes found against those of the reference, in millilitres. */
export interface VolumeSummary {
  readonly agreement: LimitsOfAgreement;
  /** Mean volume of the reference. */
  readonly meanMl: number;
}

/**
 * Over the cases that have the structure, each for itself: two frames of a heart are two measurements. Undefined for fewer than
 * two cases.
 */
export function summarizeVolumes(
  { cases, assumedVoxelMm }: Evaluation,
  key: string,
): VolumeSummary | undefined {
  const volumes = cases.flatMap(({ targets, spacingMm = assumedVoxelMm }) => {
    const { foundVoxels, referenceVoxels } = targets[key]!;
    if (referenceVoxels === 0 || !spacingMm) return [];
    const voxelMl = (spacingMm[0] * spacingMm[1] * spacingMm[2]) / 1000;
    return [{ reference: referenceVoxels * voxelMl, difference: (foundVoxels - referenceVoxels) * voxelMl }];
  });
  if (volumes.length < 2) return undefined;
  return {
    agreement: limitsOfAgreement(volumes.map(({ difference }) => difference)),
    meanMl: volumes.reduce((sum, { reference }) => sum + reference, 0) / volumes.length,
  };
}

export interface Float16Summary {
  /** Cases that were run with both. */
  readonly cases: number;
  /** Mean Dice of half and of single precision with the reference, as {@link TargetSummary.dice} is averaged. */
  readonly dice: number;
  readonly diceOfSingle: number;
  /** The lowest Dice of any case with the labels of the single-precision weights. */
  readonly lowestAgreement: number;
}

/** Half precision against the reference and against single precision; undefined when it was not run. */
export function summarizeFloat16(cases: readonly CaseRow[], key: string): Float16Summary | undefined {
  const withIt = cases.filter((row) => row.float16 && row.targets[key]!.referenceVoxels > 0);
  if (withIt.length === 0) return undefined;
  const agreements = withIt.flatMap((row) => row.float16!.agreement[key] ?? []);
  const mean = (measure: (row: CaseRow) => number | null) =>
    bootstrapMean([...byPatient(withIt, measure).values()]).mean;
  return {
    cases: withIt.length,
    dice: mean((row) => row.float16!.dice[key] ?? null),
    diceOfSingle: mean((row) => row.targets[key]!.dice),
    lowestAgreement: Math.min(1, ...agreements),
  };
}

/** The cases in which a structure agrees least, the worst first. */
export function worstCases(
  cases: readonly CaseRow[],
  key: string,
  count = 3,
): { name: string; dice: number }[] {
  return cases
    .filter((row) => row.targets[key]!.referenceVoxels > 0)
    .map((row) => ({ name: row.case, dice: row.targets[key]!.dice! }))
    .sort((a, b) => a.dice - b.dice)
    .slice(0, count);
}

function meanDice({ targets }: CaseRow, keys: readonly string[] = Object.keys(targets)): number | null {
  const values = keys.flatMap((key) => targets[key]!.dice ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean over each patient's cases of what is measured, cases without a value left out. */
function byPatient(
  cases: readonly CaseRow[],
  measure: (row: CaseRow) => number | null,
): ReadonlyMap<string, number> {
  const groups = new Map<string, number[]>();
  for (const row of cases) {
    const value = measure(row);
    if (value !== null) groups.set(row.patient, [...(groups.get(row.patient) ?? []), value]);
  }
  return new Map(
    [...groups].map(([patient, values]) => [
      patient,
      values.reduce((sum, value) => sum + value, 0) / values.length,
    ]),
  );
}
