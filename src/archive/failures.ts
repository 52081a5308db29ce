import { type AutosegError, type AutosegErrorCode, isAutosegError } from "../errors.ts";

/** What becomes of work that failed. */
export type Remedy =
  /** A service is away or busy: nothing is wrong with the work, and it is tried until the service is back. */
  | "wait"
  /** It may go well another time, a few times. */
  | "retry"
  /** It never will: it goes to the dead letters. */
  | "give-up";

/** A failure as a queue and a log may hold it. */
export interface Failure {
  readonly code: string;
  /** A sentence without names, UIDs or file names. */
  readonly reason: string;
  readonly remedy: Remedy;
  /** How long the service asks to be left alone. */
  readonly waitMs?: number;
}

/** Longest time that an archive is left alone because it asks for it. */
export const longestWaitMs = 60 * 60_000;

/** Failures that lie in the images or the model, and stay as they are. */
const permanent: ReadonlySet<AutosegErrorCode> = new Set([
  "irregular-series",
  "no-dicom-images",
  "unreadable-dicom",
  "unsupported-pixels",
  "several-series",
  "series-not-found",
  "model-mismatch",
  "invalid-manifest",
  "invalid-segmentation",
  "invalid-geometry",
  "foreign-segmentation",
  "segmentation-not-writable",
  "incomplete-metadata",
]);

/** HTTP statuses of a service that is in trouble, busy or locked, whatever it is asked for. */
const away: ReadonlySet<number> = new Set([401, 403, 408, 425, 429, 500, 502, 503, 504, 507]);

/** What a failure means for the work. Messages of errors name files, addresses and texts of headers: they stay here. */
export function toFailure(error: unknown): Failure {
  if (!isAutosegError(error)) return { code: "unexpected", reason: "An unexpected error.", remedy: "retry" };
  const { code } = error;
  if (isAutosegError(error, "dicomweb-failed") || isAutosegError(error, "store-failed"))
    return toServerFailure(error);
  if (isAutosegError(error, "irregular-series"))
    return { code, reason: `The slices form no grid: ${error.details.problem}.`, remedy: "give-up" };
  const isDisk = code === "not-writable";
  return {
    code,
    reason: isDisk
      ? "The results cannot be written: the disk is full or locked."
      : `${code}: see docs/errors.md.`,
    remedy: isDisk ? "wait" : permanent.has(code) ? "give-up" : "retry",
  };
}

/** A server that is away or full is waited for; one that answers with something else has its answer for good, it seems. */
function toServerFailure(error: AutosegError<"dicomweb-failed"> | AutosegError<"store-failed">): Failure {
  const { code, cause } = error;
  const { status, found } = error.details;
  const asked = isAutosegError(error, "dicomweb-failed") ? error : cause;
  const { isUnusable, retryAfterMs } = isAutosegError(asked, "dicomweb-failed")
    ? asked.details
    : { isUnusable: undefined, retryAfterMs: undefined };
  if (isUnusable)
    return {
      code,
      reason: "The server answered with something else than it was asked for.",
      remedy: "retry",
    };
  if (status === undefined && /differs|does not have it|says something else/.test(found))
    return { code, reason: "The server returned something other than what was stored.", remedy: "retry" };
  if (/out of space/.test(found)) return { code, reason: "The server is out of space.", remedy: "wait" };
  const isAway = status === undefined || away.has(status);
  const said = status === undefined ? "did not answer" : `answered HTTP ${status}`;
  return {
    code,
    reason: `The server ${said}.`,
    remedy: isAway ? "wait" : "retry",
    ...(retryAfterMs !== undefined && { waitMs: retryAfterMs }),
  };
}
