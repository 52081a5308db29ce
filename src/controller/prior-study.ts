import { type SourceSeries, text } from "../dicom/index.ts";
import { SegmentationSession } from "../editing/index.ts";
import type { TimePoint } from "../follow-up/index.ts";
import { toPlaneAxes } from "../geometry/index.ts";
import type { OpenStudy } from "./controller-context.ts";
import { SessionReview } from "./session-review.ts";

/** A study of the same patient from another time, to be looked at beside the one that is open. Nobody draws in it. */
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

/** As DICOM writes it (DA); "" where it is not known. */
export function dateOf({ header }: SourceSeries): string {
  return text(header, "StudyDate") ?? text(header, "SeriesDate") ?? "";
}
