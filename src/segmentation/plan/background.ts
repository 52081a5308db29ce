import type { Grid } from "../../geometry/index.ts";
import type { ModelManifest } from "../../model/index.ts";
import { axesOfSlice } from "../../regions/index.ts";
import type { GridSlice16, LabelArrayType } from "../../volume/index.ts";
import type { ProbabilityRequest } from "./class-probabilities.ts";

/** Makes slices across an axis of a grid that hold nothing but background, with the probabilities that are asked for. */
export function createBackground(
  { size }: Grid,
  { segments }: ModelManifest,
  sliceAxis: 0 | 1 | 2,
  { request, Labels }: { readonly request: ProbabilityRequest | undefined; readonly Labels: LabelArrayType },
): (sliceIndex: number) => GridSlice16 {
  const [fast, slow] = axesOfSlice(sliceAxis);
  const length = size[fast] * size[slow];
  return (sliceIndex) => ({
    sliceAxis,
    sliceIndex,
    labels: new Labels(length),
    ...(request && {
      probabilities: {
        segments: segments
          .filter(({ value }) => request.segments === "all" || request.segments.includes(value))
          .map(({ value }) => ({ segmentNumber: value, values: new Uint8Array(length) })),
        entropy: request.entropy ? new Uint8Array(length) : undefined,
      },
    }),
  });
}
