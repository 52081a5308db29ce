import type { CaseRow, Evaluation, TargetRow } from "../../../scripts/evaluate-models/evaluation.ts";

export function targetRow(dice: number | null, parts: Partial<TargetRow> = {}): TargetRow {
  return {
    dice,
    hd95: dice === null || dice === 0 ? null : 2,
    surfaceDice: dice,
    foundVoxels: dice === 0 ? 0 : 90,
    referenceVoxels: dice === null ? 0 : 100,
    ...parts,
  };
}

/** A case of the task of liver tumours. */
export function caseRow(
  name: string,
  liver: number,
  tumour: number | null,
  parts: Partial<CaseRow> = {},
): CaseRow {
  return {
    case: name,
    patient: name,
    slices: 40,
    targets: { liver: targetRow(liver), tumour: targetRow(tumour) },
    lesions: { lesions: 3, found: 2, missed: 1, falsePositives: 1 },
    ...parts,
  };
}

export function evaluationOf(model: string, cases: readonly CaseRow[]): Evaluation {
  return {
    model,
    version: "1.0.0",
    task: "ct-liver-tumour",
    weights: { float32: "a".repeat(64) },
    contract: "c".repeat(64),
    assumedVoxelMm: [1.5, 1.5, 3],
    cases,
    negatives: [{ series: "sarcoma-ct", shows: "thighs", slices: 59, foundMl: { liver: 10, tumour: 0 } }],
    sample: { liver: 0.977, tumour: 0.855 },
    command: "npm run models:evaluate",
  };
}
