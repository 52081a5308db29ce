import { describe, expect, it } from "vitest";
import { layOutAxis } from "../../../../src/segmentation/plan/target-grid/grid-axes.ts";
import {
  cutLabels,
  labelsOfPart,
  resampleLabels,
  toLabelChannels,
} from "../../../../src/segmentation/plan/target-grid/label-channels.ts";
import { plainView, wholePart } from "../../../../src/segmentation/plan/target-grid/view-part.ts";

/** Labels of a row, as they are on a grid of `count` voxels along it. */
function row(labels: readonly number[], count: number, isAlone = false): number[] {
  const size = [labels.length, 1, 1] as const;
  const view = plainView(size);
  const own = labelsOfPart(Uint8Array.from(labels), { view, part: wholePart(view) }, undefined);
  const axis = (length: number, target: number) =>
    layOutAxis({ count: length, part: { first: 0, count: length }, spacingMm: 1 }, length / target, "edges");
  const found = resampleLabels(own, {
    axes: [axis(labels.length, count), axis(1, 1), axis(1, 1)],
    interpolation: "cubic",
    separate: isAlone ? { axis: 0, interpolation: "nearest" } : undefined,
    round: false,
  });
  return [...found.values].map((code) => code - 1);
}

describe("labels on a target grid", () => {
  it("are those of the largest share, and of equal shares that of the nearest voxel", () => {
    expect(row([1, 1, 2, 2], 8)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    // Halfway between two voxels the upper one is the nearest, as in SciPy.
    expect(row([1, 3, 3, 1], 2)).toEqual([3, 1]);
    expect(row([0, 5, 0], 9)).toEqual([0, 0, 0, 5, 5, 5, 0, 0, 0]);
  });

  it("are those of the nearest voxels along an axis that is resampled by itself", () => {
    expect(row([7, 0, 4], 6, true)).toEqual([7, 7, 0, 0, 4, 4]);
    expect(row([7, 0, 4, 9], 2, true)).toEqual([0, 9]);
  });

  it("keep apart what lies beyond the image and background", () => {
    const view = plainView([4, 1, 1]);
    const images = [Int16Array.of(0, 3, 0, 0), Int16Array.of(0, 0, 0, 8)];
    const part = wholePart(view);
    const { values } = labelsOfPart(Uint8Array.of(0, 0, 2, 0), { view, part }, images);
    // Code 0 is beyond the image, 1 background, 3 the label 2.
    expect([...values]).toEqual([0, 1, 3, 1]);
    const wide = labelsOfPart(Uint16Array.of(0, 65534, 300, 0), { view, part }, images);
    expect([...wide.values]).toEqual([0, 65535, 301, 1]);
  });

  it("become a channel of ones and zeros each, padded", () => {
    const found = cutLabels({ size: [3, 2, 1], values: Uint16Array.of(1, 2, 3, 3, 2, 1) }, [
      { first: 1, count: 2 },
      { first: 0, count: 2 },
      { first: 0, count: 1 },
    ]);
    const axis = (modelCount: number, first: number, count: number) => ({
      sourceCount: count,
      modelCount,
      step: 1,
      origin: -first,
      content: { first, count },
    });
    const [ones, twos] = toLabelChannels([1, 2], () => found, [axis(4, 1, 2), axis(2, 0, 2), axis(3, 1, 1)]);
    expect([...ones!.slice(1)]).toEqual([0, 1, 0, 0, 0, 1, 0, 0]);
    expect([...twos!.slice(1)]).toEqual([0, 0, 1, 0, 0, 0, 0, 0]);
    expect([...ones!.slice(0)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
