import { type Intensity, type Network, seriesOf, type TargetGrid } from "../../../model/index.ts";
import type { LabelArray, Volume, VoxelArray } from "../../../volume/index.ts";
import type { GridFrame, GridLayout, ModelAxis, ModelVolume, PerAxis } from "../model-grid.ts";
import { findSeparateAxis, layOutAxis, type TargetAxis, toMapping } from "./grid-axes.ts";
import { cutLabels, labelsOfPart, resampleLabels, toLabelChannels } from "./label-channels.ts";
import { createMappedReader } from "./mapped-reader.ts";
import { type GridValues, type Resampling, resamplePart } from "./resample-part.ts";
import {
  forEachRow,
  nonZeroPart,
  type Part,
  plainView,
  sizeOfPart,
  type VoxelView,
  wholePart,
} from "./view-part.ts";

/** The properties of a network's input that determine the layout of a target grid. */
type TargetInput = Pick<Network["input"], "crop" | "labels"> & { readonly resampling: TargetGrid };

/**
 * The axes of a target grid, and the series on it as each network receives them: cropped, mapped and resampled in the
 * manifest's order.
 * @param images the series of the manifest, in its order, on one grid; they are cropped and resampled alike.
 * @param labelMap the result of the model before on that grid, if the networks use it.
 * @throws AutosegError `model-mismatch` if no voxel is included in the statistics.
 */
export function layOutTargetGrid(
  images: readonly Pick<Volume, "voxels">[],
  { crop, resampling, labels = [] }: TargetInput,
  { view, needed }: GridFrame,
  labelMap?: LabelArray,
): GridLayout {
  const voxels = images.map((image) => image.voxels);
  const isResampledFirst = resampling.first === "resampling";
  const whole = wholePart(view);
  const croppedBy = (values: readonly VoxelArray[], of: VoxelView, part: Part): Part =>
    crop === undefined ? part : nonZeroPart(values, of, part);
  const part = isResampledFirst ? whole : croppedBy(voxels, view, whole);
  const frame = createFrame(view, part, resampling);
  const raw = isResampledFirst ? voxels.map((values) => resampleRaw(values, view, frame).values) : undefined;
  const plain = plainView(frame.size);
  const kept = raw ? croppedBy(raw, plain, wholePart(plain)) : wholePart(plain);

  const axes = toMappings(frame, resampling, kept, needed);
  const grey = raw ? { images: raw, view: plain, part: kept } : { images: voxels, view, part };
  const make = (series: number, intensity: Intensity): GridValues => {
    const read = createMappedReader(grey, series, intensity);
    return raw ? { size: sizeOfPart(kept), values: readAll(read, kept) } : resamplePart(frame, read);
  };
  const found = once(() => {
    const own = labelsOfPart(labelMap!, { view, part }, !raw && crop ? voxels : undefined);
    const resampled = isEveryAxisUnchanged(frame) ? own : resampleLabels(own, frame);
    return raw ? cutLabels(resampled, kept) : resampled;
  });
  const volumesFor = createVolumes(make, axes);
  const channels = labelMap ? toLabelChannels(labels, found, axes) : [];
  return {
    axes,
    spacingMm: frame.spacingMm,
    target: {
      volumesFor: (network) => [...volumesFor(network), ...channels],
      back: resampling.back,
      sums: resampling.tiles.sums ?? "float32",
    },
  };
}

/** How the parts of a series are resampled. */
interface Frame extends Resampling {
  readonly spacingMm: PerAxis<number>;
  readonly size: PerAxis<number>;
  /** How labels are resampled back along an axis. */
  back(axis: ModelAxis): "linear" | "nearest";
}

function createFrame(view: GridFrame["view"], part: Part, resampling: TargetGrid): Frame {
  const { align, separateAxis, spacingMm: wanted, interpolation, back } = resampling;
  const viewAxes = [view.columns, view.rows, view.slices] as const;
  const own = viewAxes.map(({ spacingMm }) => spacingMm) as [number, number, number];
  const spacingMm = [wanted[0], wanted[1], wanted[2] ?? own[2]] as const;
  const lay = (axis: ModelAxis): TargetAxis =>
    layOutAxis(
      { count: viewAxes[axis].count, part: part[axis], spacingMm: own[axis] },
      spacingMm[axis],
      align,
    );
  const axes = [lay(0), lay(1), lay(2)] as const;
  const separate = separateAxis && findSeparateAxis(separateAxis.anisotropy, own, spacingMm);
  const separateBack = separateAxis && findSeparateAxis(separateAxis.anisotropy, spacingMm, own);
  return {
    axes,
    size: [axes[0].count, axes[1].count, axes[2].count],
    spacingMm,
    interpolation,
    round: resampling.round !== undefined,
    separate:
      separateAxis && separate !== undefined
        ? { axis: separate, interpolation: separateAxis.interpolation }
        : undefined,
    back: (axis) =>
      axis === separateBack && separateAxis?.interpolation === "nearest" ? "nearest" : back.interpolation,
  };
}

