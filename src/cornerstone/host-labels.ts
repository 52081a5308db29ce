import type { Types } from "@cornerstonejs/core";
import { Enums, segmentation } from "@cornerstonejs/tools";
import { type SourceSeries, text } from "../dicom/index.ts";
import type { SegmentationSession } from "../editing/index.ts";
import { createVolume, removeVolume } from "./image-volume.ts";
import { imageIdsOf, sliceOfImage } from "./source-images.ts";

/** The labels of one slice in Cornerstone, which the host's tools write to. */
export interface SliceLabels {
  /** Row by row. Writing to the result may have no effect. */
  read(): ArrayLike<number>;
  write(index: number, label: number): void;
}

/**
 * A segmentation's labels in Cornerstone: a copy of the session's. The session is authoritative; what the host writes here is
 * taken over or reverted.
 */
export interface HostLabels {
  readonly segmentationId: string;
  /** By index along k; undefined for a slice that Cornerstone does not have. */
  readonly slices: readonly (SliceLabels | undefined)[];
  /** All slices in one array, for a volume made by this program. */
  readonly own: { readonly volume: Types.IImageVolume; readonly voxels: Uint8Array } | undefined;
  /** Removes what was added to Cornerstone. */
  dispose(): void;
}

/** The series' images in the viewports. */
export interface LabelledImages {
  readonly volumeId: string | undefined;
  readonly imageIds: readonly string[];
}

const type = Enums.SegmentationRepresentations.Labelmap;
let segmentationsMade = 0;

/** Segmentations in use by a session of this page; no other session may open them. */
export const heldSegmentations = new Set<string>();

/** Adds the session's labels to Cornerstone's state as a labelmap over a series, for volume and stack viewports. */
export function addHostLabels(
  session: SegmentationSession,
  series: SourceSeries,
  { volumeId, imageIds }: LabelledImages,
  label: string,
): HostLabels {
  const segmentationId = `autoseg-segmentation-${segmentationsMade++}`;
  const { grid } = session;
  const voxels = Uint8Array.from(session.voxels);
  const labelled = labelledImages(series, imageIds);
  const imageOf = new Map(labelled.map(({ imageId, k }) => [k, imageId]));
  const volume = createVolume(series, grid, voxels, {
    referencedVolumeId: volumeId,
    referencedImageIds: Array.from({ length: grid.size[2] }, (_, k) => imageOf.get(k)),
  });
  segmentation.addSegmentations([
    {
      segmentationId,
      representation: {
        type,
        data: {
          volumeId: volume.volumeId,
          ...(volumeId !== undefined && { referencedVolumeId: volumeId }),
          // One per image, so that stacks show them and the host's own export writes no slice twice.
          ...(labelled.length > 0 && {
            imageIds: labelled.map(({ k }) => volume.imageIds[k]!),
            referencedImageIds: labelled.map(({ imageId }) => imageId),
          }),
        },
      },
      config: { label, cachedStats: { info: describeSeries(series) }, segments: toHostSegments(session) },
    },
  ]);
  heldSegmentations.add(segmentationId);
  const sliceLength = grid.size[0] * grid.size[1];
  return {
    segmentationId,
    own: { volume, voxels },
    slices: Array.from({ length: grid.size[2] }, (_, k) => {
      const slice = voxels.subarray(k * sliceLength, (k + 1) * sliceLength);
      return {
        read: () => slice,
        write: (index, value) => {
          slice[index] = value;
        },
      };
    }),
    dispose() {
      heldSegmentations.delete(segmentationId);
      if (segmentation.state.getSegmentation(segmentationId)) segmentation.removeSegmentation(segmentationId);
      removeVolume(volume);
    },
  };
}

/** The segments as Cornerstone describes them. */
export function toHostSegments(session: SegmentationSession) {
  return Object.fromEntries(
    session.segments.map(({ segmentNumber, label }) => [
      segmentNumber,
      {
        segmentIndex: segmentNumber,
        label,
        locked: session.display(segmentNumber).locked,
        active: segmentNumber === session.activeSegment,
        cachedStats: {},
      },
    ]),
  );
}

/**
 * The images that correspond to exactly one slice, with that slice. None for a tilted gantry, whose slices are resampled
 * upright while the host's images are not.
 */
export function labelledImages(
  series: SourceSeries,
  imageIds: readonly string[],
): { readonly imageId: string; readonly k: number }[] {
  if (series.tilt) return [];
  return imageIdsOf(series, imageIds).flatMap((imageId, index) =>
    imageId === undefined ? [] : [{ imageId, k: sliceOfImage(series, index) }],
  );
}

/** As shown in lists of segmentations: "S3: Abdomen". */
function describeSeries({ header }: SourceSeries): string {
  const number = text(header, "SeriesNumber");
  return [number && `S${number}`, text(header, "SeriesDescription")].filter(Boolean).join(": ");
}
