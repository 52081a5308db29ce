import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseDataset, text } from "../dicom/index.ts";
import { AutosegError, isAutosegError } from "../errors.ts";
import type { WorkPlace } from "./archive-source.ts";
import type { FileAccess } from "./folder-archive.ts";
import type { ResultRow, ResultRows } from "./results.ts";
import { toCsv } from "./results-table.ts";

/** What can be exported of each result. */
export const exportKinds = ["seg", "sr", "nifti"] as const;
export type ExportKind = (typeof exportKinds)[number];

/** Selects results, and what to export of them. */
export interface ExportChoice {
  readonly kinds: readonly ExportKind[];
  /** By default all. */
  readonly models?: readonly string[] | undefined;
  /** First and last ISO week of the study, both included; if either is given, results without a week are left out. */
  readonly fromWeek?: string | undefined;
  readonly toWeek?: string | undefined;
}

export interface ExportPlaces {
  readonly rows: ResultRows;
  /** Where segmentations and reports are fetched from. */
  readonly place: Pick<WorkPlace, "get">;
  readonly files: FileAccess;
  /** Folder to export to. */
  readonly out: string;
}

/**
 * Why a file was not exported: it is not in the archive, or another object has its UID; it was not made with the result (or,
 * for NIfTI, was removed); or the row was written by an earlier version, which did not record the object's UID.
 */
export type ExportGap = "not-there" | "other-object" | "not-made" | "not-named";

/** Outcome of an export. */
export interface ExportReport {
  /** Number of results in total, and of those selected. */
  readonly all: number;
  readonly results: number;
  readonly written: number;
  /** Files unchanged since an earlier export. */
  readonly kept: number;
  readonly missing: readonly { readonly path: string; readonly why: ExportGap }[];
}

/** Checksums of all files, in the format of `sha256sum --check`. */
const sumsName = "SHA256SUMS";

/** Checksums are written after this many files; an interrupted export resumes there. */
const filesBetweenSums = 200;

const endings: Readonly<Record<ExportKind, string>> = { seg: "seg.dcm", sr: "sr.dcm", nifti: "nii.gz" };

/**
 * Copies the selected objects to a folder, in a subfolder for each model, named by result and kind, together with the results
 * table and the SHA-256 of every file. Files from an earlier export whose checksum is still correct are kept.
 * @throws AutosegError `input-not-found` if there are no results at all, `invalid-results`, and as the archive and the
 * file system do.
 */
export async function exportResults(
  { rows, place, files, out }: ExportPlaces,
  choice: ExportChoice,
): Promise<ExportReport> {
  const all = (await rows.read()).rows;
  if (all.length === 0)
    throw new AutosegError(
      "input-not-found",
      `There are no results in ${rows.folder}. Check --results, or segment the archive first.`,
      { path: rows.folder },
    );
  const chosen = all.filter((row) => isChosen(row, choice));
  const sums = await readSums(join(out, sumsName), files);
  const missing: { path: string; why: ExportGap }[] = [];
  let [written, kept] = [0, 0];
  const writeSums = () =>
    files.write(
      join(out, sumsName),
      [...sums]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, sum]) => `${sum}  ${path}\n`)
        .join(""),
    );
  for (const row of chosen) {
    for (const kind of choice.kinds) {
      const path = `${toFolderName(row.model)}/${row.sopInstanceUID}.${endings[kind]}`;
      const noted = sums.get(path);
      const there = noted === undefined ? undefined : await files.read(join(out, path));
      if (there && sumOf(there) === noted) {
        kept++;
        continue;
      }
      const bytes = kind === "nifti" ? await readNifti(row, rows, files) : await getObject(row, kind, place);
      if (typeof bytes === "string") {
        missing.push({ path, why: bytes });
        continue;
      }
      await files.write(join(out, path), bytes);
      sums.set(path, sumOf(bytes));
      if (++written % filesBetweenSums === 0) await writeSums();
    }
  }
  const table = new TextEncoder().encode(toCsv(chosen));
  await files.write(join(out, "results.csv"), table);
  sums.set("results.csv", sumOf(table));
  await writeSums();
  return { all: all.length, results: chosen.length, written, kept, missing };
}

function isChosen({ model, week }: ResultRow, { models, fromWeek, toWeek }: ExportChoice): boolean {
  if (models && !models.includes(model)) return false;
  if (fromWeek === undefined && toWeek === undefined) return true;
  return week !== "" && week >= (fromWeek ?? "") && week <= (toWeek ?? "9999");
}

/** The model's name; for a path, its last folder. */
function toFolderName(model: string): string {
  const parts = model.split(/[\\/]/).filter((part) => part !== "" && part !== "manifest.json");
  return (parts.at(-1) ?? "model").replaceAll(/[^\w.-]/g, "_").replace(/^\.+/, "_");
}

function sumOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A truncated line is ignored, so its file is written again. */
async function readSums(path: string, files: FileAccess): Promise<Map<string, string>> {
  const lines = new TextDecoder().decode((await files.read(path)) ?? new Uint8Array()).split("\n");
  const ofFiles = new RegExp(
    `^([0-9a-f]{64}) {2}(results\\.csv|.+\\.(?:${Object.values(endings).join("|")}))$`,
  );
  return new Map(
    lines.flatMap((line) => {
      const [, sum, name] = ofFiles.exec(line) ?? [];
      return sum === undefined || name === undefined ? [] : [[name, sum] as const];
    }),
  );
}

async function readNifti(
  { sopInstanceUID }: ResultRow,
  rows: ResultRows,
  files: FileAccess,
): Promise<Uint8Array<ArrayBuffer> | ExportGap> {
  return (await files.read(rows.niftiPath(sopInstanceUID))) ?? "not-made";
}

/** An object from the archive, or why there is none. */
async function getObject(
  { studyInstanceUID, objects }: ResultRow,
  kind: "seg" | "sr",
  place: ExportPlaces["place"],
): Promise<Uint8Array<ArrayBuffer> | ExportGap> {
  if (!objects) return "not-named";
  const name = objects[kind];
  if (!name) return "not-made";
  const bytes = await place.get({ studyInstanceUID, ...name });
  if (!bytes) return "not-there";
  try {
    const { dataset } = parseDataset(bytes);
    const isRight =
      text(dataset, "SOPInstanceUID") === name.sopInstanceUID &&
      text(dataset, "StudyInstanceUID") === studyInstanceUID;
    return isRight ? bytes : "other-object";
  } catch (error) {
    if (isAutosegError(error)) return "other-object";
    throw error;
  }
}
