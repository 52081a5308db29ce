import { AutosegError } from "../../errors.ts";
import type { Point } from "../../geometry/index.ts";
import {
  type Box,
  boxSize,
  type Components,
  type Connectivity,
  findComponents,
  findHoles,
  type GridAxis,
  isInBox,
  maskOf,
  offsetIn,
  partVolumesMl,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import {
  changeSegmentTo,
  collectChanges,
  type EditTarget,
  labelBox,
  type OperationKind,
} from "./edit-target.ts";

/** Keeps or removes connected components of a segment. */
export type IslandsOperation = {
  readonly kind: "islands";
  readonly segmentNumber: number;
  /** 6 by default. */
  readonly connectivity?: Connectivity;
} & (
  | { readonly action: "keep-largest" }
  | { readonly action: "remove-small"; readonly minimumMl: number }
  | {
      readonly action: "keep-selected" | "remove-selected";
      /** A voxel of the component in question. */
      readonly at: Point<"ijk">;
    }
);

export const islands: OperationKind<IslandsOperation> = {
  readsImage: false,
  describe(operation, segment) {
    const label = segment(operation.segmentNumber);
    return operation.action === "remove-small"
      ? t("steps.islands.remove-small", { label, ml: operation.minimumMl })
      : t(`steps.islands.${operation.action}`, { label });
  },
  box: (target, { segmentNumber }) => labelBox(target, [segmentNumber]),
  run(target, operation, limits, box) {
    const { segmentNumber, connectivity = 6 } = operation;
    const mask = maskOf(target.labels, [segmentNumber], box);
    const parts = findComponents(mask, boxSize(box), connectivity);
    const isKept = keptParts(operation, parts, target, box);
    parts.forEachRun(({ part, first, end }) => {
      if (!isKept(part)) mask.fill(0, first, end);
    });
    return changeSegmentTo(target, limits, segmentNumber, { box, values: mask });
  },
};

function keptParts(
  operation: IslandsOperation,
  parts: Components,
  { grid, sliceExtentsMm }: EditTarget,
  box: Box,
): (part: number) => boolean {
  switch (operation.action) {
    case "keep-largest": {
      const { largest } = parts;
      return (part) => part === largest;
    }
    case "remove-small": {
      const volumesMl = partVolumesMl(parts, { grid, box, sliceExtentsMm });
      return (part) => volumesMl[part]! >= operation.minimumMl;
    }
    default: {
      const [i, j, k] = operation.at;
      const selected = isInBox(box, [i, j, k]) ? parts.partAt(offsetIn(box, i, j, k)) : 0;
      if (selected === 0)
        throw new AutosegError(
          "invalid-argument",
          `The segment has no voxel at (${operation.at.join(", ")}). Choose a point inside the island.`,
          { argument: "at" },
        );
      const keeps = operation.action === "keep-selected";
      return (part) => (part === selected) === keeps;
    }
  }
}

/**
 * Fills the background that a segment encloses: what is not connected through faces to the outside, in the volume or within
 * each slice. Other segments inside it stay, for instance a tumour in a liver.
 */
export interface FillHolesOperation {
  readonly kind: "fill-holes";
  readonly segmentNumber: number;
  /** Slice by slice across this grid axis; in three dimensions by default. */
  readonly sliceAxis?: GridAxis;
}

export const fillHoles: OperationKind<FillHolesOperation> = {
  readsImage: false,
  describe: ({ segmentNumber }, segment) => t("steps.fillHoles", { label: segment(segmentNumber) }),
  box: (target, { segmentNumber }) => labelBox(target, [segmentNumber]),
  run(target, { segmentNumber, sliceAxis }, limits, box) {
    const holes = findHoles(maskOf(target.labels, [segmentNumber], box), boxSize(box), sliceAxis);
    return collectChanges(target, limits, box, (offset, before) =>
      before === 0 && holes[offset] ? segmentNumber : before,
    );
  },
};
