import { type AttributeValue, dictionary, type Keyword } from "../../dicom/index.ts";

/** Longest value of each VR in characters (PS3.5 6.2); UI is not cut, since half a unique identifier is another one. */
export const longestText: Readonly<Record<string, number>> = { AE: 16, CS: 16, SH: 16, LO: 64, UI: 64 };

/** Values as their VR allows them: what is longer than that, in a source that broke the rule, is cut. */
export function cutToVr(keyword: Keyword, value: AttributeValue): AttributeValue {
  const vr = dictionary[keyword][1];
  const limit = longestText[vr];
  if (limit === undefined || vr === "UI" || value instanceof Uint8Array) return value;
  return (value as readonly unknown[]).map((entry) =>
    typeof entry === "string" ? entry.slice(0, limit) : entry,
  ) as AttributeValue;
}
