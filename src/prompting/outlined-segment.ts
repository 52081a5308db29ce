import { type Segment, sct } from "../volume/index.ts";
import type { PromptAlgorithm } from "./prompt-result.ts";

/** The type of an object until the user says more; 3D Slicer and dcmqi write the same. */
const tissue = sct("85756007", "Tissue");

/** A new segment for an outlined object. */
export function outlinedSegment(
  algorithm: PromptAlgorithm,
  { segmentNumber = 1, label }: { readonly segmentNumber?: number; readonly label: string },
): Segment {
  return {
    segmentNumber,
    label,
    category: tissue,
    type: tissue,
    color: [230, 159, 0],
    algorithmType: "SEMIAUTOMATIC",
    ...algorithm,
  };
}
