import { cache, metaData, type Types } from "@cornerstonejs/core";
import { Enums, segmentation, type Types as ToolTypes } from "@cornerstonejs/tools";
import { farthestColor } from "../controller/index.ts";
import { type SourceSeries, slicesOfImages } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import { dot, type Point } from "../geometry/index.ts";
import type { LabelMap, Segment } from "../volume/index.ts";
import { type HostLabels, heldSegmentations, labelledImages, type SliceLabels } from "./host-labels.ts";
import { toLabel, toSegment } from "./host-segments.ts";

const type = Enums.SegmentationRepresentations.Labelmap;
const samePlaceMm = 0.01;

/** A segmentation of the host's, made by it or loaded from a file. */
export interface HostSegmentationEntry {
  /** Id in Cornerstone's state. */
  readonly segmentationId: string;
  readonly label: string;
  readonly segments: readonly { readonly segmentNumber: number; readonly label: string }[];
}

/** A host's segmentation as opened here. */
export interface OpenedHostSegmentation {
  readonly labels: HostLabels;
  /** As of now. */
  readonly labelMap: LabelMap;
  readonly locked: readonly number[];
  readonly hidden: readonly number[];
  readonly activeSegment: number | undefined;
}

/** The host's labelmaps of these images in the host's order, without those that are open already. */
export function listHostSegmentations(imageIds: readonly string[]): HostSegmentationEntry[] {
  const series = new Set(imageIds);
  return segmentation.state
    .getSegmentations()
    .filter(({ segmentationId }) => !heldSegmentations.has(segmentationId))
    .filter(
      (one) => one.representationData.Labelmap && labels(one).some((id) => series.has(referenceOf(id) ?? "")),
    )
    .map(({ segmentationId, label, segments }) => ({
      segmentationId,
      label: label ?? "",
      segments: Object.values(segments).map((segment) => ({
        segmentNumber: segment.segmentIndex,
        label: toLabel(segment.label, segment.segmentIndex),
      })),
    }));
}

/**
 * Opens a host's segmentation in place.
 * @throws AutosegError `invalid-argument` if the id is unknown or not a labelmap; `foreign-segmentation` if it does not label
 * every image of the series, pixel by pixel; `overlapping-segments`; `busy` if another session of the page works on it.
 */
export function openHostSegmentation(
  segmentationId: string,
  series: SourceSeries,
  imageIds: readonly string[],
): OpenedHostSegmentation {
  const found = requireLabelmap(segmentationId);
  checkOneLayer(found);
  const { grid } = series.volume;
  const [columns, rows, slices] = grid.size;
  const sliceLength = columns * rows;
  const images = labels(found);
  const places = labelledImages(series, imageIds);
  const byReference = new Map(images.map((id) => [referenceOf(id), id]));
  const depths = images.map((id) => depthOf(id, series));
  const bySlice = new Array<SliceLabels | undefined>(slices).fill(undefined);
  const voxels = new Uint8Array(sliceLength * slices);
  const shownBy = slicesOfImages(series);
  let known = 0;
  for (const [index, { imageId, k }] of places.entries()) {
    const depth = dot(grid.directionsLps[2], series.instances[index]!.imagePositionPatient);
    const labelId =
      byReference.get(imageId) ?? images[depths.findIndex((other) => Math.abs(other - depth) < samePlaceMm)];
    const image = labelId === undefined ? undefined : cache.getImage(labelId);
    if (!image || image.rows !== rows || image.columns !== columns) continue;
    known++;
    const slice = toSliceLabels(image);
    bySlice[k] = slice;
    const written = toLabels(slice.read(), found);
    for (const shown of shownBy[index]!) voxels.set(written, shown * sliceLength);
  }
  if (known === 0 || known < series.instances.length)
    throw new AutosegError(
      "foreign-segmentation",
      `The segmentation "${nameOf(found)}" labels ${known} of ${series.instances.length} images of this series, pixel by pixel. Open one that was made for the whole series.`,
      { fileName: nameOf(found) },
    );
  const segments = toSegments(found);
  heldSegmentations.add(segmentationId);
  const shownIn = segmentation.state.getViewportIdsWithSegmentation(segmentationId)[0];
  const hidden = shownIn
    ? [...segmentation.config.visibility.getHiddenSegmentIndices(shownIn, { segmentationId, type })]
    : [];
  const all = Object.values(found.segments);
  return {
    labels: {
      segmentationId,
      slices: bySlice,
      own: undefined,
      dispose: () => void heldSegmentations.delete(segmentationId),
    },
    labelMap: { grid, voxels, segments },
    locked: all.filter(({ locked }) => locked).map(({ segmentIndex }) => segmentIndex),
    hidden,
    activeSegment: all.find(({ active }) => active)?.segmentIndex,
  };
}

