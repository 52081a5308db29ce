import { type Dataset, items, numbers } from "./dataset.ts";
import type { Keyword } from "./dictionary.ts";

/** The functional groups of a frame (`frameIndex` zero-based): its own, then the shared ones (PS3.3 C.7.6.16). */
export function functionalGroups(dataset: Dataset, frameIndex: number): readonly Dataset[] {
  const own = items(dataset, "PerFrameFunctionalGroupsSequence")[frameIndex];
  const [shared] = items(dataset, "SharedFunctionalGroupsSequence");
  return [own, shared].filter((group) => group !== undefined);
}

/** Values of a numeric attribute of a macro, from the first group that has any. */
export function findInGroups(
  groups: readonly Dataset[],
  macro: Keyword,
  keyword: Keyword,
): readonly number[] | undefined {
  for (const group of groups) {
    const [item] = items(group, macro);
    if (item && numbers(item, keyword).length > 0) return numbers(item, keyword);
  }
  return undefined;
}
