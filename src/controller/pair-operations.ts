import type { OperationEntry } from "./operation-entry.ts";

/**
 * Operations on the active segment and another one. In a label map every voxel has one label, so subtracting and intersecting
 * make sense only with segments of another segmentation, or that overlap.
 */
export const pairEntries: readonly OperationEntry[] = [
  {
    id: "add",
    key: "A",
    operand: "any",
    startsEmpty: true,
    make: ({ segmentNumber, operand }) => ({
      kind: "combine",
      how: "add",
      segmentNumber,
      operand: operand!,
    }),
  },
  {
    id: "subtract",
    key: "U",
    operand: "elsewhere",
    make: ({ segmentNumber, operand }) => ({
      kind: "combine",
      how: "subtract",
      segmentNumber,
      operand: operand!,
    }),
  },
  {
    id: "intersect",
    key: "N",
    operand: "elsewhere",
    make: ({ segmentNumber, operand }) => ({
      kind: "combine",
      how: "intersect",
      segmentNumber,
      operand: operand!,
    }),
  },
  {
    id: "copy",
    key: "Y",
    operand: "any",
    startsEmpty: true,
    make: ({ segmentNumber, operand }) => ({
      kind: "combine",
      how: "copy",
      segmentNumber,
      operand: operand!,
    }),
  },
  {
    id: "merge",
    key: "J",
    removes: true,
    operand: "here",
    startsEmpty: true,
    make: ({ segmentNumber, operand, operandNumber }) =>
      // A segment in a layer of its own is not among the labels, so it is added as a mask.
      operand!.of
        ? { kind: "combine", how: "add", segmentNumber, operand: operand! }
        : { kind: "relabel", from: [operandNumber!], to: segmentNumber },
    segments: ({ segments, operandNumber }) =>
      segments.filter((segment) => segment.segmentNumber !== operandNumber),
  },
  {
    id: "relabel",
    key: "V",
    operand: "here",
    make: ({ segmentNumber, operandNumber }) => ({
      kind: "relabel",
      from: [segmentNumber],
      to: operandNumber!,
    }),
  },
];
