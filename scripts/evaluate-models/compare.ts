import type { CaseRow, Evaluation } from "./evaluation.ts";

/** Tolerance between two processors: logits differ by rounding, so a few voxels at borders get another label. */
const allowed: Readonly<Record<string, number>> = {
  dice: 0.0005,
  surfaceDice: 0.002,
  agreement: 0.0005,
  hd95: 0.25,
  foundMl: 0.5,
};
/** For numbers of voxels: this fraction, and a few more. */
const allowedVoxels = { part: 0.001, more: 5 };

/** Figures that differ by more than rounding, a sentence each; empty if the record is correct. */
export function findDifferences(recorded: Evaluation | undefined, computed: Evaluation): string[] {
  if (!recorded) return [`${computed.model}: there are no recorded figures for its weights.`];
  const names = (rows: readonly CaseRow[]) => rows.map((row) => row.case).join(", ");
  if (names(recorded.cases) !== names(computed.cases))
    return [
      `${computed.model}: the recorded cases are ${names(recorded.cases)}, the computed ones ${names(computed.cases)}.`,
    ];
  const differences: string[] = [];
  const compare = (path: string, key: string, before: unknown, now: unknown): void => {
    if (isRecord(before) && isRecord(now)) {
      for (const name of new Set([...Object.keys(before), ...Object.keys(now)]))
        compare(
          `${path} ${name}`,
          name in allowed || name.endsWith("Voxels") ? name : key,
          before[name],
          now[name],
        );
    } else if (!isClose(key, before, now)) {
      differences.push(`${path}: recorded ${before}, computed ${now}.`);
    }
  };
  for (const [index, row] of computed.cases.entries())
    compare(`${computed.model}: ${row.case}`, "", recorded.cases[index], row);
  compare(`${computed.model}: negatives`, "", toRecord(recorded.negatives), toRecord(computed.negatives));
  compare(`${computed.model}: sample`, "dice", recorded.sample, computed.sample);
  return differences;
}

function toRecord(rows: Evaluation["negatives"]): Record<string, unknown> {
  return Object.fromEntries(rows.map((row) => [row.series, row]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isClose(key: string, before: unknown, now: unknown): boolean {
  if (typeof before !== "number" || typeof now !== "number") return before === now;
  const limit = key.endsWith("Voxels")
    ? allowedVoxels.part * Math.max(before, now) + allowedVoxels.more
    : (allowed[key] ?? 0);
  return Math.abs(before - now) <= limit + 1e-9;
}
