import type { Segment } from "./segment.ts";

/** Whether a segment is of category (49755003, SCT, "Morphologically Abnormal Structure"): its parts are lesions. */
export function isAbnormality({ category }: Segment): boolean {
  return category.codeValue === "49755003";
}
