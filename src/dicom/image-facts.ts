import type { Grid } from "../geometry/index.ts";
import { items, text } from "./dataset.ts";
import type { SourceSeries } from "./source-series.ts";

/** What a header says of an image that matters to whoever looks for something in it. */
export interface ImageFacts {
  readonly modality: string;
  /** BodyPartExamined and the meanings of AnatomicRegionSequence. */
  readonly bodyParts: readonly string[];
  /** StudyDescription, SeriesDescription and ProtocolName. */
  readonly descriptions: readonly string[];
  /** Whether contrast was given; undefined where nobody says. */
  readonly contrast: "with" | "without" | undefined;
  readonly grid: Grid;
}

export function describeImage({ header, modality, volume }: SourceSeries): ImageFacts {
  const stated = (values: readonly (string | undefined)[]): string[] =>
    values.filter((value) => value !== undefined);
  const descriptions = stated(
    (["StudyDescription", "SeriesDescription", "ProtocolName"] as const).map((keyword) =>
      text(header, keyword),
    ),
  );
  const regions = items(header, "AnatomicRegionSequence").map((item) => text(item, "CodeMeaning"));
  return {
    modality,
    bodyParts: stated([text(header, "BodyPartExamined"), ...regions]),
    descriptions,
    contrast: contrastOf(text(header, "ContrastBolusAgent"), descriptions.join(" ")),
    grid: volume.grid,
  };
}

function contrastOf(agent: string | undefined, description: string): ImageFacts["contrast"] {
  if (agent !== undefined) return /^(no|none|without|w\/?o|nil)\b/i.test(agent) ? "without" : "with";
  if (/\b(without contrast|non[- ]?contrast|unenhanced|native?|nativ|w\/?o c)/i.test(description))
    return "without";
  return undefined;
}
