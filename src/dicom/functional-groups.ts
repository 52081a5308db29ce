import { type Dataset, items } from "./dataset.ts";

/** The functional groups of a frame (`frameIndex` zero-based): its own, then the shared ones (PS3.3 C.7.6.16). */
export function functionalGroups(dataset: Dataset, frameIndex: number): readonly Dataset[] {
  const own = items(dataset, "PerFrameFunctionalGroupsSequence")[frameIndex];
  const [shared] = items(dataset, "SharedFunctionalGroupsSequence");
  return [own, shared].filter((group) => group !== undefined);
}
