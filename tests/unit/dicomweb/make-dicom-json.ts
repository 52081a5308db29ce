import { dictionary } from "../../../src/dicom/index.ts";
import type { Attributes } from "../dicom/make-dicom.ts";

const tagOf = (keyword: string): string => dictionary[keyword as keyof typeof dictionary][0];

/** The metadata of an image. */
export function toDicomJson(attributes: Attributes): Record<string, { vr: string; Value: unknown[] }> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([keyword]) => keyword !== "PixelData")
      .map(([keyword, value]) => [
        tagOf(keyword),
        { vr: "UN", Value: Array.isArray(value) ? value : [value] },
      ]),
  );
}
