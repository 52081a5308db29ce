import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { voxelCount, voxelVolumeMl } from "../../../src/geometry/index.ts";
import { createLabelMap, segmentVolumesMl } from "../../../src/volume/index.ts";
import { countLabels } from "../../../src/volume/label-map.ts";
import { arbitraryGrid } from "../geometry/arbitrary-grid.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "./any-segment.ts";

const grid = straightGrid([4, 3, 2], [0.5, 0.75, 5]);

describe("createLabelMap", () => {
  test("without voxels is empty", () => {
    const { voxels } = createLabelMap({ grid, segments: [anySegment(1)] });
    expect(voxels).toEqual(new Uint8Array(24));
  });

  test("keeps the voxels it was given, to be edited in place", () => {
    const voxels = new Uint8Array(24);
    expect(createLabelMap({ grid, segments: [], voxels }).voxels).toBe(voxels);
  });

  test("keeps segment numbers and their order", () => {
    const { segments } = createLabelMap({ grid, segments: [anySegment(7), anySegment(1), anySegment(255)] });
    expect(segments.map(({ segmentNumber }) => segmentNumber)).toEqual([7, 1, 255]);
  });

  test.each([0, -1, 256, 1.5, Number.NaN])("refuses the segment number %d", (segmentNumber) => {
    const create = () => createLabelMap({ grid, segments: [anySegment(segmentNumber, { label: "Liver" })] });
    expect(create).toThrow(expect.objectContaining({ code: "invalid-segment" }));
    expect(create).toThrow(
      `Segment ${segmentNumber} ("Liver") has a number out of range. Use one from 1 to 255.`,
    );
  });

  test("refuses two segments of one number", () => {
    expect(() => createLabelMap({ grid, segments: [anySegment(2), anySegment(3), anySegment(2)] })).toThrow(
      'Segment 2 ("Segment 2") has the same number as another segment. Give each segment its own number.',
    );
  });

  test("refuses the wrong number of voxels", () => {
    expect(() => createLabelMap({ grid, segments: [], voxels: new Uint8Array(12) })).toThrow(
      expect.objectContaining({ code: "invalid-geometry" }),
    );
  });
});

describe("segmentVolumesMl", () => {
  test("counts each segment's voxels, in the order of the segments", () => {
    const voxels = new Uint8Array(24);
    voxels.set([3, 3, 3, 1, 9], 5);
    const labelMap = createLabelMap({
      grid,
      segments: [anySegment(3), anySegment(2), anySegment(1)],
      voxels,
    });
    expect(segmentVolumesMl(labelMap)).toEqual([3 * 0.001875, 0, 0.001875]);
  });

  test("adds up to the volume of the whole grid, however it is turned", () => {
    fc.assert(
      fc.property(arbitraryGrid, fc.infiniteStream(fc.constantFrom(1, 2)), (anyGrid, labels) => {
        const voxels = Uint8Array.from(labels.take(voxelCount(anyGrid)));
        const [one, two] = segmentVolumesMl(
          createLabelMap({ grid: anyGrid, segments: [anySegment(1), anySegment(2)], voxels }),
        );
        expect(one! + two!).toBeCloseTo(voxels.length * voxelVolumeMl(anyGrid), 9);
      }),
    );
  });
});

test("countLabels counts background and values without a segment too", () => {
  const counts = countLabels(Uint8Array.from([0, 0, 255, 7, 7, 7]));
  expect([counts[0], counts[7], counts[255], counts[1]]).toEqual([2, 3, 1, 0]);
});
