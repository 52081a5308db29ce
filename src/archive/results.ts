import { join } from "node:path";
import * as v from "valibot";
import { AutosegError } from "../errors.ts";
import type { Measurements } from "../regions/index.ts";
import type { ResultName } from "./archive-source.ts";
import type { FileAccess } from "./folder-archive.ts";
import type { WorkItem } from "./work-item.ts";

/** One result for the table: numbers, codes and UIDs, but no patient name and no dates. */
export interface ResultRow {
  readonly sopInstanceUID: string;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly model: string;
  readonly modelVersion: string;
  /** Of each weight file; undefined in rows of earlier versions. */
  readonly weightsSha256?: string;
  /** UID of the object that this one replaces; "" for the first. */
  readonly predecessor: string;
  /** Manufacturer and model of the scanner. */
  readonly scanner: string;
  /** ISO week of the study, such as "2024-W05"; "" without a date. */
  readonly week: string;
  readonly slices: number;
  readonly sliceSpacingMm: number;
  /** Mean entropy of the voxels of all segments, 0 to 1; undefined if not requested. */
  readonly uncertainty?: number;
  /** Execution provider; undefined if the result already existed. */
  readonly provider?: string;
  readonly computeMs?: number;
  readonly segments: readonly SegmentRow[];
  /** UIDs of the stored objects; undefined in rows of earlier versions. */
  readonly objects?: { readonly seg: StoredName; readonly sr?: StoredName };
}

type StoredName = Pick<ResultName, "seriesInstanceUID" | "sopInstanceUID">;

interface SegmentRow {
  readonly segmentNumber: number;
  readonly label: string;
  readonly ml: number;
  readonly longestAxialDiameterMm: number;
  /** Mean image value, in HU for CT; undefined without voxels. */
  readonly mean?: number;
  /** Number of lesions, if the segment is an abnormality. */
  readonly lesions: number;
}

/** A series that could not be segmented. */
export interface FailureRow {
  readonly sopInstanceUID: string;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly model: string;
  readonly code: string;
  readonly reason: string;
  /** ISO week of the failure. */
  readonly week: string;
}

/** Used as a file name. */
const uid = v.pipe(v.string(), v.regex(/^\d[\d.]*$/, "It must be a UID"));
const storedName = v.looseObject({ seriesInstanceUID: v.string(), sopInstanceUID: uid });
const common = {
  sopInstanceUID: uid,
  studyInstanceUID: v.string(),
  seriesInstanceUID: v.string(),
  model: v.string(),
  week: v.string(),
};
/** What is needed of every row; a file may be truncated, or be something else. */
const rowForms = {
  rows: v.looseObject({
    ...common,
    modelVersion: v.string(),
    scanner: v.string(),
    slices: v.number(),
    segments: v.array(v.looseObject({ segmentNumber: v.number(), label: v.string(), ml: v.number() })),
    objects: v.optional(v.looseObject({ seg: storedName, sr: v.optional(storedName) })),
  }),
  failures: v.looseObject({ ...common, code: v.string(), reason: v.string() }),
};

/** @throws AutosegError `invalid-results`. */
function parseRow<Row>(form: keyof typeof rowForms, bytes: ArrayBuffer, path: string): Row {
  const invalid = (found: string, cause?: unknown) =>
    new AutosegError(
      "invalid-results",
      `${path} is not a result: ${found}. Copy it again from where it came, or remove it; the others are read then.`,
      { path },
      { cause },
    );
  if (bytes.byteLength === 0) throw invalid("it is empty");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw invalid("it is damaged or cut off", cause);
  }
  const parsed = v.safeParse(rowForms[form], value);
  if (parsed.success) return value as Row;
  const [issue] = parsed.issues;
  throw invalid(`${v.getDotPath(issue) ?? "it"} is not as it should be (${issue.message})`);
}

/** Disk space to leave free: a large segmentation and its NIfTI for each of many processes. */
const usualFreeBytes = 500 * 2 ** 20;