/** @param kept the part of the target grid that the model sees: it may be cropped after resampling. */
function toMappings(
  { axes, back }: Frame,
  { align }: TargetGrid,
  kept: Part,
  needed: PerAxis<number>,
): GridLayout["axes"] {
  const along = (axis: ModelAxis) =>
    toMapping(axes[axis], { align, kept: kept[axis], patchSize: needed[axis], back: back(axis) });
  return [along(0), along(1), along(2)];
}

function isEveryAxisUnchanged({ axes }: Frame): boolean {
  return axes.every(({ source, count }) => count === source.part.count);
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The unmapped grey values of a series on the target grid. */
function resampleRaw(voxels: VoxelArray, view: VoxelView, frame: Frame): GridValues {
  const whole = wholePart(view);
  return resamplePart(frame, (slice, into) => {
    forEachRow(view, sliceOf(whole, slice), (at, row) => {
      const to = row * view.columns.count;
      for (let c = 0, from = at; c < view.columns.count; c++, from += view.columns.stride)
        into[to + c] = voxels[from]!;
    });
  });
}

function sliceOf(part: Part, slice: number): Part {
  return [part[0], part[1], { first: part[2].first + slice, count: 1 }];
}

/** The values of a part, columns fastest. */
function readAll(read: (slice: number, into: Float32Array) => void, part: Part): Float32Array {
  const [columns, rows, slices] = sizeOfPart(part);
  const pixels = columns * rows;
  const values = new Float32Array(pixels * slices);
  for (let s = 0; s < slices; s++) read(s, values.subarray(s * pixels, (s + 1) * pixels));
  return values;
}

/** Volumes by series and intensity mapping, made on first use: padded with 0 where a patch is larger. */
function createVolumes(
  make: (series: number, intensity: Intensity) => GridValues,
  axes: GridLayout["axes"],
): (network: Network) => readonly ModelVolume[] {
  const volumes = new Map<string, ModelVolume>();
  const volumeOf = (series: number, intensity: Intensity): ModelVolume => {
    const key = JSON.stringify([series, intensity]);
    const known = volumes.get(key);
    if (known) return known;
    let values: Float32Array | undefined;
    const [{ modelCount: columns }, { modelCount: rows }] = axes;
    const made: ModelVolume = {
      columns,
      slice(slice) {
        values ??= pad(make(series, intensity), axes);
        return values.subarray(slice * columns * rows, (slice + 1) * columns * rows);
      },
    };
    volumes.set(key, made);
    return made;
  };
  return ({ input }) => seriesOf(input).map(({ intensity }, series) => volumeOf(series, intensity));
}

function pad({ size, values }: GridValues, axes: GridLayout["axes"]): Float32Array {
  const [columns, rows, slices] = axes.map(({ modelCount }) => modelCount) as [number, number, number];
  if (columns === size[0] && rows === size[1] && slices === size[2]) return values;
  const [left, above, below] = axes.map(({ content }) => content?.first ?? 0) as [number, number, number];
  const padded = new Float32Array(columns * rows * slices);
  forEachRow(plainView(size), wholePart(plainView(size)), (at, row, slice) => {
    padded.set(values.subarray(at, at + size[0]), left + columns * (above + row + rows * (below + slice)));
  });
  return padded;
}

/** The axes of a target grid for the whole series, which a crop can only shorten: computed without reading voxels. */
export function boundTargetGrid(resampling: TargetGrid, { view, needed }: GridFrame): GridLayout {
  const frame = createFrame(view, wholePart(view), resampling);
  const kept = wholePart(plainView(frame.size));
  return { axes: toMappings(frame, resampling, kept, needed), spacingMm: frame.spacingMm };
}
