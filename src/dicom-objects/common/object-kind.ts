import {
  labelMapSopClassUID,
  reportSopClassUID,
  segmentationSopClassUID,
  structureSetSopClassUID,
} from "./uid.ts";

/** Objects that hold segments, and reports of their measurements. */
export type ObjectKind = "segmentation" | "structure-set" | "report";

const kinds: readonly (readonly [uid: string, kind: ObjectKind])[] = [
  [segmentationSopClassUID, "segmentation"],
  [labelMapSopClassUID, "segmentation"],
  [structureSetSopClassUID, "structure-set"],
  [reportSopClassUID, "report"],
];

/** The kind of an object by its SOPClassUID; undefined for all others. */
export function objectKindOf(sopClassUID: string): ObjectKind | undefined {
  return kinds.find(([uid]) => uid === sopClassUID)?.[1];
}

/**
 * The kind of a file that is not an image, by MediaStorageSOPClassUID in its file meta information, which is always
 * uncompressed and at
 * the beginning (PS3.10 section 7.1); undefined for all others.
 */
export async function findObjectKind(file: Blob): Promise<ObjectKind | undefined> {
  const head = new TextDecoder("latin1").decode(await file.slice(0, 1024).arrayBuffer());
  if (head.slice(128, 132) !== "DICM") return undefined;
  return kinds.find(([uid]) => {
    const at = head.indexOf(uid);
    return at >= 0 && !/[\d.]/.test(head[at + uid.length] ?? "");
  })?.[1];
}
