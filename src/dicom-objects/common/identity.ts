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
  const uids = work
    ? uidsOfWork(work)
    : uidsFrom(
        deriveUid(
          source.seriesInstanceUID,
          ...source.instances.map(({ sopInstanceUID }) => sopInstanceUID),
          JSON.stringify([words, date]),
          ...content,
        ),
      );
  const [studyDate, studyTime] = [source.header.StudyDate?.[0], source.header.StudyTime?.[0]];
  return {
    ...uids,
    ...(date
      ? toDateAndTime(date)
      : { date: String(studyDate ?? noDate.date), time: String(studyTime ?? noDate.time) }),
  };
}

/** All that an object follows from, known before anything is computed. */
export interface Work {
  readonly seriesInstanceUID: string;
  /** Of every image; neither their order nor how often each is named counts. */
  readonly sopInstanceUIDs: readonly string[];
  readonly model: string;
  readonly version: string;
  /** SHA-256 of every file of weights, in the model's order. */
  readonly weights: readonly string[];
  /** What kind of object it is, and how it is written: "seg", "BINARY". */
  readonly options: readonly string[];
}

/** The work in words, for `work` of an object's options. The same work has the same words everywhere. */
export function describeWork({
  seriesInstanceUID,
  sopInstanceUIDs,
  model,
  version,
  weights,
  options,
}: Work): string[] {
  const images = [...new Set(sopInstanceUIDs)].sort();
  return [
    seriesInstanceUID,
    `${images.length}`,
    ...images,
    model,
    version,
    `${weights.length}`,
    ...weights,
    ...options,
  ];
}

/** The UIDs that an object of this work has. */
export function uidsOfWork(
  work: readonly string[],
): Pick<Identity, "sopInstanceUID" | "seriesInstanceUID" | "uidFor"> {
  return uidsFrom(deriveUid("work", ...work));
}

function uidsFrom(seed: string): Pick<Identity, "sopInstanceUID" | "seriesInstanceUID" | "uidFor"> {
  return {
    sopInstanceUID: deriveUid("SOPInstanceUID", seed),
    seriesInstanceUID: deriveUid("SeriesInstanceUID", seed),
    uidFor: (name) => deriveUid(name, seed),
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
