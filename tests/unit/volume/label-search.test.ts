import fc from "fast-check";
import { expect, it } from "vitest";
import { createLabelSearch, createRunSearch } from "../../../src/volume/index.ts";
import { countLabels } from "../../../src/volume/label-map.ts";

const views = fc
  .record({
    bytes: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 255 })), {
      maxLength: 70,
    }),
    offset: fc.nat(5),
  })
  .map(({ bytes, offset }) => Uint8Array.from(bytes).subarray(offset));

it("finds the next labelled voxel from any place to any end, wherever the voxels begin in memory", () => {
  fc.assert(
    fc.property(views, fc.nat(70), fc.nat(70), (voxels, a, b) => {
      const [from, end] = [Math.min(a, b), Math.max(a, b)].map((at) => Math.min(at, voxels.length)) as [
        number,
        number,
      ];
      const found = voxels.subarray(from, end).findIndex((voxel) => voxel !== 0);
      expect(createLabelSearch(voxels)(from, end)).toBe(found < 0 ? end : from + found);
    }),
    { numRuns: 2000 },
  );
});

it("counts the voxels of every label", () => {
  fc.assert(
    fc.property(views, (voxels) => {
      const counts = countLabels(voxels);
      for (let label = 0; label < 256; label++)
        expect(counts[label]).toBe(voxels.filter((voxel) => voxel === label).length);
    }),
  );
});

const runs = fc
  .record({
    lengths: fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 0x0101, 65535), fc.integer({ min: 1, max: 90 })), {
      minLength: 1,
      maxLength: 6,
    }),
    offset: fc.nat(5),
    Labels: fc.constantFrom(Uint8Array, Uint16Array),
  })
  .map(({ lengths, offset, Labels }) =>
    Labels.from(
      lengths.flatMap(([label, count]) => Array.from({ length: count + offset }, () => label)),
    ).subarray(offset),
  );

it("finds the end of a run of equal labels, of one byte or two", () => {
  fc.assert(
    fc.property(runs, fc.nat(), fc.nat(), (voxels, a, b) => {
      const from = a % voxels.length;
      const end = from + 1 + (b % (voxels.length - from));
      const found = voxels.subarray(from, end).findIndex((voxel) => voxel !== voxels[from]);
      expect(createRunSearch(voxels)(from, end)).toBe(found < 0 ? end : from + found);
    }),
    { numRuns: 2000 },
  );
});
