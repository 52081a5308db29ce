import { importOptional } from "./optional-packages.ts";
import type { ResultRow } from "./results.ts";

type Cell = string | number | undefined;

type Segment = ResultRow["segments"][number];

/** Columns of the table, which has one row per segment of each result. Types are Parquet's. */
const columns: readonly (readonly [
  name: string,
  type: "STRING" | "INT32" | "DOUBLE",
  of: (row: ResultRow, segment: Segment) => Cell,
])[] = [
  ["sop_instance_uid", "STRING", (row) => row.sopInstanceUID],
  ["study_instance_uid", "STRING", (row) => row.studyInstanceUID],
  ["series_instance_uid", "STRING", (row) => row.seriesInstanceUID],
  ["model", "STRING", (row) => row.model],
  ["model_version", "STRING", (row) => row.modelVersion],
  ["weights_sha256", "STRING", (row) => row.weightsSha256],
  ["predecessor", "STRING", (row) => row.predecessor],
  ["scanner", "STRING", (row) => row.scanner],
  ["week", "STRING", (row) => row.week],
  ["slices", "INT32", (row) => row.slices],
  ["slice_spacing_mm", "DOUBLE", (row) => row.sliceSpacingMm],
  ["uncertainty", "DOUBLE", (row) => row.uncertainty],
  ["provider", "STRING", (row) => row.provider],
  ["compute_ms", "INT32", (row) => row.computeMs],
  ["segment_number", "INT32", (_, segment) => segment.segmentNumber],
  ["segment", "STRING", (_, segment) => segment.label],
  ["volume_ml", "DOUBLE", (_, segment) => segment.ml],
  ["longest_axial_diameter_mm", "DOUBLE", (_, segment) => segment.longestAxialDiameterMm],
  ["mean", "DOUBLE", (_, segment) => segment.mean],
  ["lesions", "INT32", (_, segment) => segment.lesions],
];

/** The results as CSV (RFC 4180), for pandas' `read_csv`. */
export function toCsv(rows: readonly ResultRow[]): string {
  const lines = toCells(rows).map((cells) => cells.map(toText));
  const names = columns.map(([name]) => name);
  return `${[names, ...lines].map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}

/**
 * The same table as Parquet with typed columns, for pandas' `read_parquet`. Unknown values are null.
 * @throws AutosegError `queue-unavailable` if hyparquet-writer is not installed.
 */
export async function toParquet(rows: readonly ResultRow[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await importOptional("hyparquet-writer", () => import("hyparquet-writer"));
  const cells = toCells(rows);
  const columnData = columns.map(([name, type], index) => ({
    name,
    type,
    nullable: true,
    data: cells.map((row) => row[index] ?? null),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function toCells(rows: readonly ResultRow[]): Cell[][] {
  const sorted = [...rows].sort((a, b) => (a.sopInstanceUID < b.sopInstanceUID ? -1 : 1));
  return sorted.flatMap((row) => row.segments.map((segment) => columns.map(([, , of]) => of(row, segment))));
}

/** An apostrophe keeps spreadsheets from taking a text for a formula. */
function toText(value: Cell): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
