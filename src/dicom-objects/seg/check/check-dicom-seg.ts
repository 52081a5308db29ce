import { type ParsedDicom, parseDataset, type SourceSeries, text } from "../../../dicom/index.ts";
import { AutosegError } from "../../../errors.ts";
import { checkAgainstSource } from "./against-source.ts";
import { checkAttributes } from "./attributes.ts";
import { type BrokenRule, type BrokenRules, createBrokenRules } from "./broken-rules.ts";
import { checkFrames } from "./frames.ts";
import { checkPixels } from "./pixels.ts";
import { checkSegments } from "./segments.ts";

export interface CheckDicomSegOptions {
  /** The series that was segmented, to compare the object with. */
  readonly source?: SourceSeries;
  /** The file's name as the user knows it, for messages. */
  readonly fileName?: string;
}

/**
 * Checks a segmentation object against the rules of its IOD (PS3.3 A.51: modules, functional groups, segments, pixels) and,
 * if given, against its source. A rule that many segments or frames break is reported once. An object without findings may
 * still be invalid: only attributes that this project knows are examined.
 * @returns errors and warnings; empty for an object that breaks no rule.
 * @throws AutosegError `unreadable-dicom` for bytes that are not a complete DICOM file, `invalid-segmentation` for another
 * kind of object.
 */
export function checkDicomSeg(bytes: Uint8Array, options: CheckDicomSegOptions = {}): BrokenRule[] {
  const parsed = parseDataset(bytes, options.fileName === undefined ? {} : { fileName: options.fileName });
  return check(parsed, options.source, (findings) => checkPixels(parsed, findings));
}

/** {@link checkDicomSeg} for a file without its pixels. */
export function checkHeader(bytes: Uint8Array, { source }: CheckDicomSegOptions = {}): BrokenRule[] {
  return check(parseDataset(bytes), source, () => undefined);
}

function check(
  { dataset, fileName }: ParsedDicom,
  source: SourceSeries | undefined,
  checkItsPixels: (findings: BrokenRules) => void,
): BrokenRule[] {
  if (text(dataset, "Modality") !== "SEG" && !("SegmentSequence" in dataset)) {
    throw new AutosegError(
      "invalid-segmentation",
      `"${fileName}" is not a DICOM segmentation. Choose a DICOM-SEG file.`,
      { fileName },
    );
  }
  const findings = createBrokenRules();
  checkAttributes(dataset, findings);
  checkSegments(dataset, findings);
  checkFrames(dataset, findings);
  checkItsPixels(findings);
  if (source) checkAgainstSource(dataset, source, findings);
  return findings.toList();
}

/** A finding as a line: "error: frame 3: PlanePositionSequence is missing. (PS3.3 C.7.6.16.2.3)". */
export function describeBrokenRule({ severity, where, message, source }: BrokenRule): string {
  return `${severity}: ${where}: ${message} (${source})`;
}
