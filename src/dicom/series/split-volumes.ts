import type { ImageFrame, Trait } from "./image-frame.ts";
import { hasDuplicates, isEvenlySpaced, normalOf, overlapAll, placeOf } from "./slice-places.ts";

/** Images of a series that belong to one volume. */
export interface VolumeFrames {
  /** What sets it apart from the other volumes of the series; "" when it is the only one. */
  readonly label: string;
  readonly isLocaliser: boolean;
  readonly frames: readonly ImageFrame[];
}

/** How a trait is written in the name of a volume; tried in this order. */
const traitLabels: Readonly<Record<Trait, (value: string) => string>> = {
  stack: (value) => `stack ${value}`,
  echoTime: (value) => `echo time ${value} ms`,
  bValue: (value) => `b-value ${value}`,
  temporalPosition: (value) => `time point ${value}`,
  triggerTime: (value) => `trigger time ${value} ms`,
  imageType: (value) => value.replaceAll("\\", " "),
  kernel: (value) => `kernel ${value}`,
  acquisitionNumber: (value) => `acquisition ${value}`,
  acquisitionTime: (value) => `acquired at ${value}`,
  energyWindow: (value) => `energy window ${value}`,
  detector: (value) => `detector ${value}`,
  phase: (value) => `phase ${value}`,
  heartBeat: (value) => `heart beat interval ${value}`,
  timeSlot: (value) => `time slot ${value}`,
};

/** Fewer images than this are no volume that may be set aside without a word. */
const smallestVolume = 3;

/**
 * Splits the images of a series into volumes: by size, orientation, pixel spacing and frame of reference; localisers
 * apart; images at the same place by what else tells them apart (echo time, b-value, phase, ...). The first is the one
 * to propose: the most images, localisers last. What cannot be split cleanly, single images that do not fit the others
 * for instance, stays together, for the geometry check to refuse.
 */
export function splitVolumes(frames: readonly ImageFrame[]): VolumeFrames[] {
  const isMixed = frames.some(isLocaliser) && !frames.every(isLocaliser);
  const [localisers, images] = isMixed
    ? [frames.filter(isLocaliser), frames.filter((frame) => !isLocaliser(frame))]
    : [[], frames];
  const groups = splitByPlane(images);
  const volumes = groups.flatMap((group) => {
    const planeLabel = groups.length > 1 ? describePlane(group, groups) : "";
    return splitByTraits(group).map(({ label, frames: parts }) => ({
      label: [planeLabel, label].filter((part) => part !== "").join(", "),
      isLocaliser: false,
      frames: parts,
    }));
  });
  volumes.sort((a, b) => b.frames.length - a.frames.length);
  const scouts = splitByPlane(localisers, 1).map((group) => ({
    label: "localiser",
    isLocaliser: true,
    frames: group,
  }));
  return [...volumes, ...scouts];
}

function isLocaliser(frame: ImageFrame): boolean {
  return frame.imageType.some((value) => value.toUpperCase() === "LOCALIZER");
}

/** More planes than this are no set of volumes but images that lie anyhow. */
const mostPlanes = 64;

/** Groups of the same plane and matrix, if each is large enough to be a volume of its own; else all in one. */
function splitByPlane(frames: readonly ImageFrame[], smallest = smallestVolume): (readonly ImageFrame[])[] {
  const groups: ImageFrame[][] = [];
  for (const frame of frames) {
    const group = groups.find(([first]) => isSamePlane(first!, frame));
    if (group) group.push(frame);
    else groups.push([frame]);
    if (groups.length > mostPlanes) return [frames];
  }
  return groups.every((group) => group.length >= smallest) ? groups : [frames];
}

