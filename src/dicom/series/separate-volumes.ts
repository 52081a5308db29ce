import type { ImageFrame, VolumePart } from "./image-frame.ts";
import { separateByTime } from "./order-of-times.ts";
import { findPlaces, isEvenlySpaced, overlapAll, smallestVolume } from "./slice-places.ts";
import { describeTrait, roleOf, type TraitName, traitNames } from "./traits.ts";

/**
 * Separates the volumes of images in one plane. Images at the same position belong to different volumes, distinguished by
 * their headers or else by acquisition times, if their order is unambiguous. Images at interleaved positions belong to
 * different volumes if they show different things. Images that nothing distinguishes stay together, for the geometry check to
 * refuse: volumes are never mixed. The order of `frames` does not matter.
 */
export function separateVolumes(frames: readonly ImageFrame[]): readonly VolumePart[] {
  const places = findPlaces(frames);
  const placeCount = new Set(places.values()).size;
  const whole: VolumePart = { label: "", frames };
  if (placeCount < Math.min(frames.length, smallestVolume)) return [whole];
  const parts =
    placeCount === frames.length
      ? [whole]
      : (separateRegular(frames, places, placeCount) ??
        separateIrregular(frames, places, placeCount) ?? [whole]);
  const isSeparated = placeCount === frames.length || parts.length > 1;
  const finest = isSeparated ? parts.flatMap(separateInterleaved) : parts;
  return [...finest].sort((a, b) => compareLabels(a.label, b.label));
}

