import type { SegmentationOrigin } from "../dicom-objects/index.ts";
import { describeReview, type WriteDicomSegOptions } from "../dicom-objects/index.ts";
import type { LabelMap } from "../volume/index.ts";

/** The DICOM object that the open segmentation was read from or last stored as. The next object names it as its predecessor. */
export class Predecessors {
  readonly #known = new WeakMap<
    object,
    { readonly origin: SegmentationOrigin; readonly labels: readonly LabelMap[] }
  >();

  /**
   * @param study the open study.
   * @param labels the object's labels, on the whole grid.
   */
  note(study: object, origin: SegmentationOrigin, labels: readonly LabelMap[]): void {
    this.#known.set(study, { origin, labels });
  }

  /** What a new object states about its predecessor and its contributors; empty without one. */
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
