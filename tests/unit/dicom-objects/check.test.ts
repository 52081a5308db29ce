import { describe, expect, test } from "vitest";
import { type Dataset, items, parseDataset, writePart10 } from "../../../src/dicom/index.ts";
import {
  checkDicomSeg,
  describeBrokenRule,
  writeDicomSeg,
  writeFractionalSeg,
} from "../../../src/dicom-objects/index.ts";
import { axialGrid, letterF, liver, sourceOn, tumour } from "./phantom.ts";

const source = sourceOn(axialGrid);
const labelMap = letterF(axialGrid, [liver, { ...tumour, segmentNumber: 2 }]);
const fractions = Uint8Array.from(source.volume.voxels, (_, index) => index % 256);

function partsOf(bytes: Uint8Array): Dataset {
  const { dataset, pixelData } = parseDataset(bytes);
  return { ...dataset, PixelData: pixelData?.kind === "native" ? pixelData.bytes : new Uint8Array() };
}

const binary = partsOf(writeDicomSeg(labelMap, { source }));
const labels = partsOf(writeDicomSeg(labelMap, { source, type: "LABELMAP" }));
const fractional = partsOf(
  writeFractionalSeg([{ segment: liver, fractions }], axialGrid, { source, fractionalType: "OCCUPANCY" }),
);

const frames = items(binary, "PerFrameFunctionalGroupsSequence");
const segments = items(binary, "SegmentSequence");
const shared = items(binary, "SharedFunctionalGroupsSequence")[0]!;

const check = (dataset: Dataset) => checkDicomSeg(writePart10(dataset), { source }).map(describeBrokenRule);

function without(dataset: Dataset, ...keywords: (keyof Dataset)[]): Dataset {
  const rest = { ...dataset };
  for (const keyword of keywords) delete (rest as Record<string, unknown>)[keyword];
  return rest;
}