function isSamePlane(a: ImageFrame, b: ImageFrame): boolean {
  const isNear = (first: readonly number[] | undefined, second: readonly number[] | undefined): boolean =>
    first === second ||
    (first !== undefined &&
      second !== undefined &&
      first.every((value, index) => Math.abs(value - second[index]!) <= 1e-3));
  return (
    a.rows === b.rows &&
    a.columns === b.columns &&
    a.frameOfReferenceUID === b.frameOfReferenceUID &&
    isNear(a.imageOrientationPatient, b.imageOrientationPatient) &&
    isNear(a.pixelSpacing, b.pixelSpacing)
  );
}

function describePlane(group: readonly ImageFrame[], groups: readonly (readonly ImageFrame[])[]): string {
  const plane = planeOf(group[0]!);
  const isUnique = groups.filter(([first]) => planeOf(first!) === plane).length === 1;
  return isUnique ? plane : `${plane}, ${group[0]!.columns} x ${group[0]!.rows}`;
}

function planeOf(frame: ImageFrame): string {
  const normal = normalOf(frame);
  if (!normal) return "unplaced";
  const largest = Math.max(...normal.map(Math.abs));
  return ["sagittal", "coronal", "axial"][normal.findIndex((value) => Math.abs(value) === largest)]!;
}

/**
 * Parts without two images at one place, and evenly spaced each where the whole is not; all in one part where no trait
 * separates them cleanly.
 */
function splitByTraits(frames: readonly ImageFrame[]): { label: string; frames: readonly ImageFrame[] }[] {
  const whole = [{ label: "", frames }];
  const isDoubled = hasDuplicates(frames);
  if (!isDoubled && isEvenlySpaced(frames)) return whole;
  const names = Object.keys(traitLabels) as Trait[];
  const varying = names.filter((name) => new Set(frames.map(({ traits }) => traits[name])).size > 1);
  // One trait that tells all apart is best; else as many as it takes, the strongest first.
  const candidates: (readonly Trait[])[] = [
    ...varying.map((name) => [name]),
    ...varying.map((_, index) => varying.slice(0, index + 1)),
  ];
  for (const chosen of candidates) {
    const parts = groupBy(frames, (frame) => chosen.map((name) => frame.traits[name] ?? "").join("\n"));
    const isClean = parts.every((part) => part.length >= smallestVolume && !hasDuplicates(part));
    // Without doubled places a split must explain uneven gaps, and by volumes that cover the same part of the patient:
    // else a series with a hole would pass as two volumes without one.
    const isExplained = isDoubled || (parts.every(isEvenlySpaced) && overlapAll(parts));
    if (!isClean || !isExplained) continue;
    return parts
      .map((part) => ({
        label: chosen.map((name) => describeTrait(name, part[0]!.traits[name])).join(", "),
        frames: part,
      }))
      .sort((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }));
  }
  return (isDoubled && splitByRepeat(frames)) || whole;
}

function describeTrait(name: Trait, value: string | undefined): string {
  return value === undefined ? `no ${name}` : traitLabels[name](value);
}

/** Images that nothing but their order tells apart: the first at every place, the second, and so on, if all have as many. */
function splitByRepeat(
  frames: readonly ImageFrame[],
): { label: string; frames: readonly ImageFrame[] }[] | undefined {
  const inOrder = [...frames].sort(
    (a, b) => (a.instanceNumber ?? 0) - (b.instanceNumber ?? 0) || a.frameIndex - b.frameIndex,
  );
  const places = groupBy(inOrder, placeOf);
  const repeats = places[0]!.length;
  if (places.length < smallestVolume || places.some((place) => place.length !== repeats)) return undefined;
  return Array.from({ length: repeats }, (_, repeat) => ({
    label: `repeat ${repeat + 1} of ${repeats}`,
    frames: places.map((place) => place[repeat]!),
  }));
}

function groupBy<Item>(values: readonly Item[], key: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const value of values) {
    const name = key(value);
    const group = groups.get(name);
    if (group) group.push(value);
    else groups.set(name, [value]);
  }
  return [...groups.values()];
}
