import type { Grid } from "../../geometry/index.ts";
import type { ModelManifest } from "../../model/index.ts";
import { axesOfSlice } from "../../regions/index.ts";
import type { GridSlice16, LabelArrayType } from "../../volume/index.ts";

/** Which probabilities to deliver. */
export interface ProbabilityRequest {
  /** Segment numbers, or all of the model's. */
  readonly segments: readonly number[] | "all";
  readonly entropy: boolean;
}

export function isRequested({ segments }: ProbabilityRequest, segmentNumber: number): boolean {
  return segments === "all" || segments.includes(segmentNumber);
}

/** A request that covers both. */
export function uniteRequests(a: ProbabilityRequest | undefined, b: ProbabilityRequest): ProbabilityRequest {
  if (!a) return b;
  const isAll = a.segments === "all" || b.segments === "all";
  return {
    segments: isAll ? "all" : [...new Set([...a.segments, ...b.segments] as number[])],
    entropy: a.entropy || b.entropy,
  };
}

/** The slice with only the probabilities that its receiver requested. */
export function withRequested(
  { probabilities, ...slice }: GridSlice16,
  request: ProbabilityRequest | undefined,
): GridSlice16 {
  if (!probabilities || !request) return slice;
  const segments = probabilities.segments.filter(({ segmentNumber }) => isRequested(request, segmentNumber));
  return {
    ...slice,
    probabilities: { segments, entropy: request.entropy ? probabilities.entropy : undefined },
  };
}

/** Makes slices across an axis of a grid that hold only background, with the requested probabilities. */
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
          .filter(({ value }) => isRequested(request, value))
          .map(({ value }) => ({ segmentNumber: value, values: new Uint8Array(length) })),
        entropy: request.entropy ? new Uint8Array(length) : undefined,
      },
    }),
  });
}