describe("the checker", () => {
  test.each([
    { name: "BINARY", dataset: binary },
    { name: "LABELMAP", dataset: labels },
    { name: "FRACTIONAL", dataset: fractional },
  ])("finds nothing in our own objects: $name", ({ dataset }) => {
    expect(check(dataset)).toEqual([]);
  });

  test.each<{ name: string; dataset: Dataset; words: RegExp }>([
    {
      name: "an attribute that is missing",
      dataset: without(binary, "SeriesNumber"),
      words: /^error: SeriesNumber: It is missing, and needs a value\. \(PS3\.3 C\.8\.20\.1\)$/,
    },
    {
      name: "a name that is not even empty",
      dataset: without(binary, "PatientName"),
      words: /^error: PatientName: It is missing; empty would do/,
    },
    {
      name: "the wrong modality",
      dataset: { ...binary, Modality: ["CT"] },
      words: /^error: Modality: It is "CT"; SEG was expected/,
    },
    {
      name: "text without a character set",
      dataset: without(binary, "SpecificCharacterSet"),
      words: /^error: SpecificCharacterSet: It is missing, but there is text beyond ASCII/,
    },
    {
      name: "numbers with a gap",
      dataset: { ...binary, SegmentSequence: [segments[0]!, { ...segments[1]!, SegmentNumber: [3] }] },
      words: /^error: segment 3: Its number should be 2/,
    },
    {
      name: "frames of a segment that is not there",
      dataset: { ...binary, SegmentSequence: [segments[0]!] },
      words: /^error: frame 7 and 1 more: It is of segment 2, which is not described/,
    },
    {
      name: "a code without meaning",
      dataset: {
        ...binary,
        SegmentSequence: [
          {
            ...segments[0]!,
            SegmentedPropertyTypeCodeSequence: [{ CodeValue: ["1"], CodingSchemeDesignator: ["SCT"] }],
          },
          segments[1]!,
        ],
      },
      words: /^error: segment 1: SegmentedPropertyTypeCodeSequence has no code meaning/,
    },
    {
      name: "a code of a retired scheme",
      dataset: {
        ...binary,
        SegmentSequence: [
          {
            ...segments[0]!,
            SegmentedPropertyTypeCodeSequence: [
              { CodeValue: ["T-62000"], CodingSchemeDesignator: ["SRT"], CodeMeaning: ["Liver"] },
            ],
          },
          segments[1]!,
        ],
      },
      words: /^warning: segment 1: SegmentedPropertyTypeCodeSequence has a code of a retired scheme/,
    },
    {
      name: "a wrong number of frames",
      dataset: { ...binary, NumberOfFrames: [9] },
      words: /^error: NumberOfFrames: It is 9, but 8 frames are described/,
    },
    {
      name: "a group that is shared and not",
      dataset: {
        ...binary,
        SharedFunctionalGroupsSequence: [
          { ...shared, PlanePositionSequence: frames[0]!.PlanePositionSequence! },
        ],
      },
      words: /^error: frame 1 and 7 more: PlanePositionSequence is in the shared groups as well/,
    },
    {
      name: "frames without references",
      dataset: {
        ...binary,
        PerFrameFunctionalGroupsSequence: frames.map((frame) => without(frame, "DerivationImageSequence")),
      },
      words: /^warning: frame 1 and 7 more: It refers to no image that it was drawn on/,
    },
    {
      name: "frames that are indexed alike",
      dataset: {
        ...binary,
        PerFrameFunctionalGroupsSequence: frames.map((frame) => ({
          ...frame,
          FrameContentSequence: [{ DimensionIndexValues: [1, 1] }],
        })),
      },
      words: /^error: frame 2 and 6 more: Another frame has the same dimension indices/,
    },
    {
      name: "images that are not listed",
      dataset: without(binary, "ReferencedSeriesSequence"),
      words: /^error: frame 1 and 7 more: It refers to an image that ReferencedSeriesSequence does not list/,
    },
    {
      name: "frames that start with new bytes",
      dataset: { ...binary, NumberOfFrames: [8], PixelData: new Uint8Array(8 * 18 + 2) },
      words: /^error: PixelData: It has 146 bytes; 144 were expected/,
    },
    {
      name: "a LABELMAP without background",
      dataset: { ...labels, SegmentSequence: segments },
      words: /^error: PixelData: It holds the background, 0, which no segment describes/,
    },
    {
      name: "a LABELMAP without padding value",
      dataset: without(labels, "PixelPaddingValue"),
      words: /^warning: PixelPaddingValue: It is missing/,
    },
    {
      name: "fractions above their maximum",
      dataset: { ...fractional, MaximumFractionalValue: [100] },
      words: /^error: PixelData: It holds 255, above MaximumFractionalValue/,
    },
    {
      name: "another patient",
      dataset: { ...binary, PatientID: ["other"] },
      words: /^error: PatientID: It is "other", but "P-17" in the source/,
    },
    {
      name: "another frame of reference",
      dataset: { ...binary, FrameOfReferenceUID: ["2.25.1"] },
      words: /^error: FrameOfReferenceUID: It is not the source's/,
    },
    {
      name: "a UID that is none",
      dataset: { ...binary, SeriesInstanceUID: ["1.02"] },
      words: /^error: SeriesInstanceUID: "1\.02" is not a unique identifier/,
    },
    {
      name: "a frame away from its image",
      dataset: {
        ...binary,
        PerFrameFunctionalGroupsSequence: frames.map((frame, index) =>
          index > 0 ? frame : { ...frame, PlanePositionSequence: frames[1]!.PlanePositionSequence! },
        ),
      },
      words: /^warning: frame 1: It does not start where the image starts/,
    },
  ])("finds $name", ({ dataset, words }) => {
    const found = check(dataset);
    expect(found.filter((line) => words.test(line))).toHaveLength(1);
    expect(found.length).toBeLessThanOrEqual(2);
  });

  test("refuses what is no segmentation", () => {
    const image = without({ ...binary, Modality: ["CT"] }, "SegmentSequence");
    expect(() => checkDicomSeg(writePart10(image))).toThrow(
      expect.objectContaining({ code: "invalid-segmentation" }),
    );
  });
});
