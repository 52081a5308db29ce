/** Errors: the code decides the details. Compiled by `npm run check`, never run. */
import {
  AutosegError,
  type AutosegErrorCode,
  type GeometryProblem,
  isAutosegError,
} from "cornerstone-autoseg";
import { expectType } from "./expect.ts";

declare const error: unknown;

if (isAutosegError(error)) {
  expectType<AutosegErrorCode>()(error.code);
  expectType<string>()(error.message);
}
if (isAutosegError(error, "several-series")) {
  expectType<"several-series">()(error.code);
  expectType<string>()(error.details.series[0]!.seriesInstanceUID);
  // @ts-expect-error: details of another code
  error.details.problem;
}
if (isAutosegError(error, "irregular-series")) expectType<GeometryProblem>()(error.details.problem);
if (isAutosegError(error, "adapter-too-small")) expectType<number>()(error.details.needed);

// @ts-expect-error: no such code
isAutosegError(error, "irregular");

new AutosegError("cancelled", "Cancelled.", {});
// @ts-expect-error: this code says which provider failed
new AutosegError("inference-failed", "It failed.", {});
