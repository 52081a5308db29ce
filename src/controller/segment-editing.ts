import type { EditOperation, SegmentationSession } from "../editing/index.ts";
import { AutosegError } from "../errors.ts";
import { t } from "../texts/index.ts";
import type { Segment } from "../volume/index.ts";
import { changedSegment, newSegment, type SegmentDraft } from "./new-segment.ts";
import type { SegmentPreset } from "./preferences.ts";

/**
 * Adds an empty segment and makes it active, as one step.
 * @param reserved numbers up to this one are left to models.
 * @throws AutosegError `invalid-argument` for a label that DICOM cannot hold, or a 256th segment.
 */
export function addSegment(session: SegmentationSession, draft: SegmentDraft, reserved: number): Segment {
  const segment = newSegment(session.segments, draft, reserved);
  session.describeSegments([...session.segments, segment], t("steps.add", { label: segment.label }));
  return segment;
}

/**
 * Adds a preset's segments, except those whose labels are taken, as one step, and makes the first active.
 * @returns how many were added.
 * @throws AutosegError `invalid-argument` if there would be more than 255 segments.
 */
export function addSegments(
  session: SegmentationSession,
  { name, segments }: SegmentPreset,
  reserved: number,
): number {
  const taken = new Set(session.segments.map(({ label }) => label));
  const all = [...session.segments];
  for (const draft of segments) {
    if (taken.has(draft.label.trim())) continue;
    const { anatomicRegion, anatomicRegionModifier } = draft;
    all.push({
      ...newSegment(all, draft, reserved),
      ...(anatomicRegion && { anatomicRegion }),
      ...(anatomicRegionModifier && { anatomicRegionModifier }),
    });
  }
  const added = all.length - session.segments.length;
  if (added > 0) session.describeSegments(all, t("steps.addPreset", { name }));
  return added;
}

/** Changes a segment's label, term or colour as one step. @throws AutosegError `invalid-argument`. */
export function changeSegment(
  session: SegmentationSession,
  segmentNumber: number,
  draft: SegmentDraft,
): void {
  const changed = changedSegment(requireSegment(session, segmentNumber), draft);
  const segments = session.segments.map((one) => (one.segmentNumber === segmentNumber ? changed : one));
  session.describeSegments(segments, t("steps.change", { label: changed.label }));
}

/** The operation that deletes a segment, and what else belongs to the step. */
export interface Deletion {
  readonly operation: EditOperation;
  readonly options: { readonly segments: readonly Segment[]; readonly name: string };
}

/**
 * Prepares the deletion of a segment with all its voxels, for `session.perform`.
 * @throws AutosegError `invalid-argument` for an unknown number, or a locked or hidden segment.
 */
export function toDeletion(session: SegmentationSession, segmentNumber: number): Deletion {
  const { label } = requireSegment(session, segmentNumber);
  if (session.editLimits("hand").locked?.includes(segmentNumber))
    throw new AutosegError(
      "invalid-argument",
      `The segment "${label}" is locked or hidden. Unlock and show it before you delete it.`,
      { argument: "segmentNumber" },
    );
  return {
    operation: { kind: "relabel", from: [segmentNumber], to: 0 },
    options: {
      segments: session.segments.filter((segment) => segment.segmentNumber !== segmentNumber),
      name: t("steps.delete", { label }),
    },
  };
}

function requireSegment(session: SegmentationSession, segmentNumber: number): Segment {
  const segment = session.findSegment(segmentNumber);
  if (segment) return segment;
  const numbers = session.segments.map((one) => one.segmentNumber).join(", ");
  throw new AutosegError(
    "invalid-argument",
    `There is no segment ${segmentNumber}. Choose one of: ${numbers}.`,
    { argument: "segmentNumber" },
  );
}
