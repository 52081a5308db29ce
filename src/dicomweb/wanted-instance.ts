import type { Keyword } from "../dicom/index.ts";
import { type Dataset, number, text } from "../dicom/index.ts";

/*
 * Checks whether a server returned what was requested. Every function returns a clause, or undefined if nothing is wrong.
 */

/** Components of digits with dots between them, 64 characters at most (PS3.5 9.1). */
const uidForm = /^\d+(\.\d+)*$/;
const mostUidCharacters = 64;

/** A UID from a server becomes part of addresses, so it must be valid. */
export function noUid(dataset: Dataset, keyword: Keyword): string | undefined {
  const uid = text(dataset, keyword);
  if (uid === undefined) return `the answer has an entry without ${keyword}`;
  if (uid.length <= mostUidCharacters && uidForm.test(uid)) return undefined;
  return `the answer has the ${keyword} ${JSON.stringify(uid.slice(0, mostUidCharacters))}, which is not a UID`;
}

/** Checks a series found in a study; many servers omit the study's UID, which is in the address. */
export function notInStudy(dataset: Dataset, studyInstanceUID: string): string | undefined {
  return other(dataset, "StudyInstanceUID", studyInstanceUID, false);
}

/** Checks the metadata of an image, which must have all three UIDs. */
export function notAnInstanceOf(
  dataset: Dataset,
  studyInstanceUID: string,
  seriesInstanceUID: string,
): string | undefined {
  return (
    noUid(dataset, "SOPInstanceUID") ??
    other(dataset, "StudyInstanceUID", studyInstanceUID) ??
    other(dataset, "SeriesInstanceUID", seriesInstanceUID)
  );
}

/** Checks the UIDs of an instance against the requested ones. */
export function otherInstance(found: Dataset, wanted: Dataset): string | undefined {
  for (const keyword of ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"] as const) {
    const wrong = other(found, keyword, text(wanted, keyword) ?? "");
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Attributes that determine the size of an image, with their defaults. */
const sizes: readonly (readonly [Keyword, number | undefined])[] = [
  ["Rows", undefined],
  ["Columns", undefined],
  ["NumberOfFrames", 1],
  ["SamplesPerPixel", 1],
  ["BitsAllocated", undefined],
];

/** Checks the size of an image against its metadata. */
export function otherImage(found: Dataset, metadata: Dataset): string | undefined {
  for (const [keyword, otherwise] of sizes) {
    const [came, said] = [number(found, keyword) ?? otherwise, number(metadata, keyword) ?? otherwise];
    if (came !== said)
      return `its ${keyword} is ${came ?? "missing"}, but the metadata said ${said ?? "nothing about it"}`;
  }
  return undefined;
}

function other(dataset: Dataset, keyword: Keyword, wanted: string, isNeeded = true): string | undefined {
  const found = text(dataset, keyword);
  if (found === wanted || (found === undefined && !isNeeded)) return undefined;
  return `the ${keyword} ${wanted} was requested, but ${found === undefined ? "an image without one" : JSON.stringify(found.slice(0, mostUidCharacters))} was returned`;
}
