import type { DerivedOptions } from "./derived-options.ts";
import { createUid, deriveUid } from "./uid.ts";

/** What distinguishes one object from another: UIDs, and when it was made (DA and TM). */
export interface Identity {
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly date: string;
  readonly time: string;
  /** Another UID of the object, for the purpose `name`: new, or derived like the others. */
  uidFor(name: string): string;
}

/**
 * A new identity or, for deterministic output, one derived from `content` (everything the object states and shows), or from
 * the work that makes it if that is given. Options that are functions or bytes do not count as content.
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

/** Everything that determines an object, known before anything is computed. */
export interface Work {
  readonly seriesInstanceUID: string;
  /** One for every image; order and repetitions do not matter. */
  readonly sopInstanceUIDs: readonly string[];
  readonly model: string;
  readonly version: string;
  /** SHA-256 of every weights file, in the model's order. */
  readonly weights: readonly string[];
  /** The kind of object, and how it is written: "seg", "BINARY". */
  readonly options: readonly string[];
}

/** The work in words, for `work` of an object's options. Equal work gives equal words everywhere. */
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

/** The UIDs of an object made by this work. */
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

/** A substitute for dates that an object must have but must not reveal. */
const noDate = { date: "19000101", time: "000000" };

/** DA and TM in local time. */
function toDateAndTime(date: Date): { date: string; time: string } {
  const digits = (value: number, width = 2) => String(value).padStart(width, "0");
  return {
    date: `${digits(date.getFullYear(), 4)}${digits(date.getMonth() + 1)}${digits(date.getDate())}`,
    time: `${digits(date.getHours())}${digits(date.getMinutes())}${digits(date.getSeconds())}`,
  };
}
