import type { LesionRow } from "./follow-up-table.ts";
import type { RecistResult } from "./recist.ts";

/** The study dates in the table's header, as DICOM writes them (DA); "" if unknown. */
export interface StudyDates {
  readonly current: string;
  readonly prior: string;
}

/**
 * Lesions and response as comma-separated values (RFC 4180): a row for each lesion, then a row for each sum and the response. Lengths in
 * mm, volumes in ml, changes in per cent. English, with a point as decimal sign, for programs.
 */
export function toCsv(rows: readonly LesionRow[], result: RecistResult, dates: StudyDates): string {
  const lines: (string | number | undefined)[][] = [
    [
      ...["lesion", "prior lesion", "matched by", "role", "lymph node", "organ"],
      ...["prior date", "prior long axis mm", "prior short axis mm", "prior volume ml"],
      ...[
        "current date",
        "current long axis mm",
        "current short axis mm",
        "current volume ml",
        "measured by hand",
      ],
      ...["diameter change %", "volume change %"],
    ],
    ...rows.map(({ current, prior, by, isTarget, isNew, isNode, organ, diameterChange, volumeChange }) => [
      ...[current?.name, prior?.name, by, isTarget ? "target" : isNew ? "new" : "non-target"],
      ...[isNode ? "yes" : "no", organ],
      ...[dates.prior, round(prior?.longMm), round(prior?.shortMm), round(prior?.volumeMl, 3)],
      ...[dates.current, round(current?.longMm), round(current?.shortMm), round(current?.volumeMl, 3)],
      ...[handOf(current?.isManual, prior?.isManual), percent(diameterChange), percent(volumeChange)],
    ]),
    [],
    ["sum of diameters, prior mm", round(result.priorSumMm)],
    ["sum of diameters, current mm", round(result.sumMm)],
    ["baseline sum mm", round(result.baselineSumMm)],
    ["nadir sum mm", round(result.nadirSumMm)],
    ["change from baseline %", percent(result.fromBaseline)],
    ["change from nadir %", percent(result.fromNadir)],
    ["target response", result.target],
    ["non-target response", result.nonTarget],
    ["overall response (RECIST 1.1)", result.overall],
    ["because of", result.reason],
  ];
  return `${lines.map((line) => line.map(toField).join(",")).join("\r\n")}\r\n`;
}

function handOf(current: boolean | undefined, prior: boolean | undefined): string {
  return [...(prior ? ["prior"] : []), ...(current ? ["current"] : [])].join(" and ");
}

function round(value: number | undefined, decimals = 1): number | undefined {
  return value === undefined ? undefined : Number(value.toFixed(decimals));
}

function percent(fraction: number | undefined): number | undefined {
  return round(fraction === undefined ? undefined : 100 * fraction);
}

/** Quoted if necessary; an apostrophe escapes a leading sign that spreadsheets would take for a formula. */
function toField(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
