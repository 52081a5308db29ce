import type { LabelArray } from "../../../volume/index.ts";
import {
  type GridLayout,
  type LinearPlaces,
  linearPlaces,
  type ModelVolume,
  type PerAxis,
} from "../model-grid.ts";
import { nearestVoxels } from "./axis-filter.ts";
import type { Grey } from "./mapped-reader.ts";
import { nonZeroMask } from "./mapped-reader.ts";
import type { Resampling } from "./resample-part.ts";
import { forEachRow, type Part, sizeOfPart, type VoxelView } from "./view-part.ts";

/** Labels on a grid, columns fastest. */
interface GridLabels {
  readonly size: PerAxis<number>;
  readonly values: Uint16Array;
}

/** The value of a voxel outside the image, which is a class of its own; the value `v` of a label map becomes `v + 1`. */
const beyond = 0;

/**
 * The labels of a part of a series, each increased by one.
 * @param images if given, an unlabelled voxel that is 0 in all of them, and not in a hole of what is not 0, becomes `beyond`:
 * in a cropped series there are two kinds of background (nnU-Net).
 */
export function labelsOfPart(
  labels: LabelArray,
  { view, part }: { readonly view: VoxelView; readonly part: Part },
  images: Grey["images"] | undefined,
): GridLabels {
  const size = sizeOfPart(part);
  const [columns, rows] = size;
  const mask = images && nonZeroMask(images, view, part, "filled");
  const values = new Uint16Array(size[0] * size[1] * size[2]);
  forEachRow(view, part, (at, row, slice) => {
    const to = columns * (row + rows * slice);
    for (let c = 0, from = at; c < columns; c++, from += view.columns.stride) {
      const label = labels[from]!;
      values[to + c] = label === 0 && mask?.[to + c] === 0 ? beyond : label + 1;
    }
  });
  return { size, values };
}

/**
 * Resamples labels to the target grid. The share of every label around a voxel is computed by linear interpolation, summed as
 * in
 * `scipy.ndimage.zoom`, and the label with the largest share wins; on a tie that of the nearest voxel if it is among them,
 * else the lowest (batchgenerators' `resize_segmentation`). An axis that is resampled separately comes last, by nearest
 * voxel.
 */
export function resampleLabels({ size, values }: GridLabels, { axes, separate }: Resampling): GridLabels {
  const isAlone = (axis: number): boolean => axis === separate?.axis;
  const positions = axes.map(({ positions: own }, axis) =>
    isAlone(axis) ? Float64Array.from({ length: size[axis]! }, (_, index) => index) : own,
  );
  const [x, y, z] = positions.map((own, axis) => ({
    ...linearPlaces(size[axis]!, own),
    nearest: nearestVoxels(size[axis]!, own),
  })) as [Places, Places, Places];
  const grown = positions.map(({ length }) => length) as [number, number, number];
  const into = new Uint16Array(grown[0] * grown[1] * grown[2]);
  const [columns, rows] = size;
  const vote = createVote();
  for (let s = 0, at = 0; s < grown[2]; s++) {
    const [below, above] = [columns * rows * z.lower[s]!, columns * rows * z.upper[s]!];
    const w1 = z.weight[s]!;
    for (let r = 0; r < grown[1]; r++) {
      const [near, far] = [columns * y.lower[r]!, columns * y.upper[r]!];
      const v1 = y.weight[r]!;
      const row = columns * (y.nearest[r]! + rows * z.nearest[s]!);
      for (let c = 0; c < grown[0]; c++, at++) {
        const [left, right, u1] = [x.lower[c]!, x.upper[c]!, x.weight[c]!];
        const [u0, v0, w0] = [1 - u1, 1 - v1, 1 - w1];
        vote.begin(values[below + near + left]!, u0 * v0 * w0);
        vote.add(values[above + near + left]!, u0 * v0 * w1);
        vote.add(values[below + far + left]!, u0 * v1 * w0);
        vote.add(values[above + far + left]!, u0 * v1 * w1);
        vote.add(values[below + near + right]!, u1 * v0 * w0);
        vote.add(values[above + near + right]!, u1 * v0 * w1);
        vote.add(values[below + far + right]!, u1 * v1 * w0);
        vote.add(values[above + far + right]!, u1 * v1 * w1);
        into[at] = vote.winner(values[row + x.nearest[c]!]!);
      }
    }
  }
  const found = { size: grown, values: into };
  return separate ? resampleNearest(found, separate.axis, axes[separate.axis].positions) : found;
}

