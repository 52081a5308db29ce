import { AutosegError } from "../errors.ts";

/** The error of a worker that died in the midst of a segmentation, for what is known of it. */
export function workerStopped(found: string): AutosegError {
  return new AutosegError(
    "inference-failed",
    `A worker of the segmentation stopped (${found}). What was drawn so far is kept; run again.`,
    { provider: "worker" },
  );
}
