import type { Segment } from "../volume/index.ts";
import { farthestColor, freeLabel, freeNumber } from "./new-segment.ts";

/** The segments and a further one for what is split off: described alike, with the next name, number and a colour of its own. */
export function withSplitSegment(segments: readonly Segment[], segmentNumber: number): Segment[] {
  const { trackingUID: _uid, ...whole } = segments.find(
    (segment) => segment.segmentNumber === segmentNumber,
  )!;
  const added: Segment = {
    ...whole,
    segmentNumber: freeNumber(segments),
    label: freeLabel(segments, whole.label),
    color: farthestColor(segments),
  };
  return [...segments, added];
}
