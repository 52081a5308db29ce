import { type Dataset, number } from "./dataset.ts";

/**
 * NumberOfFrames of an image; 1 where there is none, or where it is 0, as some writers put it for an image of one frame.
 * Whatever else is no count comes as it is.
 */
export function numberOfFrames(dataset: Dataset): number {
  return number(dataset, "NumberOfFrames") || 1;
}
