import fc from "fast-check";
import { expect, it } from "vitest";
import { findOccupied } from "../../../src/dicom-objects/seg/occupied-frames.ts";
import type { LabelMap16 } from "../../../src/volume/index.ts";

// Slices of any length begin anywhere between the words that are compared.
it.each([
  { bits: 8, labels: fc.uint8Array({ minLength: 0, maxLength: 90, max: 3 }) },
  { bits: 16, labels: fc.uint16Array({ minLength: 0, maxLength: 90, max: 300 }) },
])("finds every label of every slice, $bits bits", ({ labels }) => {
  fc.assert(
    fc.property(
      labels,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(5),
      (all, columns, rows, skipped) => {
        const voxels = all.subarray(Math.min(skipped, all.length)) as LabelMap16["voxels"];
        const frameSize = columns * rows;
        const slices = Math.floor(voxels.length / frameSize);
        const grid = { size: [columns, rows, slices] } as unknown as LabelMap16["grid"];
        const { stride, flags } = findOccupied({ grid, segments: [], voxels } as LabelMap16);
        for (let k = 0; k < slices; k++) {
          const expected = new Set(voxels.subarray(k * frameSize, (k + 1) * frameSize));
          const found = [...flags.subarray(k * stride, (k + 1) * stride).keys()].filter(
            (label) => flags[k * stride + label],
          );
          expect(found).toEqual([...expected].sort((a, b) => a - b));
        }
      },
    ),
  );
});
