import { type AutosegError, type AutosegErrorCode, isAutosegError } from "../errors.ts";

/** What to do with failed work. */
export type Remedy =
  /** A service is unavailable or busy; the work itself is fine, and is retried until the service is back. */
  | "wait"
  /** It may succeed another time; retried a few times. */
  | "retry"
  /** It never will: it becomes a dead letter. */
  | "give-up";

/** A failure in a form suitable for queue and log. */
export interface Failure {
  readonly code: string;
  /** A sentence without names, UIDs or file names. */
  readonly reason: string;
  readonly remedy: Remedy;
  /** How long the service asks to wait. */
  readonly waitMs?: number;
}

/** Longest wait that an archive's request is granted. */
export const longestWaitMs = 60 * 60_000;

/** Failures caused by the images or the model, which will not change. */
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

/** HTTP statuses of a service that is unavailable, busy or locked, whatever the request. */
const away: ReadonlySet<number> = new Set([401, 403, 408, 425, 429, 500, 502, 503, 504, 507]);

/** Classifies an error. Error messages may contain file names, addresses and header text, so they are not passed on. */
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

/** An unavailable or full server is waited for; any other answer is assumed to be final. */
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