type HostSegmentationState = ToolTypes.Segmentation;

function requireLabelmap(segmentationId: string): HostSegmentationState {
  const found = segmentation.state.getSegmentation(segmentationId);
  if (!found?.representationData.Labelmap) {
    const others = segmentation.state.getSegmentations().map((one) => `"${one.segmentationId}"`);
    throw new AutosegError(
      "invalid-argument",
      found
        ? `The segmentation "${nameOf(found)}" is not a labelmap. Convert it to one in the application first.`
        : `The application has no segmentation "${segmentationId}". It has ${others.join(", ") || "none"}.`,
      { argument: "segmentationId" },
    );
  }
  if (heldSegmentations.has(segmentationId))
    throw new AutosegError(
      "busy",
      `The segmentation "${nameOf(found)}" is open in another session of this page. Close it there first.`,
      { with: "edit" },
    );
  return found;
}

/** Cornerstone stores overlapping segments in several labelmaps; a session opened here has one label per voxel. */
function checkOneLayer(found: HostSegmentationState): void {
  const { labelmaps = {}, segmentBindings = {} } = found.representationData.Labelmap!;
  const bindings = Object.entries(segmentBindings);
  const isOne =
    Object.keys(labelmaps).length <= 1 &&
    bindings.every(([number, { labelValue }]) => labelValue === Number(number));
  if (isOne) return;
  throw new AutosegError(
    "overlapping-segments",
    `The segments of "${nameOf(found)}" may overlap, but each voxel can belong to only one segment here. The segmentation was not opened.`,
    { fileName: nameOf(found) },
  );
}

/** Labels as one byte each, as the session needs them. @throws AutosegError `invalid-segment` for greater ones. */
function toLabels(written: ArrayLike<number>, found: HostSegmentationState): Uint8Array {
  const oneByte = Uint8Array.from(written);
  const index = oneByte.findIndex((label, at) => label !== written[at]);
  if (index < 0) return oneByte;
  throw new AutosegError(
    "invalid-segment",
    `The segmentation "${nameOf(found)}" holds the label ${written[index]}, but segment numbers end at 255 here. The segmentation was not opened.`,
    { segmentNumber: written[index]!, field: "segmentNumber" },
  );
}

function nameOf({ segmentationId, label }: HostSegmentationState): string {
  return label || segmentationId;
}

/** Ids of the images that hold the labels. */
function labels({ representationData }: HostSegmentationState): readonly string[] {
  const data = representationData.Labelmap!;
  const ofVolume = data.volumeId === undefined ? undefined : cache.getVolume(data.volumeId)?.imageIds;
  return ofVolume ?? data.imageIds ?? [];
}

function referenceOf(labelImageId: string): string | undefined {
  return cache.getImage(labelImageId)?.referencedImageId;
}

/** Position in mm along the slices' normal; NaN for an image without a position. */
function depthOf(imageId: string, { volume }: SourceSeries): number {
  const plane = metaData.get("imagePlaneModule", imageId) as Types.ImagePlaneModule | undefined;
  const at = plane?.imagePositionPatient;
  return at ? dot(volume.grid.directionsLps[2], [...at] as unknown as Point<"lps">) : Number.NaN;
}

/** Through the voxel manager, since some of them hold runs of voxels instead of an array. */
function toSliceLabels({ voxelManager }: Types.IImage): SliceLabels {
  return {
    read: () => voxelManager!.getScalarData() as ArrayLike<number>,
    write: (index, label) => void voxelManager!.setAtIndex(index, label),
  };
}

function toSegments(found: HostSegmentationState): Segment[] {
  const viewportId = segmentation.state.getViewportIdsWithSegmentation(found.segmentationId)[0];
  const segments: Segment[] = [];
  for (const { segmentIndex, label } of Object.values(found.segments)) {
    const rgba =
      viewportId === undefined
        ? undefined
        : segmentation.config.color.getSegmentIndexColor(viewportId, found.segmentationId, segmentIndex);
    const color = rgba ? ([rgba[0], rgba[1], rgba[2]] as const) : farthestColor(segments);
    segments.push(toSegment(segmentIndex, label, color));
  }
  return segments.sort((a, b) => a.segmentNumber - b.segmentNumber);
}
