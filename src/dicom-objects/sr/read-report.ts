import { type Dataset, items, numbers, parseDataset, text } from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import type { Point } from "../../geometry/index.ts";
import { reportSopClassUID } from "../common/uid.ts";
import type { RecordedAxes, RecordedLine } from "../seg/review-record.ts";
import { byHand, longAxis, measurementMethod, shortAxis } from "./measurement-group.ts";

/** The properties of a report's measurement group that this program uses. */
export interface ReportedGroup {
  readonly trackingId: string | undefined;
  readonly trackingUID: string | undefined;
  /** In the segmentation that the report references. */
  readonly segmentNumber: number | undefined;
  /** The axes that a person drew; undefined if there are only automatic ones, or none. */
  readonly measured: RecordedAxes | undefined;
}

/** A measurement report, read back. */
export interface ReadReport {
  /** The frame of reference of the drawn lines; undefined if there are none. */
  readonly frameOfReferenceUID: string | undefined;
  readonly groups: readonly ReportedGroup[];
}

/**
 * Reads manual measurements from a TID 1500 report (PS3.16): long and short axes whose method is "Manual", with the lines
 * (SCOORD3D) that were
 * drawn.
 * @throws AutosegError `unreadable-dicom`, and `invalid-segmentation` for an object that is not such a report.
 */
export function readMeasurementReport(bytes: Uint8Array, fileName = "the report"): ReadReport {
  const { dataset } = parseDataset(bytes);
  const template = items(dataset, "ContentTemplateSequence")[0];
  if (
    text(dataset, "SOPClassUID") !== reportSopClassUID ||
    (template && text(template, "TemplateIdentifier")) !== "1500"
  )
    throw new AutosegError(
      "invalid-segmentation",
      `${fileName} is not a measurement report (Comprehensive 3D SR of template TID 1500). Open one that this program has exported.`,
      { fileName },
    );
  const groups = groupsIn(dataset);
  return {
    frameOfReferenceUID: groups.map(({ frame }) => frame).find((frame) => frame !== undefined),
    groups: groups.map(({ group }) => group),
  };
}

interface FoundGroup {
  readonly group: ReportedGroup;
  readonly frame: string | undefined;
}

function groupsIn(item: Dataset): FoundGroup[] {
  return items(item, "ContentSequence").flatMap((child) =>
    nameOf(child) === "125007" ? [toGroup(child)] : groupsIn(child),
  );
}

function toGroup(group: Dataset): FoundGroup {
  const content = items(group, "ContentSequence");
  const named = (code: string): Dataset | undefined => content.find((item) => nameOf(item) === code);
  const textOf = (code: string, keyword: "TextValue" | "UID") => {
    const item = named(code);
    return item && text(item, keyword);
  };
  const segment = named("121191");
  const reference = segment && items(segment, "ReferencedSOPSequence")[0];
  const lines = content.flatMap(toManualLine);
  const long = lines.find(({ name }) => name === longAxis.codeValue);
  const short = lines.find(({ name }) => name === shortAxis.codeValue);
  return {
    frame: long?.frame,
    group: {
      trackingId: textOf("112039", "TextValue"),
      trackingUID: textOf("112040", "UID"),
      segmentNumber: reference && numbers(reference, "ReferencedSegmentNumber")[0],
      measured: long && {
        long: long.line,
        longMm: long.mm,
        ...(short && { short: short.line, shortMm: short.mm }),
      },
    },
  };
}

/** A length that was measured manually, with its line; undefined for any other item. */
function toManualLine(item: Dataset) {
  const content = items(item, "ContentSequence");
  const method = content.find((one) => nameOf(one) === measurementMethod.codeValue);
  const isManual = method && codeIn(method, "ConceptCodeSequence") === byHand.codeValue;
  const drawn = content.find((one) => text(one, "ValueType") === "SCOORD3D");
  const value = items(item, "MeasuredValueSequence")[0];
  const mm = value && numbers(value, "NumericValue")[0];
  const unit = value && codeIn(value, "MeasurementUnitsCodeSequence");
  const places = drawn ? numbers(drawn, "GraphicData") : [];
  const name = nameOf(item);
  if (!isManual || mm === undefined || unit !== "mm" || name === undefined || places.length !== 6) return [];
  const line: RecordedLine = [toPoint(places, 0), toPoint(places, 3)];
  return [{ name, mm, line, frame: text(drawn!, "ReferencedFrameOfReferenceUID") }];
}

function toPoint(places: readonly number[], first: number): Point<"lps"> {
  return [places[first]!, places[first + 1]!, places[first + 2]!];
}

function nameOf(item: Dataset): string | undefined {
  return codeIn(item, "ConceptNameCodeSequence");
}

function codeIn(
  item: Dataset,
  keyword: "ConceptNameCodeSequence" | "ConceptCodeSequence" | "MeasurementUnitsCodeSequence",
): string | undefined {
  const code = items(item, keyword)[0];
  return code && text(code, "CodeValue");
}
