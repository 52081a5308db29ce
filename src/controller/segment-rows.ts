import type { SegmentationSession } from "../editing/index.ts";
import type { Point } from "../geometry/index.ts";
import type { SegmentAlgorithmType } from "../volume/index.ts";

/** A row of the segment list. */
export interface SegmentRow {
  readonly segmentNumber: number;
  readonly label: string;
  readonly color: readonly [number, number, number];
  readonly visible: boolean;
  readonly locked: boolean;
  /** 0..1: of the fill. */
  readonly opacity: number;
  readonly volumeMl: number;
  readonly algorithmType: SegmentAlgorithmType | undefined;
  /** Of the box around it. */
  readonly centre: Point<"ijk">;
}

/** The segments of a session as they are now. */
export function toSegmentRows(session: SegmentationSession): SegmentRow[] {
  return session.segments.map(({ segmentNumber, label, color }) => ({
    segmentNumber,
    label,
    color,
    ...session.display(segmentNumber),
    volumeMl: session.volumeMl(segmentNumber),
    algorithmType: session.algorithmTypes.get(segmentNumber),
    centre: centreOf(session, segmentNumber),
  }));
}

function centreOf({ counts }: SegmentationSession, segmentNumber: number): Point<"ijk"> {
  const { from, to } = counts.box(segmentNumber);
  const [i, j, k] = from.map((first, axis) => (first + to[axis]! - 1) >> 1);
  return [i!, j!, k!];
}
