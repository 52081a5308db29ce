import type { OperationEntry } from "./operation-list.ts";

/**
 * Operations on the active segment and another one. A voxel has one label: within one segmentation nothing is common to
 * two segments, so subtracting and intersecting are for those of another one.
 */
export const pairEntries: readonly OperationEntry[] = [
  {
    name: "Add",
    key: "A",
    title: "Add the other's voxels to the segment",
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
    name: "Subtract",
    key: "U",
    title: "Take the other's voxels away from the segment",
    operand: "elsewhere",
    make: ({ segmentNumber, operand }) => ({
      kind: "combine",
      how: "subtract",
      segmentNumber,
      operand: operand!,
    }),
  },
  {
    name: "Intersect",
    key: "N",
    title: "Keep what the segment and the other have in common",
    operand: "elsewhere",
    make: ({ segmentNumber, operand }) => ({
      kind: "combine",
      how: "intersect",
      segmentNumber,
      operand: operand!,
    }),
  },
  {
    name: "Copy",
    key: "Y",
    title: "Make the segment what the other is",
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
    name: "Merge",
    key: "J",
    title: "Add the other to the segment and remove it from the list; not while edits are limited",
    removes: true,
    operand: "here",
    startsEmpty: true,
    make: ({ segmentNumber, operand }) => ({ kind: "relabel", from: operand!.labels, to: segmentNumber }),
    segments: ({ segments, operand }) =>
      segments.filter((segment) => !operand!.labels.includes(segment.segmentNumber)),
  },
  {
    name: "Relabel",
    key: "V",
    title: "Give all voxels of the segment to the other",
    operand: "here",
    make: ({ segmentNumber, operand }) => ({
      kind: "relabel",
      from: [segmentNumber],
      to: operand!.labels[0]!,
    }),
  },
];
