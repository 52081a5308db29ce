import { AutosegError } from "../../errors.ts";
import { type Point, voxelVolumeMl } from "../../geometry/index.ts";
import {
  boxSize,
  type Components,
  type Connectivity,
  findComponents,
  isInBox,
  maskOf,
  offsetIn,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { changeSegmentTo, labelBox } from "./edit-target.ts";
import type { OperationKind } from "./operation-kind.ts";

/** Keeps or removes connected parts of a segment. */
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
      /** A voxel of the part that is meant. */
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
    const isKept = keptParts(operation, parts, voxelVolumeMl(target.grid), () => {
      const [i, j, k] = (operation as { at: Point<"ijk"> }).at;
      return isInBox(box, [i, j, k]) ? parts.numbers[offsetIn(box, i, j, k)]! : 0;
    });
    const kept = mask.map((isIn, n) => isIn & isKept[parts.numbers[n]!]!);
    return changeSegmentTo(target, limits, box, segmentNumber, kept);
  },
};

function keptParts(
  operation: IslandsOperation,
  { sizes }: Components,
  voxelMl: number,
  selected: () => number,
): Uint8Array {
  switch (operation.action) {
    case "keep-largest": {
      const largest = largestOf(sizes);
      return Uint8Array.from(sizes, (_, part) => (part === largest ? 1 : 0));
    }
    case "remove-small":
      return Uint8Array.from(sizes, (voxels) => (voxels * voxelMl >= operation.minimumMl ? 1 : 0));
    default: {
      const part = selected();
      if (part === 0)
        throw new AutosegError(
          "invalid-argument",
          `The segment has no voxel at (${operation.at.join(", ")}). Choose a point inside the island.`,
          { argument: "at" },
        );
      const keeps = operation.action === "keep-selected";
      return Uint8Array.from(sizes, (_, number) => ((number === part) === keeps ? 1 : 0));
    }
  }
}

/** The number of the largest part; of equal ones the first. */
function largestOf(sizes: Uint32Array): number {
  let largest = 1;
  for (let part = 2; part < sizes.length; part++) if (sizes[part]! > sizes[largest]!) largest = part;
  return largest;
}
