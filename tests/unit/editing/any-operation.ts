import fc from "fast-check";
import type { EditOperation } from "../../../src/editing/index.ts";

/** A segment number of the labels in `anyTarget`. */
export const label = fc.integer({ min: 1, max: 3 });
const axis = fc.constantFrom<0 | 1 | 2>(0, 1, 2);
const mm = fc.constantFrom(0.4, 0.75, 1, 2, 3);
const ijk = fc.tuple(fc.nat(6), fc.nat(5), fc.nat(4));
const stroke = fc.record({
  label: fc.nat(3),
  voxels: fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }).map((voxels) => Uint32Array.from(voxels)),
});
const polygon = fc.array(
  fc.tuple(fc.double({ min: -1, max: 7, noNaN: true }), fc.double({ min: -1, max: 7, noNaN: true })),
  { minLength: 3, maxLength: 6 },
);

/** Three by two voxels that were changed on a slice. */
const sliceChange = (index: number) =>
  fc
    .uint8Array({ minLength: 6, maxLength: 6, max: 1 })
    .filter((mask) => mask.includes(1))
    .map((mask) => ({ index, from: [1, 1] as const, size: [3, 2] as const, mask }));

/** Every kind of operation, with parameters that often fit a small label map. */
export const anyOperation: fc.Arbitrary<EditOperation> = fc.oneof(
  fc.record({
    kind: fc.constant("threshold" as const),
    segmentNumber: label,
    range: fc.constant({ lower: -2, upper: 3 }),
  }),
  fc.record({
    kind: fc.constant("scissors" as const),
    segmentNumber: label,
    how: fc.constantFrom("erase-inside", "erase-outside", "fill-inside", "fill-outside"),
    sliceAxis: axis,
    polygon,
    slices: fc.tuple(fc.nat(2), fc.nat(4)),
  }),
  fc.record({
    kind: fc.constant("cut" as const),
    segmentNumber: label,
    sliceAxis: axis,
    line: fc.tuple(
      fc.tuple(fc.double({ min: -1, max: 7, noNaN: true }), fc.double({ min: -1, max: 7, noNaN: true })),
      fc.tuple(fc.double({ min: -1, max: 7, noNaN: true }), fc.double({ min: -1, max: 7, noNaN: true })),
    ),
    slices: fc.tuple(fc.nat(2), fc.nat(4)),
  }),
  fc.record({
    kind: fc.constant("propagate" as const),
    segmentNumber: label,
    how: fc.constantFrom("erase", "add"),
    sliceAxis: axis,
    changes: fc.tuple(sliceChange(0), sliceChange(3)),
  }),
  fc.record({
    kind: fc.constant("flood-fill" as const),
    segmentNumber: fc.nat(3),
    at: ijk,
    tolerance: fc.nat(4),
    smooth: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("isocontour" as const),
    segmentNumber: label,
    at: ijk,
    radiusMm: mm,
    threshold: fc.constantFrom({ fractionOfMaximum: 0.41 }, { value: 1 }),
  }),
  fc.record({
    kind: fc.constant("grow-from-seeds" as const),
    seeds: fc.array(stroke, { minLength: 1, maxLength: 3 }),
    fromSegments: fc.array(label, { maxLength: 2 }),
    reachMm: mm,
  }),
  fc.record({
    kind: fc.constant("repair" as const),
    strokes: fc.array(stroke, { minLength: 1, maxLength: 2 }),
    reachMm: mm,
  }),
  fc.record({
    kind: fc.constant("margin" as const),
    segmentNumber: label,
    marginMm: mm.chain((size) => fc.constantFrom(size, -size)),
  }),
  fc.record({
    kind: fc.constant("hollow" as const),
    segmentNumber: label,
    thicknessMm: mm,
    surface: fc.constantFrom("outer", "inner", "middle"),
  }),
  fc.record({ kind: fc.constant("smooth-median" as const), segmentNumber: label, kernelMm: mm }),
  fc.record({ kind: fc.constant("smooth-gaussian" as const), segmentNumber: label, sigmaMm: mm }),
  fc.record({ kind: fc.constant("smooth-joint" as const), segmentNumbers: fc.constant([1, 2]), sigmaMm: mm }),
  fc.record({ kind: fc.constant("fill-holes" as const), segmentNumber: label, sliceAxis: axis }),
  fc.record({
    kind: fc.constant("islands" as const),
    segmentNumber: label,
    action: fc.constant("keep-largest" as const),
  }),
  fc.record({
    kind: fc.constant("combine" as const),
    how: fc.constantFrom("add", "subtract", "intersect", "copy"),
    segmentNumber: label,
    operand: fc.record({ labels: fc.array(label, { minLength: 1, maxLength: 2 }) }),
  }),
  fc.record({ kind: fc.constant("invert" as const), segmentNumber: label }),
  fc.record({ kind: fc.constant("interpolate" as const), segmentNumber: label, sliceAxis: axis }),
  fc.record({ kind: fc.constant("split" as const), segmentNumber: label, at: ijk, into: fc.constant([9]) }),
  fc.record({
    kind: fc.constant("relabel" as const),
    from: fc.array(label, { minLength: 1, maxLength: 2 }),
    to: fc.nat(3),
  }),
);
