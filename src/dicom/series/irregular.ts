import { AutosegError, type GeometryProblem } from "../../errors.ts";

/** The error for slices that do not form one regular grid. */
export function irregular(
  seriesInstanceUID: string,
  problem: GeometryProblem,
  message: string,
): AutosegError<"irregular-series"> {
  return new AutosegError("irregular-series", message, { seriesInstanceUID, problem });
}
