import type { ImageFrame, VolumePart } from "./image-frame.ts";
import { smallestVolume } from "./slice-places.ts";
import { describeTrait, type TraitName } from "./traits.ts";

/** Times by which images may be ordered: the traits that form each; the last one labels a volume. */
const times: readonly (readonly TraitName[])[] = [
  ["acquisitionDateTime"],
  ["acquisitionDate", "acquisitionTime"],
  ["triggerTime"],
  ["frameReferenceTime"],
  ["contentDate", "contentTime"],
];

/** Images in an order. */
interface Ordered {
  readonly frames: readonly ImageFrame[];
  /** Whether two images have the same time. */
  isTie(a: ImageFrame, b: ImageFrame): boolean;
}

/**
 * Separates volumes that differ only in their times; undefined if these are ambiguous. Volumes were acquired one after the
 * other: the positions repeat in the same order, or back and forth, and only the last volume may be incomplete.
 *
 * InstanceNumbers are not used as an order, nor are the frames of a file: software that sorts a series by position and
 * renumbers it (archives and anonymisers do) leaves numbers that run through images of several volumes.
 * @param places position of each image, 0 to `placeCount - 1`.
 */
export function separateByTime(
  frames: readonly ImageFrame[],
  places: ReadonlyMap<ImageFrame, number>,
  placeCount: number,
): readonly VolumePart[] | undefined {
  const placeOf = (frame: ImageFrame): number => places.get(frame)!;
  for (const names of times) {
    const ordered = orderByTime(frames, names, placeOf);
    const volumes = ordered && oneAfterTheOther(ordered, placeOf, placeCount);
    const trait = names[names.length - 1]!;
    if (volumes)
      return volumes.map((volume) => ({
        label: describeTrait(trait, volume[0]!.traits[trait]),
        frames: volume,
      }));
  }
  return undefined;
}

function orderByTime(
  frames: readonly ImageFrame[],
  names: readonly TraitName[],
  placeOf: (frame: ImageFrame) => number,
): Ordered | undefined {
  const last = names[names.length - 1]!;
  if (frames.some((frame) => frame.traits[last] === undefined)) return undefined;
  const compare = (a: ImageFrame, b: ImageFrame): number => {
    for (const name of names) {
      const order = compareTimes(a.traits[name] ?? "", b.traits[name] ?? "");
      if (order !== 0) return order;
    }
    return 0;
  };
  return {
    frames: [...frames].sort((a, b) => compare(a, b) || placeOf(a) - placeOf(b)),
    isTie: (a, b) => compare(a, b) === 0,
  };
}

/** Compares milliseconds as numbers, and dates and times (DA, TM, DT) digit by digit, to the microsecond. */
function compareTimes(a: string, b: string): number {
  return Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function oneAfterTheOther(
  { frames, isTie }: Ordered,
  placeOf: (frame: ImageFrame) => number,
  placeCount: number,
): readonly (readonly ImageFrame[])[] | undefined {
  const first = frames.slice(0, placeCount).map(placeOf);
  if (new Set(first).size !== placeCount) return undefined;
  const volumes: (readonly ImageFrame[])[] = [];
  for (let start = 0; start < frames.length; start += placeCount) {
    const volume = frames.slice(start, start + placeCount);
    if (start > 0 && isTie(frames[start - 1]!, volume[0]!)) return undefined;
    const isSame = volume.every((frame, index) => placeOf(frame) === first[index]);
    const isBack = volume.every((frame, index) => placeOf(frame) === first[placeCount - 1 - index]);
    if (!isSame && !isBack) return undefined;
    volumes.push(volume);
  }
  return volumes[volumes.length - 1]!.length >= smallestVolume ? volumes : undefined;
}
