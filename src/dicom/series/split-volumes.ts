import type { ImageFrame } from "./image-frame.ts";
import { compareLabels, separateVolumes } from "./separate-volumes.ts";
import { normalOf, smallestVolume } from "./slice-places.ts";

/** Images of a series that belong to one volume. */
export interface VolumeFrames {
  /** What distinguishes it from the other volumes of the series; "" if it is the only one. */
  readonly label: string;
  readonly isLocaliser: boolean;
  readonly frames: readonly ImageFrame[];
  /** Notes for the user on how it was separated from others, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Splits the images of a series into volumes: by size, orientation, pixel spacing and frame of reference; localisers
 * separately; images at the same position by what distinguishes them (echo time, b-value, phase, ...). The first volume is
 * the recommended one: most images, localisers last. Images that cannot be split cleanly, for instance a single one that does
 * not fit, stay together for the geometry check to refuse.
 */
export function splitVolumes(frames: readonly ImageFrame[]): VolumeFrames[] {
  const isMixed = frames.some(isLocaliser) && !frames.every(isLocaliser);
  const [localisers, images] = isMixed
    ? [frames.filter(isLocaliser), frames.filter((frame) => !isLocaliser(frame))]
    : [[], frames];
  const groups = splitByPlane(images);
  const volumes = groups.flatMap((group) => {
    const planeLabel = groups.length > 1 ? describePlane(group, groups) : "";
    return separateVolumes(group).map(({ label, frames: parts, note }) => ({
      label: [planeLabel, label].filter((part) => part !== "").join(", "),
      isLocaliser: false,
      frames: parts,
      notes: note === undefined ? [] : [note],
    }));
  });
  volumes.sort((a, b) => b.frames.length - a.frames.length || compareLabels(a.label, b.label));
  const scouts = splitByPlane(localisers, 1).map((group) => ({
    label: "localiser",
    isLocaliser: true,
    frames: group,
    notes: [],
  }));
  return [...volumes, ...scouts];
}

function isLocaliser(frame: ImageFrame): boolean {
  return frame.imageType.some((value) => value.toUpperCase() === "LOCALIZER");
}

/** More planes than this are not a set of volumes but images in arbitrary positions. */
const mostPlanes = 64;

/** Groups with the same plane and matrix, if each is large enough to be a volume; otherwise all in one. */
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
