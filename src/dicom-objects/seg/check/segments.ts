import { type Dataset, items, number, numbers, text } from "../../../dicom/index.ts";
import { type BrokenRules, hasValue, requireCode, requireValue } from "./broken-rules.ts";

const numberRule = "PS3.3 C.8.20.2.4";

/** Checks the descriptions of the segments (PS3.3 C.8.20.2, table C.8.20-4). */
export function checkSegments(dataset: Dataset, findings: BrokenRules): void {
  const isLabelMap = text(dataset, "SegmentationType") === "LABELMAP";
  const seen = new Set<number>();
  items(dataset, "SegmentSequence").forEach((item, index) => {
    const segmentNumber = number(item, "SegmentNumber");
    const where = `segment ${segmentNumber ?? `in place ${index + 1}`}`;
    if (segmentNumber === undefined) findings.error(where, "SegmentNumber is missing.", numberRule);
    else {
      if (seen.has(segmentNumber)) findings.error(where, "Another segment has the same number.", numberRule);
      seen.add(segmentNumber);
      if (!isLabelMap && segmentNumber !== index + 1)
        findings.error(
          where,
          `Its number should be ${index + 1}: they count from 1 without gaps.`,
          numberRule,
        );
    }
    checkDescription(item, where, findings);
    checkAlgorithm(item, where, findings);
  });
}

function checkDescription(item: Dataset, where: string, findings: BrokenRules): void {
  const source = "PS3.3 C.8.20.2";
  requireValue(findings, item, "SegmentLabel", { where, source });
  requireCode(findings, item, "SegmentedPropertyCategoryCodeSequence", { where, source, isRequired: true });
  requireCode(findings, item, "SegmentedPropertyTypeCodeSequence", { where, source, isRequired: true });
  requireCode(findings, item, "AnatomicRegionSequence", { where, source, isRequired: false });
  const [type] = items(item, "SegmentedPropertyTypeCodeSequence");
  if (type)
    requireCode(findings, type, "SegmentedPropertyTypeModifierCodeSequence", {
      where,
      source,
      isRequired: false,
    });
  if (items(item, "SegmentedPropertyTypeModifierCodeSequence").length > 0)
    findings.error(where, "The type's modifier stands beside the type's item, not in it.", source);
  const color = numbers(item, "RecommendedDisplayCIELabValue");
  if (color.length !== 0 && color.length !== 3)
    findings.error(
      where,
      `RecommendedDisplayCIELabValue has ${color.length} values, not 3.`,
      "PS3.3 C.10.7.1.1",
    );
  if (hasValue(item, "TrackingID") !== hasValue(item, "TrackingUID"))
    findings.error(where, "It has only one of TrackingID and TrackingUID.", source);
}

function checkAlgorithm(item: Dataset, where: string, findings: BrokenRules): void {
  const source = "PS3.3 C.8.20.2";
  requireValue(findings, item, "SegmentAlgorithmType", {
    where,
    source,
    allowed: ["AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"],
  });
  if (text(item, "SegmentAlgorithmType") !== "MANUAL")
    requireValue(findings, item, "SegmentAlgorithmName", { where, source });
  for (const identification of items(item, "SegmentationAlgorithmIdentificationSequence")) {
    const macro = { where, source: "PS3.3 10.16" };
    requireCode(findings, identification, "AlgorithmFamilyCodeSequence", { ...macro, isRequired: true });
    requireValue(findings, identification, "AlgorithmName", macro);
    requireValue(findings, identification, "AlgorithmVersion", macro);
  }
}
