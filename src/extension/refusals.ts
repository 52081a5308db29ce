import type { SegmentationSession } from "../cornerstone/index.ts";
import { AutosegError } from "../errors.ts";

/** @throws AutosegError `invalid-argument` while a stroke, an operation or a run goes on. */
export function requireIdle(session: SegmentationSession): void {
  if (session.isEditing)
    throw wrong("Something else is being drawn. Wait until it has finished, or cancel it.");
}

/** What was asked for cannot be done now; the sentence says why, and what to do. */
export function wrong(message: string): AutosegError<"invalid-argument"> {
  return new AutosegError("invalid-argument", message, {});
}
