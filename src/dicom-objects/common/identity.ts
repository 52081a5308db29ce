import type { DerivedOptions } from "./derived-options.ts";
import { createUid, deriveUid } from "./uid.ts";

/** What tells one object from another: UIDs, and when it was made (DA and TM). */
export interface Identity {
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly date: string;
  readonly time: string;
  /** A further UID of the object, for what `name` says: new, or derived as the others are. */
  uidFor(name: string): string;
}

/**
 * A new identity, or, where the bytes are to be the same every time, one made from `content`: all that the object says
 * and shows; or from the work that makes it, where that is named. Options that are functions or bytes are not content.
 */
export function identify(options: DerivedOptions, ...content: readonly (string | Uint8Array)[]): Identity {
  const { deterministic, date, source, work, ...words } = options;
  const { anonymous } = options;
  if (!deterministic) {
    return {
      sopInstanceUID: createUid(),
      seriesInstanceUID: createUid(),
      uidFor: createUid,
      ...(anonymous ? noDate : toDateAndTime(date ?? new Date())),
    };
  }
  const all = deriveUid(
    source.seriesInstanceUID,
    ...source.instances.map(({ sopInstanceUID }) => sopInstanceUID),
    JSON.stringify([words, date]),
    ...(work ? ["work", ...work] : content),
  );
  const [studyDate, studyTime] = [source.header.StudyDate?.[0], source.header.StudyTime?.[0]];
  return {
    sopInstanceUID: deriveUid("SOPInstanceUID", all),
    seriesInstanceUID: deriveUid("SeriesInstanceUID", all),
    uidFor: (name) => deriveUid(name, all),
    ...(date
      ? toDateAndTime(date)
      : { date: String(studyDate ?? noDate.date), time: String(studyTime ?? noDate.time) }),
  };
}

/** What stands for a date that an object must have and may not tell. */
const noDate = { date: "19000101", time: "000000" };

/** DA and TM of the local time. */
function toDateAndTime(date: Date): { date: string; time: string } {
  const digits = (value: number, width = 2) => String(value).padStart(width, "0");
  return {
    date: `${digits(date.getFullYear(), 4)}${digits(date.getMonth() + 1)}${digits(date.getDate())}`,
    time: `${digits(date.getHours())}${digits(date.getMinutes())}${digits(date.getSeconds())}`,
  };
}
