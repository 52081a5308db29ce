import {
  type Dataset,
  dictionary,
  type Keyword,
  keywordsOf,
  number,
  numbers,
  text,
  texts,
} from "../../../dicom/index.ts";
import { longestText } from "../../common/source-attributes.ts";
import { labelMapSopClassUID, segmentationSopClassUID } from "../../common/uid.ts";
import { type BrokenRules, hasValue, requireValue } from "./broken-rules.ts";

/** Type 1 attributes by the module that requires them: they need a value. */
const withValue: readonly (readonly [source: string, ...keywords: Keyword[]])[] = [
  ["PS3.3 C.7.2.1", "StudyInstanceUID"],
  ["PS3.3 C.8.20.1", "SeriesInstanceUID", "SeriesNumber"],
  ["PS3.3 C.7.5.2", "Manufacturer", "ManufacturerModelName", "DeviceSerialNumber", "SoftwareVersions"],
  ["PS3.3 C.7.6.3", "Rows", "Columns"],
  ["PS3.3 C.7.6.16", "InstanceNumber", "ContentDate", "ContentTime", "NumberOfFrames"],
  ["PS3.3 C.7.6.17", "DimensionOrganizationSequence", "DimensionIndexSequence"],
  ["PS3.3 C.8.20.2", "ContentLabel", "SegmentSequence"],
  ["PS3.3 C.12.1", "SOPInstanceUID"],
  ["PS3.10 7.1", "MediaStorageSOPClassUID", "MediaStorageSOPInstanceUID", "TransferSyntaxUID"],
];

/** Type 2 attributes: they must be present, even if empty. */
const present: readonly (readonly [source: string, ...keywords: Keyword[]])[] = [
  ["PS3.3 C.7.1.1", "PatientName", "PatientID", "PatientBirthDate", "PatientSex"],
  ["PS3.3 C.7.2.1", "StudyDate", "StudyTime", "ReferringPhysicianName", "StudyID", "AccessionNumber"],
  ["PS3.3 C.8.20.2", "ContentDescription"],
];

/** The pixel format of each segmentation type: [BitsAllocated, BitsStored, HighBit] (PS3.3 C.8.20.2). */
const pixelFormats: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  BINARY: [[1, 1, 0]],
  FRACTIONAL: [[8, 8, 7]],
  LABELMAP: [
    [8, 8, 7],
    [16, 16, 15],
  ],
};

/** Checks the top-level attributes of an object, module by module (PS3.3 A.51.3). */
export function checkAttributes(dataset: Dataset, findings: BrokenRules): void {
  for (const [source, ...keywords] of withValue)
    for (const keyword of keywords) requireValue(findings, dataset, keyword, { source });
  for (const [source, ...keywords] of present) {
    for (const keyword of keywords)
      if (!(keyword in dataset)) findings.error(keyword, "It is missing; empty would do.", source);
  }
  checkFrameOfReference(dataset, findings);
  checkType(dataset, findings);
  checkLossy(dataset, findings);
  if (text(dataset, "MediaStorageSOPInstanceUID") !== text(dataset, "SOPInstanceUID"))
    findings.error("MediaStorageSOPInstanceUID", "It is not SOPInstanceUID, as it should be.", "PS3.10 7.1");
  checkValues(dataset, "", findings);
  const isAscii = [...allText(dataset)].every((character) => character <= "\u007f");
  if (!isAscii && texts(dataset, "SpecificCharacterSet").length === 0) {
    findings.error(
      "SpecificCharacterSet",
      "It is missing, but there is text beyond ASCII, which others will read as other characters.",
      "PS3.3 C.12.1.1.2",
    );
  }
}

/** Required if the source has one, as all images of slices do. */
function checkFrameOfReference(dataset: Dataset, findings: BrokenRules): void {
  const source = "PS3.3 C.7.4.1";
  if (!hasValue(dataset, "FrameOfReferenceUID"))
    findings.warning(
      "FrameOfReferenceUID",
      "It is missing: its frames have no place in the patient.",
      source,
    );
  else if (!("PositionReferenceIndicator" in dataset))
    findings.error("PositionReferenceIndicator", "It is missing; empty would do.", source);
}

