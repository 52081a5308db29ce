import {
  type Dataset,
  items,
  type Keyword,
  keywordsOf,
  number,
  numbers,
  text,
} from "../../../dicom/index.ts";
import { type BrokenRules, hasValue, requireCode, requireValue } from "./broken-rules.ts";

const groups = "PS3.3 C.7.6.16";

/** Functional groups that every frame with a position needs, shared or its own (PS3.3 table A.51-2). */
const placing: readonly (readonly [Keyword, source: string])[] = [
  ["PixelMeasuresSequence", "PS3.3 C.7.6.16.2.1"],
  ["PlanePositionSequence", "PS3.3 C.7.6.16.2.3"],
  ["PlaneOrientationSequence", "PS3.3 C.7.6.16.2.4"],
];

/** Checks the functional groups and dimensions of the frames, and their references. */
export function checkFrames(dataset: Dataset, findings: BrokenRules): void {
  const sharedItems = items(dataset, "SharedFunctionalGroupsSequence");
  if (sharedItems.length !== 1)
    findings.error("SharedFunctionalGroupsSequence", `It has ${sharedItems.length} items, not 1.`, groups);
  const shared = sharedItems[0] ?? {};
  const perFrame = items(dataset, "PerFrameFunctionalGroupsSequence");
  const stated = number(dataset, "NumberOfFrames");
  if (stated !== undefined && stated !== perFrame.length)
    findings.error("NumberOfFrames", `It is ${stated}, but ${perFrame.length} frames are described.`, groups);
  const context = toContext(dataset, shared);
  perFrame.forEach((frame, index) => {
    const where = `frame ${index + 1}`;
    checkGroups(frame, where, context, findings);
    checkDerivation(frame, where, context, findings);
    checkIndices(frame, where, context, findings);
  });
  checkDimensions(dataset, findings);
}

interface Context {
  readonly shared: Dataset;
  readonly isLabelMap: boolean;
  /** Whether the object has a frame of reference, and so its frames have positions. */
  readonly hasPlace: boolean;
  readonly segmentNumbers: ReadonlySet<number>;
  readonly listed: ReadonlySet<string>;
  readonly dimensionCount: number;
  readonly indices: Set<string>;
}

function toContext(dataset: Dataset, shared: Dataset): Context {
  return {
    shared,
    isLabelMap: text(dataset, "SegmentationType") === "LABELMAP",
    hasPlace: hasValue(dataset, "FrameOfReferenceUID"),
    segmentNumbers: new Set(
      items(dataset, "SegmentSequence").flatMap((item) => number(item, "SegmentNumber") ?? []),
    ),
    listed: new Set(
      items(dataset, "ReferencedSeriesSequence")
        .flatMap((series) => items(series, "ReferencedInstanceSequence"))
        .flatMap((instance) => text(instance, "ReferencedSOPInstanceUID") ?? []),
    ),
    dimensionCount: items(dataset, "DimensionIndexSequence").length,
    indices: new Set(),
  };
}

function checkGroups(frame: Dataset, where: string, context: Context, findings: BrokenRules): void {
  const { shared, isLabelMap } = context;
  const isMissing = (keyword: Keyword) =>
    items(frame, keyword).length === 0 && items(shared, keyword).length === 0;
  for (const [keyword, source] of context.hasPlace ? placing : []) {
    if (isMissing(keyword))
      findings.error(where, `${keyword} is missing, in its own groups and in the shared ones.`, source);
  }
  if (items(frame, "FrameContentSequence").length === 0)
    findings.error(where, "FrameContentSequence is missing.", "PS3.3 C.7.6.16.2.2");
  if (isMissing("DerivationImageSequence"))
    findings.warning(where, "It refers to no image that it was drawn on.", "PS3.3 C.7.6.16.2.6");
  for (const keyword of keywordsOf(frame))
    if (keyword in shared)
      findings.error(
        where,
        `${keyword} is in the shared groups as well; it may be in one of them only.`,
        groups,
      );
  const [identification] = [
    ...items(frame, "SegmentIdentificationSequence"),
    ...items(shared, "SegmentIdentificationSequence"),
  ];
  const source = "PS3.3 C.8.20.3.1";
  if (isLabelMap) return;
  if (!identification) {
    findings.error(where, "SegmentIdentificationSequence is missing: no segment is named.", source);
    return;
  }
  const referenced = numbers(identification, "ReferencedSegmentNumber");
  if (referenced.length !== 1)
    findings.error(where, `It names ${referenced.length} segments, not 1.`, source);
  for (const segmentNumber of referenced)
    if (!context.segmentNumbers.has(segmentNumber))
      findings.error(where, `It is of segment ${segmentNumber}, which is not described.`, source);
}

function checkDerivation(
  frame: Dataset,
  where: string,
  { shared, listed }: Context,
  findings: BrokenRules,
): void {
  const derivations = [
    ...items(frame, "DerivationImageSequence"),
    ...items(shared, "DerivationImageSequence"),
  ];
  const source = "PS3.3 C.7.6.16.2.6";
  for (const derivation of derivations) {
    requireCode(findings, derivation, "DerivationCodeSequence", { where, source, isRequired: true });
    for (const image of items(derivation, "SourceImageSequence")) {
      requireValue(findings, image, "ReferencedSOPClassUID", { where, source });
      requireValue(findings, image, "ReferencedSOPInstanceUID", { where, source });
      requireCode(findings, image, "PurposeOfReferenceCodeSequence", { where, source, isRequired: true });
      const uid = text(image, "ReferencedSOPInstanceUID");
      if (uid !== undefined && !listed.has(uid))
        findings.error(
          where,
          "It refers to an image that ReferencedSeriesSequence does not list.",
          "PS3.3 C.12.2",
        );
    }
  }
}

function checkIndices(frame: Dataset, where: string, context: Context, findings: BrokenRules): void {
  const [content] = items(frame, "FrameContentSequence");
  if (!content) return;
  const source = "PS3.3 C.7.6.17";
  const values = numbers(content, "DimensionIndexValues");
  if (values.length !== context.dimensionCount) {
    findings.error(
      where,
      `It has ${values.length} dimension indices for ${context.dimensionCount} dimensions.`,
      source,
    );
    return;
  }
  if (values.some((value) => value < 1)) findings.error(where, "A dimension index is below 1.", source);
  const key = values.join();
  if (context.indices.has(key))
    findings.error(where, "Another frame has the same dimension indices.", source);
  context.indices.add(key);
}

function checkDimensions(dataset: Dataset, findings: BrokenRules): void {
  const source = "PS3.3 C.7.6.17";
  const organizations = new Set(
    items(dataset, "DimensionOrganizationSequence").map((item) => text(item, "DimensionOrganizationUID")),
  );
  for (const item of items(dataset, "DimensionIndexSequence")) {
    const where = "DimensionIndexSequence";
    if (!hasValue(item, "DimensionIndexPointer")) findings.error(where, "An item has no pointer.", source);
    const uid = text(item, "DimensionOrganizationUID");
    if (uid !== undefined && !organizations.has(uid))
      findings.error(where, "An item is of an organization that is not there.", source);
  }
}
