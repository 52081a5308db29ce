import {
  type Dataset,
  imagePosition,
  items,
  type Keyword,
  numbers,
  type SourceInstance,
  type SourceSeries,
  text,
} from "../../../dicom/index.ts";
import { cutToVr } from "../../common/source-attributes.ts";
import type { BrokenRules } from "./broken-rules.ts";

/** Attributes of patient and study, which must be equal in all objects of a study (PS3.3 A.1.2.2, C.7.2.1). */
const shared = [
  "PatientName",
  "PatientID",
  "PatientBirthDate",
  "PatientSex",
  "StudyDate",
  "StudyTime",
  "StudyID",
  "AccessionNumber",
] as const satisfies readonly Keyword[];

/** Tolerance of a frame's position relative to the image it references, in mm. */
const toleranceMm = 0.01;

/** Checks an object against the series it was made from: patient, study, frame of reference, images and positions. */
export function checkAgainstSource(dataset: Dataset, source: SourceSeries, findings: BrokenRules): void {
  const { header } = source;
  // Removed attributes do not contradict the source.
  const isAnonymous = text(dataset, "PatientIdentityRemoved") === "YES";
  for (const keyword of shared) {
    const own = text(dataset, keyword) ?? "";
    if (own.trim() === "" && isAnonymous) continue;
    const [sources = ""] = cutToVr(keyword, [text(header, keyword) ?? ""]) as readonly string[];
    if (own.trim() !== sources.trim())
      findings.error(keyword, `It is "${own}", but "${sources}" in the source.`, "PS3.3 A.1.2");
  }
  // A source stripped of its UID has nothing to compare with.
  if (source.studyInstanceUID !== "" && text(dataset, "StudyInstanceUID") !== source.studyInstanceUID)
    findings.error("StudyInstanceUID", "It is of another study than the source.", "PS3.3 C.7.2.1");
  if (
    !source.frameOfReferenceIsDerived &&
    text(dataset, "FrameOfReferenceUID") !== source.frameOfReferenceUID
  )
    findings.error("FrameOfReferenceUID", "It is not the source's.", "PS3.3 C.7.4.1");
  if (text(header, "LossyImageCompression") === "01" && text(dataset, "LossyImageCompression") !== "01")
    findings.error(
      "LossyImageCompression",
      "The source was compressed with loss: 01 was expected.",
      "PS3.3 C.8.20.2.2",
    );
  checkReferences(dataset, source, findings);
}

function checkReferences(dataset: Dataset, source: SourceSeries, findings: BrokenRules): void {
  const byImage = new Map<string, SourceInstance>();
  /** Where frames may be: at the image's slice or, for a tilted gantry, at the image as acquired. */
  const starts = new Map<SourceInstance, readonly (readonly number[])[]>();
  source.instances.forEach((instance, index) => {
    byImage.set(instance.sopInstanceUID, instance);
    byImage.set(`${instance.sopInstanceUID} ${instance.frameNumber ?? 1}`, instance);
    starts.set(instance, [instance.imagePositionPatient, imagePosition(source, index)]);
  });
  items(dataset, "PerFrameFunctionalGroupsSequence").forEach((frame, index) => {
    const where = `frame ${index + 1}`;
    const images = items(frame, "DerivationImageSequence").flatMap((derivation) =>
      items(derivation, "SourceImageSequence"),
    );
    const position = numbers(items(frame, "PlanePositionSequence")[0] ?? {}, "ImagePositionPatient");
    for (const image of images) {
      const sopInstanceUID = text(image, "ReferencedSOPInstanceUID") ?? "";
      const frameNumbers = numbers(image, "ReferencedFrameNumber");
      const [instance, ...missing] =
        frameNumbers.length === 0
          ? [byImage.get(sopInstanceUID)]
          : frameNumbers.map((frameNumber) => byImage.get(`${sopInstanceUID} ${frameNumber}`));
      if (!instance || missing.includes(undefined)) {
        findings.error(where, "It refers to an image that is not in the source.", "PS3.3 C.7.6.16.2.6");
        continue;
      }
      if (text(image, "ReferencedSOPClassUID") !== instance.sopClassUID)
        findings.error(where, "ReferencedSOPClassUID is not the image's.", "PS3.3 C.7.6.16.2.6");
      if (images.length > 1 || position.length !== 3 || instance.frameNumber !== undefined) continue;
      const isAt = (start: readonly number[]) =>
        Math.hypot(...position.map((value, axis) => value - start[axis]!)) <= toleranceMm;
      if (!starts.get(instance)!.some(isAt))
        findings.warning(
          where,
          "It does not start where the image starts that it refers to.",
          "PS3.3 C.7.6.16.2.3",
        );
    }
  });
}
