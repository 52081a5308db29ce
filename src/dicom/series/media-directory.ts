import { type Dataset, items, text, texts } from "../dataset.ts";
import type { SourceFile } from "./source-file.ts";

/** A file that a DICOMDIR lists. */
export interface ListedFile {
  /** Below the folder of the DICOMDIR, with slashes. */
  readonly path: string;
  /** Of the series whose record stands before it; undefined where the DICOMDIR does not say. */
  readonly seriesInstanceUID: string | undefined;
}

/** A listed file that is not among those that were given. */
export interface MissingFile extends ListedFile {
  /** Name of the DICOMDIR. */
  readonly listedIn: string;
}

/** The files that a DICOMDIR lists (PS3.3 F.3: records of patients, studies, series and images, in that order). */
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
 * Which of the files a DICOMDIR lists, and which of those it lists are not there. Names are compared as discs need it:
 * in upper or lower case, with the version number of ISO 9660 (";1") or without, with an extension that was added.
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
