import { expect, test } from "vitest";
import type { Grid } from "../../../src/geometry/index.ts";
import { compareLabelMaps } from "../../../src/metrics/index.ts";
import { createLabelMap, type LabelMap, type Segment } from "../../../src/volume/index.ts";

const grid: Grid = {
  size: [10, 10, 2],
  spacingMm: [2, 1, 5],
  originLps: [0, 0, 0],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

function labelMapOf(numbers: readonly number[], draw: (voxels: Uint8Array) => void, on = grid): LabelMap {
  const segments = numbers.map((segmentNumber): Segment => {
    const code = { codeValue: "1", codingSchemeDesignator: "99TEST", codeMeaning: "Thing" };
    return {
      segmentNumber,
      label: `Segment ${segmentNumber}`,
      category: code,
      type: code,
      color: [1, 2, 3],
      algorithmType: "MANUAL",
    };
  });
  const labelMap = createLabelMap({ grid: on, segments });
  draw(labelMap.voxels);
  return labelMap;
}

test("segments are matched by number and measured in millilitres and millimetres", () => {
  const found = labelMapOf([1, 2], (voxels) => {
    voxels.fill(1, 0, 8);
    voxels.fill(2, 50, 60);
  });
  const reference = labelMapOf([3, 2, 1], (voxels) => voxels.fill(1, 0, 10));
  expect(compareLabelMaps(found, reference, 2)).toEqual([
    {
      segmentNumber: 1,
      label: "Segment 1",
      foundVoxels: 8,
      referenceVoxels: 10,
      commonVoxels: 8,
      dice: 16 / 18,
      hd95: expect.closeTo(3.1, 5),
      surfaceDice: 17 / 18,
      foundMl: 0.08,
      referenceMl: 0.1,
      differenceMl: expect.closeTo(-0.02, 9),
    },
    expect.objectContaining({ segmentNumber: 2, dice: 0, hd95: Infinity, referenceMl: 0, differenceMl: 0.1 }),
  ]);
});

test("label maps of other places are refused", () => {
  const here = labelMapOf([1], () => undefined);
  const there = labelMapOf([1], () => undefined, { ...grid, originLps: [0, 0, 1] });
  expect(() => compareLabelMaps(here, there, 2)).toThrow("drawn on the same series");
});