/** Measurements of the segments, with lesions counted. */
export function toSegmentRows(measurements: readonly Measurements[]): SegmentRow[] {
  const lesions = (segmentNumber: number) =>
    measurements.filter(
      (one) =>
        one.segment.segmentNumber === segmentNumber && one.lesionNumber !== undefined && one.volumeMl > 0,
    ).length;
  return measurements
    .filter(({ lesionNumber }) => lesionNumber === undefined)
    .map(({ segment: { segmentNumber, label }, volumeMl, longestAxialDiameterMm, values }) => ({
      segmentNumber,
      label,
      ml: round(volumeMl),
      longestAxialDiameterMm: round(longestAxialDiameterMm),
      ...(values && { mean: round(values.mean) }),
      lesions: lesions(segmentNumber),
    }));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** ISO 8601 week of a DA value or a day; "" for anything else. */
export function isoWeek(date: string): string {
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)/.exec(date) ?? [];
  if (year === undefined) return "";
  const thursday = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7);
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}

/**
 * The rows in a results folder, one file each, named by result. Workers on many machines can write to one folder; writing a row
 * again has no effect, and the table can be made at any time.
 */
export function createResultRows(folder: string, files: FileAccess, leastFreeBytes = usualFreeBytes) {
  const rowPath = (sopInstanceUID: string) => join(folder, "rows", `${sopInstanceUID}.json`);
  const failurePath = (sopInstanceUID: string) => join(folder, "failures", `${sopInstanceUID}.json`);
  const readAll = async <Row>(kind: "rows" | "failures"): Promise<Row[]> => {
    const rows: Row[] = [];
    for (const file of await files.list(join(folder, kind)))
      rows.push(parseRow<Row>(kind, await file.arrayBuffer(), file.path ?? file.name));
    return rows;
  };
  return {
    folder,
    /** Checks that there is disk space for results before they are computed. @throws AutosegError `not-writable`. */
    async check() {
      const free = await files.freeBytes(folder);
      if (free >= leastFreeBytes) return;
      const [has, needs] = [free, leastFreeBytes].map((bytes) => Math.floor(bytes / 2 ** 20));
      throw new AutosegError(
        "not-writable",
        `The disk of ${folder} has ${has} MB left, less than ${needs} MB. Delete something, or lower --free.`,
        { path: folder },
      );
    },
    has: async (sopInstanceUID: string) => (await files.read(rowPath(sopInstanceUID))) !== undefined,
    write: (row: ResultRow) => files.write(rowPath(row.sopInstanceUID), JSON.stringify(row)),
    writeFailure: (row: FailureRow) => files.write(failurePath(row.sopInstanceUID), JSON.stringify(row)),
    writeFile: (path: string, content: Uint8Array) => files.write(path, content),
    niftiPath: (sopInstanceUID: string) => join(folder, "nifti", `${sopInstanceUID}.nii.gz`),
    /** @throws AutosegError `invalid-results` with the first file that is not a result. */
    async read(): Promise<{ readonly rows: readonly ResultRow[]; readonly failures: readonly FailureRow[] }> {
      const rows = await readAll<ResultRow>("rows");
      const done = new Set(rows.map(({ sopInstanceUID }) => sopInstanceUID));
      const failures = await readAll<FailureRow>("failures");
      return { rows, failures: failures.filter(({ sopInstanceUID }) => !done.has(sopInstanceUID)) };
    },
  };
}

export type ResultRows = ReturnType<typeof createResultRows>;

export function toFailureRow(item: WorkItem, code: string, reason: string): FailureRow {
  const { sopInstanceUID, studyInstanceUID, seriesInstanceUID, model } = item;
  return {
    sopInstanceUID,
    studyInstanceUID,
    seriesInstanceUID,
    model,
    code,
    reason,
    week: isoWeek(new Date().toISOString()),
  };
}
