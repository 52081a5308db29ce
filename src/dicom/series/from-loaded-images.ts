import { createVolume, type VoxelUnit } from "../../volume/index.ts";
import type { Dataset } from "../dataset.ts";
import { deriveFrameOfReferenceUID, type SourceSeries } from "../source-series.ts";
import { createVolumeAssembler } from "./assemble-volume.ts";
import type { ImageFrame } from "./image-frame.ts";
import { toInstance, toTilt } from "./read-series.ts";
import type { SliceVoxels } from "./slice-reader.ts";
import { toSliceStack } from "./slice-stack.ts";

/** An image that the host application has loaded: its position, name and values. */
export interface LoadedImage
  extends Pick<
    ImageFrame,
    | "sopClassUID"
    | "sopInstanceUID"
    | "frameOfReferenceUID"
    | "rows"
    | "columns"
    | "imagePositionPatient"
    | "imageOrientationPatient"
    | "pixelSpacing"
    | "sliceThickness"
  > {
  /** One-based frame number in a multi-frame instance; undefined for a single-frame instance. */
  readonly frameNumber: number | undefined;
  /** Values after the rescale, row by row. */
  readonly values: SliceVoxels;
}

/** Images loaded by a viewer, in any order, with what it knows about their series. */
export interface LoadedImages {
  readonly images: readonly LoadedImage[];
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly modality: string;
  readonly unit: VoxelUnit;
  /** Attributes of patient, study and equipment, as far as known. */
  readonly header: Dataset;
}

/**
 * Makes the same series from images that a viewer has loaded as readSeries makes from their files: ordered by position,
 * geometry checked for every image, gantry tilt or uneven spacing corrected. The values are copied.
 * @throws AutosegError `irregular-series`, `invalid-geometry`, `unsupported-pixels`.
 */
export function fromLoadedImages(loaded: LoadedImages): SourceSeries {
  const { images, studyInstanceUID, seriesInstanceUID, modality, unit, header } = loaded;
  const frames = images.map(
    ({ frameNumber, values: _, ...image }, fileIndex): ImageFrame => ({
      ...image,
      fileIndex,
      fileName: `image ${fileIndex + 1}`,
      frameIndex: (frameNumber ?? 1) - 1,
      numberOfFrames: frameNumber === undefined ? 1 : Number.POSITIVE_INFINITY,
      spacingBetweenSlices: undefined,
      imageType: [],
      isNuclear: false,
      instanceNumber: undefined,
      traits: {},
    }),
  );
  const stack = toSliceStack(frames, seriesInstanceUID);
  const assembler = createVolumeAssembler(stack, unit === "HU" ? -1024 : 0, seriesInstanceUID);
  stack.frames.forEach(({ fileIndex }, index) => {
    assembler.place(images[fileIndex]!.values, index);
  });
  const { frameOfReferenceUID } = stack.frames[0]!;
  return {
    studyInstanceUID,
    seriesInstanceUID,
    modality,
    frameOfReferenceUID: frameOfReferenceUID ?? deriveFrameOfReferenceUID(seriesInstanceUID),
    frameOfReferenceIsDerived: frameOfReferenceUID === undefined,
    header,
    instances: stack.frames.map((frame, index) => toInstance(frame, stack, index)),
    ...(stack.even && { slicePlaces: stack.even.places }),
    ...toTilt(stack),
    volume: createVolume({ grid: stack.grid, voxels: assembler.finish(), unit, modality }),
    notes: stack.notes,
  };
}
