import type { Dataset } from "../../dicom/index.ts";
import type { Code } from "../../volume/index.ts";
import { dcm, ucum } from "../common/codes.ts";
import { codeItem, container, numberItem, textItem, uidItem } from "./content-items.ts";

/** A lesion at two times, as in a report. Diameters are those that count by RECIST 1.1. */
export interface RecordedLesionOverTime {
  readonly name: string;
  /** Of the current finding, or of the prior one if the lesion has disappeared. */
  readonly trackingUID: string | undefined;
  readonly role: "target" | "non-target" | "new";
  readonly priorMm: number | undefined;
  readonly currentMm: number | undefined;
  readonly priorMl: number | undefined;
  readonly currentMl: number | undefined;
}

/** A comparison with a prior study of the patient, and the response by RECIST 1.1. */
export interface RecordedFollowUp {
  /** Undefined if no other study may be named. */
  readonly priorStudyUID: string | undefined;
  readonly lesions: readonly RecordedLesionOverTime[];
  /** In mm. */
  readonly priorSumMm: number;
  readonly sumMm: number;
  readonly baselineSumMm: number;
  readonly nadirSumMm: number;
  /** As fractions. */
  readonly fromBaseline: number | undefined;
  readonly fromNadir: number | undefined;
  readonly target: string | undefined;
  readonly nonTarget: string | undefined;
  readonly overall: string;
}

const millimetre = ucum("mm", "millimeter");
const cubicCentimetre = ucum("cm3", "cubic centimeter");
const percent = ucum("%", "percent");

/** PS3.16 CID 6144; this program's own codes for what it lacks. */
const targetResponses: Readonly<Record<string, Code>> = {
  CR: dcm("112041", "Target Lesion Complete Response"),
  PR: dcm("112042", "Target Lesion Partial Response"),
  PD: dcm("112043", "Target Lesion Progressive Disease"),
  SD: dcm("112044", "Target Lesion Stable Disease"),
};
const nonTargetResponses: Readonly<Record<string, Code>> = {
  CR: dcm("112045", "Non-Target Lesion Complete Response"),
  "non-CR/non-PD": dcm("112046", "Non-Target Lesion Incomplete Response or Stable Disease"),
  PD: dcm("112047", "Non-Target Lesion Progressive Disease"),
};
/** CID 6145. */
const roles: Readonly<Record<RecordedLesionOverTime["role"], Code>> = {
  target: dcm("112074", "Target Lesion at Baseline"),
  "non-target": dcm("112075", "Non-Target Lesion at Baseline"),
  new: dcm("112076", "Non-Lesion at Baseline"),
};

const own = (codeValue: string, codeMeaning: string): Code => ({
  codeValue,
  codingSchemeDesignator: "99AUTOSEG",
  codeMeaning,
});

/**
 * What is derived from the measurements of two studies, as "Derived Imaging Measurements" (TID 1500): lesions with both
 * values, sums of diameters, and the response by RECIST 1.1.
 */
export function followUpItem(followUp: RecordedFollowUp): Dataset {
  const { priorSumMm, sumMm, baselineSumMm, nadirSumMm, fromBaseline, fromNadir } = followUp;
  const { target, nonTarget, overall, priorStudyUID } = followUp;
  const code = (name: Code, value: Code | undefined): Dataset[] =>
    value ? [codeItem({ relationship: "CONTAINS", name }, value)] : [];
  return container({ relationship: "CONTAINS", name: dcm("126011", "Derived Imaging Measurements") }, [
    ...(priorStudyUID
      ? [uidItem({ relationship: "CONTAINS", name: own("prior-study", "Prior study") }, priorStudyUID)]
      : []),
    ...code(dcm("112021", "Response Evaluation Method"), dcm("126081", "RECIST 1.1")),
    ...number(own("prior-sum", "Sum of diameters in the prior study"), priorSumMm, millimetre),
    ...number(own("sum", "Sum of diameters"), sumMm, millimetre),
    ...number(own("baseline-sum", "Sum of diameters at baseline"), baselineSumMm, millimetre),
    ...number(own("nadir-sum", "Smallest sum of diameters on study"), nadirSumMm, millimetre),
    ...number(own("from-baseline", "Change from baseline"), inPercent(fromBaseline), percent),
    ...number(own("from-nadir", "Change from nadir"), inPercent(fromNadir), percent),
    ...code(own("target-response", "Target lesion response"), target ? targetResponses[target] : undefined),
    ...code(
      own("non-target-response", "Non-target lesion response"),
      nonTarget ? nonTargetResponses[nonTarget] : undefined,
    ),
    ...code(dcm("112020", "Response Evaluation"), own(overall.toLowerCase().replaceAll("/", "-"), overall)),
    ...followUp.lesions.map(lesionItem),
  ]);
}

function lesionItem(lesion: RecordedLesionOverTime): Dataset {
  const { name, trackingUID, role, priorMm, currentMm, priorMl, currentMl } = lesion;
  const of = (codeValue: string, codeMeaning: string) =>
    ({ relationship: "HAS OBS CONTEXT", name: dcm(codeValue, codeMeaning) }) as const;
  return container({ relationship: "CONTAINS", name: own("lesion", "Lesion at two times") }, [
    textItem(of("112039", "Tracking Identifier"), name),
    ...(trackingUID ? [uidItem(of("112040", "Tracking Unique Identifier"), trackingUID)] : []),
    codeItem({ relationship: "CONTAINS", name: dcm("112016", "Baseline Category") }, roles[role]),
    ...number(own("prior-diameter", "Diameter in the prior study"), priorMm, millimetre),
    ...number(own("diameter", "Diameter"), currentMm, millimetre),
    ...number(own("prior-volume", "Volume in the prior study"), priorMl, cubicCentimetre),
    ...number(own("volume", "Volume"), currentMl, cubicCentimetre),
  ]);
}

function number(name: Code, value: number | undefined, unit: Code): Dataset[] {
  return value === undefined ? [] : [numberItem({ relationship: "CONTAINS", name }, value, unit)];
}

function inPercent(fraction: number | undefined): number | undefined {
  return fraction === undefined ? undefined : 100 * fraction;
}
