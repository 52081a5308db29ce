import type { Dataset } from "../dicom/index.ts";
import type { SegmentationOptions } from "./seg-object.ts";
import { createUid, deriveUid } from "./uid.ts";

/** What tells one object from another: UIDs, and when it was made (DA and TM). */
export interface Identity {
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly dimensionOrganizationUID: string;
  readonly date: string;
  readonly time: string;
}

/** A new identity, or, where the bytes are to be the same every time, one made from the content. */
export function identify(
  options: SegmentationOptions,
  descriptions: readonly Dataset[],
  voxels: readonly Uint8Array[],
): Identity {
  const { deterministic, date, ...described } = options;
  if (!deterministic) {
    return {
      sopInstanceUID: createUid(),
      seriesInstanceUID: createUid(),
      dimensionOrganizationUID: createUid(),
      ...toDateAndTime(date ?? new Date()),
    };
  }
  const { source, ...words } = described;
  const content = deriveUid(
    source.seriesInstanceUID,
    ...source.instances.map(({ sopInstanceUID }) => sopInstanceUID),
    JSON.stringify([words, date, descriptions]),
    ...voxels,
  );
  const [studyDate, studyTime] = [source.header.StudyDate?.[0], source.header.StudyTime?.[0]];
  return {
    sopInstanceUID: deriveUid("SOPInstanceUID", content),
    seriesInstanceUID: deriveUid("SeriesInstanceUID", content),
    dimensionOrganizationUID: deriveUid("DimensionOrganizationUID", content),
    ...(date
      ? toDateAndTime(date)
      : { date: String(studyDate ?? "19000101"), time: String(studyTime ?? "000000") }),
  };
}

/** DA and TM of the local time. */
function toDateAndTime(date: Date): { date: string; time: string } {
  const digits = (value: number, width = 2) => String(value).padStart(width, "0");
  return {
    date: `${digits(date.getFullYear(), 4)}${digits(date.getMonth() + 1)}${digits(date.getDate())}`,
    time: `${digits(date.getHours())}${digits(date.getMinutes())}${digits(date.getSeconds())}`,
  };
}