type Places = LinearPlaces & { readonly nearest: Int32Array };

/** Counts the shares of up to eight labels. */
function createVote() {
  const labels = new Uint16Array(8);
  const shares = new Float64Array(8);
  let count = 0;
  return {
    begin(label: number, share: number): void {
      labels[0] = label;
      shares[0] = share;
      count = 1;
    },
    add(label: number, share: number): void {
      for (let n = 0; n < count; n++) {
        if (labels[n] !== label) continue;
        shares[n]! += share;
        return;
      }
      labels[count] = label;
      shares[count++] = share;
    },
    winner(nearest: number): number {
      let [best, most] = [labels[0]!, shares[0]!];
      for (let n = 1; n < count; n++) {
        if (shares[n]! < most || (shares[n] === most && labels[n]! > best)) continue;
        [best, most] = [labels[n]!, shares[n]!];
      }
      for (let n = 0; n < count; n++) if (labels[n] === nearest && shares[n] === most) return nearest;
      return best;
    },
  };
}

function resampleNearest({ size, values }: GridLabels, axis: 0 | 1 | 2, positions: Float64Array): GridLabels {
  const nearest = nearestVoxels(size[axis], positions);
  const target = size.with(axis, nearest.length) as [number, number, number];
  const into = new Uint16Array(target[0] * target[1] * target[2]);
  for (let s = 0, at = 0; s < target[2]; s++) {
    for (let r = 0; r < target[1]; r++) {
      for (let c = 0; c < target[0]; c++, at++) {
        const from = [c, r, s].with(axis, nearest[[c, r, s][axis]!]!) as [number, number, number];
        into[at] = values[from[0] + size[0] * (from[1] + size[1] * from[2])]!;
      }
    }
  }
  return { size: target, values: into };
}

/** A part of labels on a grid. */
export function cutLabels({ size, values }: GridLabels, part: Part): GridLabels {
  const [columns, rows, slices] = sizeOfPart(part);
  const into = new Uint16Array(columns * rows * slices);
  for (let s = 0, to = 0; s < slices; s++) {
    for (let r = 0; r < rows; r++, to += columns) {
      const from = part[0].first + size[0] * (part[1].first + r + size[1] * (part[2].first + s));
      into.set(values.subarray(from, from + columns), to);
    }
  }
  return { size: [columns, rows, slices], values: into };
}

/** Each of some labels as a channel, 1 where the label lies, padded with 0 to the model's grid; planes are made on demand. */
export function toLabelChannels(
  wanted: readonly number[],
  found: () => GridLabels,
  axes: GridLayout["axes"],
): readonly ModelVolume[] {
  const [columns, rows] = axes.map(({ modelCount }) => modelCount) as [number, number, number];
  const [left, top, first] = axes.map(({ content }) => content?.first ?? 0) as [number, number, number];
  const plane = new Float32Array(columns * rows);
  return wanted.map((label) => ({
    columns,
    slice(slice) {
      const { size, values } = found();
      plane.fill(0);
      const s = slice - first;
      if (s < 0 || s >= size[2]) return plane;
      for (let r = 0, from = size[0] * size[1] * s; r < size[1]; r++) {
        const to = left + columns * (top + r);
        for (let c = 0; c < size[0]; c++, from++) if (values[from] === label + 1) plane[to + c] = 1;
      }
      return plane;
    },
  }));
}
