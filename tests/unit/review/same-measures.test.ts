import fc from "fast-check";
import { expect, it } from "vitest";
import { SegmentationSession } from "../../../src/editing/index.ts";
import { measureSegments } from "../../../src/regions/index.ts";
import { findLesions } from "../../../src/review/index.ts";
import { tumour } from "../dicom-objects/phantom.ts";
import { anyTarget } from "../editing/targets.ts";

const segment = { ...tumour, segmentNumber: 1 };

it("the screen shows what files state, of every image and with slices of any extent", () => {
  fc.assert(
    fc.property(
      anyTarget,
      fc.constantFrom<"HU" | "arbitrary">("HU", "arbitrary"),
      fc.option(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 5, maxLength: 5 }), { nil: undefined }),
      ({ grid, labels, image }, unit, sliceExtentsMm) => {
        const session = new SegmentationSession(grid, [segment], 2, {
          image: image!.values,
          sliceExtentsMm,
        });
        const voxels = labels.values.map((label) => Number(label === 1));
        session.replace("run", "drawn", voxels, { segments: [segment], types: new Map() });
        const volume = { grid, voxels: image!.values, unit, modality: unit === "HU" ? "CT" : "MR" } as const;
        const [whole, ...pieces] = measureSegments(
          [{ grid, voxels, segments: [segment] }],
          volume,
          sliceExtentsMm,
        );
        expect(session.volumeMl(1)).toBeCloseTo(whole!.volumeMl, 12);
        const lesions = findLesions(session.editTarget, 1);
        const stated = pieces.length > 0 ? pieces : lesions.length > 0 ? [whole!] : [];
        expect(
          lesions.map(({ volumeMl, diameter, values }) => ({
            volumeMl,
            longestAxialDiameterMm: diameter.lengthMm,
            values: { ...values, unit },
          })),
        ).toEqual(
          stated.map(({ volumeMl, longestAxialDiameterMm, values }) => ({
            volumeMl,
            longestAxialDiameterMm,
            values,
          })),
        );
      },
    ),
  );
});
