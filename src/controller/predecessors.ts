import type { SegmentationOrigin } from "../dicom-objects/index.ts";
import { describeReview, type WriteDicomSegOptions } from "../dicom-objects/index.ts";
import type { LabelMap } from "../volume/index.ts";

/** The object that an open segmentation came from or was stored as, which the next one replaces. */
export class Predecessors {
  readonly #known = new WeakMap<
    object,
    { readonly origin: SegmentationOrigin; readonly labels: readonly LabelMap[] }
  >();

  /**
   * @param study that is open.
   * @param labels as they are in the object, on the whole grid.
   */
  note(study: object, origin: SegmentationOrigin, labels: readonly LabelMap[]): void {
    this.#known.set(study, { origin, labels });
  }

  /** What a new object says of the one before, and of who had a part in that; nothing without one. */
  optionsOf(
    study: object,
    now: readonly LabelMap[],
  ): Pick<WriteDicomSegOptions, "predecessor" | "contributors"> {
    const known = this.#known.get(study);
    if (!known) return {};
    const { sopClassUID, sopInstanceUID, seriesInstanceUID, contributors } = known.origin;
    const change = describeReview(known.labels, now);
    return { predecessor: { sopClassUID, sopInstanceUID, seriesInstanceUID, change }, contributors };
  }
}
