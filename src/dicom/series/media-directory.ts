import { type Dataset, items, text, texts } from "../dataset.ts";
import type { SourceFile } from "./source-file.ts";

/** A file that a DICOMDIR lists. */
export interface ListedFile {
  /** Path relative to the folder of the DICOMDIR, with slashes. */
  readonly path: string;
  /** Series of the record before it; undefined if the DICOMDIR does not state it. */
  readonly seriesInstanceUID: string | undefined;
}

/** A listed file that is missing from the given files. */
export interface MissingFile extends ListedFile {
  /** Name of the DICOMDIR. */
  readonly listedIn: string;
}

/** The files that a DICOMDIR lists (PS3.3 F.3: records of patients, studies, series and images, in this order). */
function listedFiles(directory: Dataset): ListedFile[] {
  let seriesInstanceUID: string | undefined;
  return items(directory, "DirectoryRecordSequence").flatMap((record) => {
    const type = text(record, "DirectoryRecordType")?.toUpperCase();
    if (type === "PATIENT" || type === "STUDY") seriesInstanceUID = undefined;
    if (type === "SERIES") seriesInstanceUID = text(record, "SeriesInstanceUID");
    const path = texts(record, "ReferencedFileID").join("/");
    return path === "" ? [] : [{ path, seriesInstanceUID }];
  });
}

/**
 * Separates files listed in a DICOMDIR from listed files that are missing. Names are compared as discs require:
 * case-insensitive, with
 * or without the version number of ISO 9660 (";1") and an added extension.
 */
export function matchMediaDirectory<File extends Pick<SourceFile, "name">>(
  directoryName: string,
  directory: Dataset,
  files: readonly File[],
): { readonly found: readonly File[]; readonly missing: readonly MissingFile[] } {
  const byPath = new Map(files.map((file) => [normalise(file.name), file]));
  const folder = normalise(directoryName).replace(/[^/]*$/, "");
  const found: File[] = [];
  const missing: MissingFile[] = [];
  for (const listed of listedFiles(directory)) {
    const wanted = folder + normalise(listed.path);
    const file = byPath.get(wanted) ?? byPath.get(`${wanted}.dcm`);
    if (file) found.push(file);
    else missing.push({ ...listed, listedIn: directoryName });
  }
  return { found, missing };
}

function normalise(name: string): string {
  return name
    .replaceAll("\\", "/")
    .replace(/^\.?\//, "")
    .replace(/;\d+$/, "")
    .replace(/\.$/, "")
    .toLowerCase();
}