export function compareLabels(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

type Places = ReadonlyMap<ImageFrame, number>;

interface Group {
  readonly frames: readonly ImageFrame[];
  readonly traits: readonly (readonly [TraitName, string | undefined])[];
}

/**
 * Volumes with the same positions: separated by traits whose every value occurs equally often at each position, which
 * excludes traits that vary from slice to slice within a volume; what remains together is separated by times.
 */
function separateRegular(
  frames: readonly ImageFrame[],
  places: Places,
  placeCount: number,
): readonly VolumePart[] | undefined {
  const volumeCount = frames.length / placeCount;
  if (!isRegular(frames, places, placeCount)) return undefined;
  const balanced = traitNames.filter((name) => {
    const groups = divide({ frames, traits: [] }, name, volumeCount);
    return groups.length > 1 && groups.every((group) => isRegular(group.frames, places, placeCount));
  });
  let groups: readonly Group[] = [{ frames, traits: [] }];
  for (const name of balanced) {
    if (groups.length === volumeCount) break;
    const finer = groups.flatMap((group) => divide(group, name, volumeCount));
    const isFiner = finer.length > groups.length && finer.length <= volumeCount;
    if (isFiner && finer.every((group) => isRegular(group.frames, places, placeCount))) groups = finer;
  }
  const parts: VolumePart[] = [];
  for (const group of groups) {
    const label = describeGroup(group);
    if (group.frames.length === placeCount) {
      parts.push({ label, frames: group.frames });
      continue;
    }
    const ordered = separateByTime(group.frames, places, placeCount);
    if (!ordered) return undefined;
    for (const part of ordered) parts.push({ ...part, label: joinLabels([label, part.label]) });
  }
  return parts;
}

/** Whether each position has the same number of images. */
function isRegular(frames: readonly ImageFrame[], places: Places, placeCount: number): boolean {
  const each = frames.length / placeCount;
  if (!Number.isInteger(each)) return false;
  const counts = new Uint32Array(placeCount);
  for (const frame of frames) if (++counts[places.get(frame)!]! > each) return false;
  return true;
}

/**
 * Volumes that cover different parts of the patient, for instance if one was broken off: separated by time if only the last
 * one is incomplete, else by the traits that leave no two images at the same position, into as few volumes as possible.
 */
function separateIrregular(
  frames: readonly ImageFrame[],
  places: Places,
  placeCount: number,
): readonly VolumePart[] | undefined {
  const isClean = ({ frames: own }: Group): boolean =>
    own.length >= smallestVolume && new Set(own.map((frame) => places.get(frame))).size === own.length;
  let best: readonly Group[] | undefined;
  for (const groups of divisions(frames, () => true))
    if ((!best || groups.length < best.length) && groups.every(isClean)) best = groups;
  return best ? best.map(toPart) : separateByTime(frames, places, placeCount);
}

/**
 * Volumes at interleaved positions: each evenly spaced, over the same part of the patient. If all images together are evenly
 * spaced too, they may be one volume whose slices were acquired in turns: then only contrast separates them, and other
 * differences cause a note.
 */
function separateInterleaved(part: VolumePart): readonly VolumePart[] {
  const { frames } = part;
  if (frames.length < 2 * smallestVolume) return [part];
  const isEven = isEvenlySpaced(frames);
  const find = (mayDivide: (name: TraitName) => boolean): readonly Group[] | undefined => {
    for (const groups of divisions(frames, mayDivide)) {
      const parts = groups.map((group) => group.frames);
      if (parts.every((own) => own.length >= smallestVolume && isEvenlySpaced(own)) && overlapAll(parts))
        return groups;
    }
    return undefined;
  };
  const groups = find((name) => !isEven || roleOf(name) === "contrast");
  if (groups)
    return groups.map(toPart).map(({ label, frames: own }) => ({
      ...part,
      label: joinLabels([part.label, label]),
      frames: own,
    }));
  const byOther = isEven && find((name) => roleOf(name) !== "contrast");
  if (!byOther) return [part];
  const labels = byOther.map(describeGroup).sort(compareLabels).slice(0, 3).join("; ");
  const note = `Its slices were acquired interleaved (${labels}), or belong to ${byOther.length} interleaved scans; the headers do not say which.`;
  return [{ ...part, note }];
}

/** Pairs of traits are tried only up to this many images in total. */
const mostCompared = 1_000_000;

/** The images divided by one trait, by two, and by more and more of them, the strongest first. */
function* divisions(
  frames: readonly ImageFrame[],
  mayDivide: (name: TraitName) => boolean,
): Generator<readonly Group[]> {
  const mostVolumes = Math.floor(frames.length / smallestVolume);
  const whole: Group = { frames, traits: [] };
  const varying = traitNames.filter((name) => {
    const count = mayDivide(name) ? divide(whole, name, mostVolumes).length : 0;
    return count > 1 && count <= mostVolumes;
  });
  const divideAll = (groups: readonly Group[], name: TraitName): readonly Group[] =>
    groups.flatMap((group) => divide(group, name, mostVolumes));
  for (const name of varying) yield divideAll([whole], name);
  if (frames.length * varying.length ** 2 <= mostCompared)
    for (const [index, first] of varying.entries()) {
      const groups = divideAll([whole], first);
      for (const second of varying.slice(index + 1)) yield divideAll(groups, second);
    }
  let groups: readonly Group[] = [whole];
  for (const name of varying) {
    groups = divideAll(groups, name);
    if (groups.length > mostVolumes) return;
    yield groups;
  }
}

/** Divides the images of a group by the value of a trait; gives up at more than `most` groups. */
function divide({ frames, traits }: Group, name: TraitName, most: number): readonly Group[] {
  const byValue = new Map<string | undefined, ImageFrame[]>();
  for (const frame of frames) {
    const value = frame.traits[name];
    const own = byValue.get(value);
    if (own) own.push(frame);
    else if (byValue.size > most) break;
    else byValue.set(value, [frame]);
  }
  if (byValue.size === 1) return [{ frames, traits }];
  return [...byValue].map(([value, own]) => ({ frames: own, traits: [...traits, [name, value]] }));
}

function toPart(group: Group): VolumePart {
  return { label: describeGroup(group), frames: group.frames };
}

function describeGroup({ traits }: Group): string {
  return joinLabels(traits.map(([name, value]) => describeTrait(name, value)));
}

function joinLabels(labels: readonly string[]): string {
  return labels.filter((label) => label !== "").join(", ");
}
