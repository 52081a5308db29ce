import { type SourceSeries, text } from "../dicom/index.ts";
import { SegmentationSession } from "../editing/index.ts";
import type { TimePoint } from "../follow-up/index.ts";
import { toPlaneAxes } from "../geometry/index.ts";
import type { OpenStudy } from "./controller-context.ts";
import { SessionReview } from "./session-review.ts";

/** An earlier or later study of the same patient, shown next to the open one. It cannot be drawn on. */
export interface PriorStudy {
  readonly series: SourceSeries;
  readonly session: SegmentationSession;
  readonly review: SessionReview;
}

export function toTimePoint({ session, review }: Pick<OpenStudy, "session" | "review">): TimePoint {
  const { grid, appliedVoxels: labels, layers, segments } = session;
  return { grid, labels, layers, segments, review: review.settle() };
}

export function toPriorStudy(series: SourceSeries): PriorStudy {
  const { grid, voxels: image } = series.volume;
  const { axis } = toPlaneAxes(grid, "axial").slices;
  const session = new SegmentationSession(grid, [], axis, { image });
  const review = new SessionReview(session, { reader: () => "", cursor: () => [0, 0, 0] });
  return { series, session, review };
}

/** The study date in DICOM's form (DA); "" if unknown. */
export function dateOf({ header }: SourceSeries): string {
  return text(header, "StudyDate") ?? text(header, "SeriesDate") ?? "";
}
