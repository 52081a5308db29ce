import { AutosegError, type GeometryProblem } from "../errors.ts";

/**
 * The error for a DICOM file that cannot be read: `found` says what is wrong, as a clause without a full stop. For an intact
 * file that does not fit into memory, the message does not ask for a new copy.
 */
export function unreadable(
  fileName: string,
  found: string,
  cause?: unknown,
): AutosegError<"unreadable-dicom"> {
  const isShortOfMemory = cause instanceof RangeError && /allocation/i.test(cause.message);
  return new AutosegError(
    "unreadable-dicom",
    isShortOfMemory
      ? `"${fileName}" cannot be read: there is not enough memory. Close other programs or tabs, or choose a smaller series.`
      : `"${fileName}" cannot be read: ${found}. Copy or download the file again.`,
    { fileName },
    cause === undefined ? undefined : { cause },
  );
}

/** The error for slices that do not form a single regular grid. */
export function irregular(
  seriesInstanceUID: string,
  problem: GeometryProblem,
  message: string,
): AutosegError<"irregular-series"> {
  return new AutosegError("irregular-series", message, { seriesInstanceUID, problem });
}
