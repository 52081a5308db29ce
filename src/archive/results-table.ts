import type { ResultRow } from "./results.ts";

/** Columns of the table, each segment of each result a row. */
const columns = [
  "sop_instance_uid",
  "study_instance_uid",
  "series_instance_uid",
  "model",
  "model_version",
  "predecessor",
  "scanner",
  "week",
  "slices",
  "slice_spacing_mm",
  "uncertainty",
  "provider",
  "compute_ms",
  "segment_number",
  "segment",
  "volume_ml",
  "longest_axial_diameter_mm",
  "mean",
  "lesions",
] as const;

/** The results as CSV (RFC 4180), by result and segment: what pandas reads with `read_csv`. */
export function toCsv(rows: readonly ResultRow[]): string {
  const sorted = [...rows].sort((a, b) => (a.sopInstanceUID < b.sopInstanceUID ? -1 : 1));
  const lines = sorted.flatMap((row) =>
    row.segments.map((segment) =>
      [
        row.sopInstanceUID,
        row.studyInstanceUID,
        row.seriesInstanceUID,
        row.model,
        row.modelVersion,
        row.predecessor,
        row.scanner,
        row.week,
        row.slices,
        row.sliceSpacingMm,
        row.uncertainty,
        row.provider,
        row.computeMs,
        segment.segmentNumber,
        segment.label,
        segment.ml,
        segment.longestAxialDiameterMm,
        segment.mean,
        segment.lesions,
      ].map(toCell),
    ),
  );
  return `${[columns, ...lines].map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}

/** A text that begins like a formula is none to a spreadsheet with an apostrophe before it. */
function toCell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
