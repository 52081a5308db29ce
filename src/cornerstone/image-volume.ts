import { cache, type Types, volumeLoader } from "@cornerstonejs/core";
import { instanceAt, type SourceSeries } from "../dicom/index.ts";
import { type Grid, ijkToLps } from "../geometry/index.ts";

/** What the metadata provider returns for the images of a volume made here. */
interface VolumeMetadata {
  readonly grid: Grid;
  readonly frameOfReferenceUID: string;
  readonly series: SourceSeries;
}

const metadataByVolumeId = new Map<string, VolumeMetadata>();
let volumesMade = 0;

function splitImageId(imageId: unknown): { metadata: VolumeMetadata; k: number } | undefined {
  if (typeof imageId !== "string") return undefined;
  const at = imageId.lastIndexOf("_slice_");
  const metadata = at < 0 ? undefined : metadataByVolumeId.get(imageId.slice(0, at));
  return metadata && { metadata, k: Number(imageId.slice(at + 7)) };
}

/**
 * Cornerstone's metadata for the slices of volumes made here, each with its own position, exactly as in the grid. (The volume
 * loader would give every slice the origin of the first.)
 */
export function provideImageMetadata(type: string, imageId: unknown): unknown {
  const found = splitImageId(imageId);
  if (!found) return undefined;
  const { grid, frameOfReferenceUID, series } = found.metadata;
  const [columns, rows] = grid.size;
  const [i, j] = grid.directionsLps;
  switch (type) {
    case "imagePlaneModule":
      return {
        frameOfReferenceUID,
        rows,
        columns,
        imagePositionPatient: [...ijkToLps(grid, [0, 0, found.k])],
        imageOrientationPatient: [...i, ...j],
        rowCosines: [...i],
        columnCosines: [...j],
        pixelSpacing: [grid.spacingMm[1], grid.spacingMm[0]],
        rowPixelSpacing: grid.spacingMm[1],
        columnPixelSpacing: grid.spacingMm[0],
        sliceThickness: grid.spacingMm[2],
      };
    case "generalSeriesModule":
      return {
        modality: series.modality,
        seriesInstanceUID: series.seriesInstanceUID,
        studyInstanceUID: series.studyInstanceUID,
      };
    case "sopCommonModule": {
      const instance = instanceAt(series, found.k);
      return instance && { sopClassUID: instance.sopClassUID, sopInstanceUID: instance.sopInstanceUID };
    }
    default:
      return undefined;
  }
}

/** What a labelmap refers to. */
export interface VolumeReferences {
  readonly referencedVolumeId?: string | undefined;
  /** For each slice, the image that it labels, if the host has one. */
  readonly referencedImageIds?: readonly (string | undefined)[];
}

/** A Cornerstone volume whose slices are views of `voxels`, so that writing to them changes what is drawn. */
export function createVolume(
  series: SourceSeries,
  grid: Grid,
  voxels: Types.PixelDataTypedArray,
  { referencedVolumeId, referencedImageIds }: VolumeReferences = {},
): Types.IImageVolume {
  const volumeId = `autoseg-volume-${volumesMade++}`;
  metadataByVolumeId.set(volumeId, { grid, frameOfReferenceUID: series.frameOfReferenceUID, series });
  return volumeLoader.createLocalVolume(volumeId, {
    scalarData: voxels,
    dimensions: [...grid.size],
    spacing: [...grid.spacingMm],
    origin: [...grid.originLps] as Types.Point3,
    direction: grid.directionsLps.flatMap((direction) => [...direction]) as Types.Mat3,
    metadata: {
      FrameOfReferenceUID: series.frameOfReferenceUID,
      Modality: series.modality,
      voiLut: [],
    } as unknown as Types.Metadata,
    ...(referencedVolumeId !== undefined && { referencedVolumeId }),
    ...(referencedImageIds && { referencedImageIds: referencedImageIds as string[] }),
  });
}

/** The part of a volume's texture used here; Cornerstone itself leaves it on the GPU. */
interface Texture {
  getHandle(): WebGLTexture | null;
  destroyTexture(): void;
}

/** Removes the volume and its slices from Cornerstone's cache and from the GPU. */
export function removeVolume({ volumeId, imageIds }: Types.IImageVolume): void {
  const texture = cache.getVolume(volumeId)?.vtkOpenGLTexture as unknown as Texture | undefined;
  if (cache.getVolume(volumeId)) cache.removeVolumeLoadObject(volumeId);
  if (texture?.getHandle?.()) texture.destroyTexture();
  for (const imageId of imageIds)
    if (cache.getImage(imageId)) cache.removeImageLoadObject(imageId, { force: true });
  metadataByVolumeId.delete(volumeId);
}
