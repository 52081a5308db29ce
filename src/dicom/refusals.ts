import { AutosegError, type GeometryProblem } from "../errors.ts";

/**
 * The error for a file that is DICOM but cannot be read: `found` says what is wrong, as a clause without a full stop. A file
 * that is whole, but for which there is no memory, needs no new copy.
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

/** The error for slices that do not form one regular grid. */
export function irregular(
  seriesInstanceUID: string,
  problem: GeometryProblem,
  message: string,
): AutosegError<"irregular-series"> {
  return new AutosegError("irregular-series", message, { seriesInstanceUID, problem });
}
