import { labelTable } from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { collectChanges, labelBox } from "./edit-target.ts";
import type { OperationKind } from "./operation-kind.ts";

/** Gives all voxels of some segments to another: merges them, renumbers one, or with 0 clears them. */
export interface RelabelOperation {
  readonly kind: "relabel";
  readonly from: readonly number[];
  /** The label that they get; 0 is background. */
  readonly to: number;
}

export const relabel: OperationKind<RelabelOperation> = {
  readsImage: false,
  describe: ({ from, to }, segment) =>
    to === 0
      ? t("steps.clear", { labels: from.map(segment) })
      : t("steps.merge", { labels: from.map(segment), label: segment(to) }),
  box: (target, { from }) => labelBox(target, from),
  run(target, { from, to }, limits, box) {
    const belongs = labelTable(from);
    return collectChanges(target, limits, box, (_, before) => (belongs[before] ? to : before));
  },
};
