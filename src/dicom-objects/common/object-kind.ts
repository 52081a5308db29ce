import {
  labelMapSopClassUID,
  reportSopClassUID,
  segmentationSopClassUID,
  structureSetSopClassUID,
} from "./uid.ts";

/** Objects that hold segments, and reports of what was measured of them. */
export type ObjectKind = "segmentation" | "structure-set" | "report";

const kinds: readonly (readonly [uid: string, kind: ObjectKind])[] = [
  [segmentationSopClassUID, "segmentation"],
  [labelMapSopClassUID, "segmentation"],
  [structureSetSopClassUID, "structure-set"],
  [reportSopClassUID, "report"],
];

/** What an object is by its SOPClassUID; undefined for every other object. */
export function objectKindOf(sopClassUID: string): ObjectKind | undefined {
  return kinds.find(([uid]) => uid === sopClassUID)?.[1];
}

/**
 * What a file is beside images, by MediaStorageSOPClassUID in its file meta information, which is always uncompressed and
 * stands at the beginning (PS3.10 section 7.1); undefined for every other file.
 */
export async function findObjectKind(file: Blob): Promise<ObjectKind | undefined> {
  const head = new TextDecoder("latin1").decode(await file.slice(0, 1024).arrayBuffer());
  if (head.slice(128, 132) !== "DICM") return undefined;
  return kinds.find(([uid]) => {
    const at = head.indexOf(uid);
    return at >= 0 && !/[\d.]/.test(head[at + uid.length] ?? "");
  })?.[1];
}