function checkType(dataset: Dataset, findings: BrokenRules): void {
  const source = "PS3.3 C.8.20.2";
  const type = text(dataset, "SegmentationType") ?? "";
  requireValue(findings, dataset, "SegmentationType", { source, allowed: Object.keys(pixelFormats) });
  requireValue(findings, dataset, "SOPClassUID", {
    source: "PS3.4 B.5",
    allowed: [type === "LABELMAP" ? labelMapSopClassUID : segmentationSopClassUID],
  });
  requireValue(findings, dataset, "Modality", { source: "PS3.3 C.8.20.1", allowed: ["SEG"] });
  const imageType = texts(dataset, "ImageType").join("\\");
  if (imageType !== "DERIVED\\PRIMARY")
    findings.error("ImageType", `It is "${imageType}"; DERIVED\\PRIMARY was expected.`, source);
  requireValue(findings, dataset, "SamplesPerPixel", { source, allowed: [1] });
  requireValue(findings, dataset, "PixelRepresentation", { source, allowed: [0] });
  const photometric = type === "LABELMAP" ? ["MONOCHROME2", "PALETTE COLOR"] : ["MONOCHROME2"];
  requireValue(findings, dataset, "PhotometricInterpretation", { source, allowed: photometric });
  const found = [
    number(dataset, "BitsAllocated"),
    number(dataset, "BitsStored"),
    number(dataset, "HighBit"),
  ].join(", ");
  const formats = pixelFormats[type]?.map((format) => format.join(", ")) ?? [];
  if (formats.length > 0 && !formats.includes(found)) {
    findings.error(
      "BitsAllocated, BitsStored, HighBit",
      `They are ${found}; ${formats.join(" or ")} was expected of ${type}.`,
      "PS3.3 C.8.20.2.1",
    );
  }
  if (type === "FRACTIONAL") {
    requireValue(findings, dataset, "SegmentationFractionalType", {
      source,
      allowed: ["PROBABILITY", "OCCUPANCY"],
    });
    requireValue(findings, dataset, "MaximumFractionalValue", { source });
  }
  const overlap = type === "LABELMAP" ? ["NO"] : ["YES", "NO", "UNDEFINED"];
  if (hasValue(dataset, "SegmentsOverlap"))
    requireValue(findings, dataset, "SegmentsOverlap", { source: "PS3.3 C.8.20.2.3", allowed: overlap });
  if (type !== "LABELMAP") return;
  if (!hasValue(dataset, "SegmentsOverlap"))
    findings.warning("SegmentsOverlap", "It is missing; a LABELMAP says NO.", "PS3.3 C.8.20.2.3");
  if (!hasValue(dataset, "PixelPaddingValue"))
    findings.warning(
      "PixelPaddingValue",
      "It is missing, so that readers cannot tell the background.",
      source,
    );
}

/** Ratio and method are required once the flag is set (PS3.3 C.7.6.1.1.5). */
function checkLossy(dataset: Dataset, findings: BrokenRules): void {
  requireValue(findings, dataset, "LossyImageCompression", {
    source: "PS3.3 C.8.20.2.2",
    allowed: ["00", "01"],
  });
  if (text(dataset, "LossyImageCompression") !== "01") return;
  for (const keyword of ["LossyImageCompressionRatio", "LossyImageCompressionMethod"] as const)
    if (!hasValue(dataset, keyword))
      findings.warning(
        keyword,
        "It is missing, though the source was compressed with loss.",
        "PS3.3 C.8.20.2",
      );
}

/** Checks the form of values whatever they mean, including those in sequences. */
function checkValues(dataset: Dataset, path: string, findings: BrokenRules): void {
  for (const keyword of keywordsOf(dataset)) {
    const vr = dictionary[keyword][1];
    const where = path === "" ? keyword : `${path} > ${keyword}`;
    if (vr === "SQ") {
      for (const item of dataset[keyword] as readonly Dataset[]) checkValues(item, where, findings);
      continue;
    }
    if (vr === "DS" || vr === "IS") {
      if (numbers(dataset, keyword).length !== dataset[keyword]!.length)
        findings.error(where, "It holds something that is not a number.", "PS3.5 6.2");
      continue;
    }
    for (const value of texts(dataset, keyword)) {
      const limit = longestText[vr];
      if (limit !== undefined && value.length > limit)
        findings.error(where, `"${value}" is longer than the ${limit} characters of ${vr}.`, "PS3.5 6.2");
      if (vr === "UI" && value !== "" && !/^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(value))
        findings.error(where, `"${value}" is not a unique identifier.`, "PS3.5 9.1");
      if (vr === "CS" && !/^[A-Z0-9 _]*$/.test(value))
        findings.error(
          where,
          `"${value}" has characters other than A to Z, 0 to 9, space and _.`,
          "PS3.5 6.2",
        );
    }
  }
}

function allText(dataset: Dataset): string {
  return keywordsOf(dataset)
    .map((keyword) =>
      dictionary[keyword][1] === "SQ"
        ? (dataset[keyword] as readonly Dataset[]).map(allText).join("")
        : texts(dataset, keyword).join(""),
    )
    .join("");
}
