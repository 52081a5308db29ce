import { sha256 } from "@noble/hashes/sha2.js";
import type { SourceSeries } from "../dicom/index.ts";
import { ijkToLps } from "../geometry/index.ts";
import { createVolume } from "../volume/index.ts";
import { gridOf } from "./file-grid.ts";
import { parseVolumeFile } from "./parse-volume-file.ts";
import { looksLikeLabels, rangeOf, toVoxels } from "./raw-values.ts";
import { invalidVolumeFile, type VolumeFile } from "./volume-file.ts";

export interface ReadVolumeImageOptions {
  /** The file's name as the user knows it, for messages. */
  readonly fileName: string;
  /** Modality of the image, which the file does not state: "CT" (values are then in Hounsfield units), "MR" or "PT". */
  readonly modality?: string;
}

/** An image from a file, and what its values suggest. */
export interface VolumeImage {
  readonly series: SourceSeries;
  /** Lowest and highest value. */
  readonly range: readonly [least: number, most: number];
  /** Whether it may be a label map: the header says so, or it has few values, all of them non-negative integers. */
  readonly mayBeLabels: boolean;
  /** "CT" if the values range from air to bone; a guess to be confirmed. */
  readonly suggestedModality: "CT" | undefined;
}

/**
 * Reads an image from NIfTI or NRRD as a series: voxels in patient space, with slope and intercept applied. Such a file has no
 * patient, study, scanner or modality, so the series has a `fileFormat` and UIDs derived from the voxels (the same file gives
 * the same UIDs), and no DICOM object can be made from it.
 * @throws AutosegError `invalid-volume-file`.
 */
export async function readVolumeImage(
  bytes: Uint8Array<ArrayBuffer>,
  { fileName, modality = "OT" }: ReadVolumeImageOptions,
): Promise<VolumeImage> {
  return imageOf(await parseVolumeFile(bytes, fileName), modality);
}

/** For CT: air is below the first value, bone above the second. */
const [airHu, boneHu] = [-800, 300];

export function imageOf(file: VolumeFile, modality: string): VolumeImage {
  const { fileName, format, layers } = file;
  if (layers > 1)
    throw invalidVolumeFile(fileName, "holds segments that overlap, not an image. Open its image first.");
  const grid = gridOf(file);
  const voxels = toVoxels(file);
  const [least, most] = rangeOf(file);
  const uid = uidOf(file);
  const description = file.description || fileName.replace(/^.*\//, "");
  const isCt = least <= airHu && least >= -3100 && most >= boneHu && most <= 33_000;
  return {
    range: [least, most],
    mayBeLabels: file.saysLabels || looksLikeLabels(file),
    suggestedModality: isCt ? "CT" : undefined,
    series: {
      fileFormat: format,
      studyInstanceUID: "",
      seriesInstanceUID: uid,
      modality,
      frameOfReferenceUID: `${uid}.1`,
      frameOfReferenceIsDerived: true,
      header: { SeriesDescription: [description.slice(0, 64)] },
      instances: Array.from({ length: grid.size[2] }, (_, k) => ({
        sopClassUID: "",
        sopInstanceUID: `${uid}.${k + 2}`,
        imagePositionPatient: ijkToLps(grid, [0, 0, k]),
        fileName,
      })),
      volume: createVolume({ grid, voxels, unit: modality === "CT" ? "HU" : "arbitrary", modality }),
      notes: [
        `${format} names no patient, study, scanner or modality. The image can be segmented and exported as NIfTI, NRRD or STL, but not as DICOM.`,
        ...file.notes,
      ],
    },
  };
}

/** "2.25." and 128 bits of the SHA-256 of voxels and position (PS3.5 B.2). */
function uidOf({ values, size, originLps, stepsLps }: VolumeFile): string {
  const hash = sha256.create();
  hash.update(new TextEncoder().encode(JSON.stringify([size, originLps, stepsLps])));
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  let value = 0n;
  for (const byte of hash.digest().subarray(0, 15)) value = (value << 8n) | BigInt(byte);
  return `2.25.${value}`;
}
