import { describe, expect, test } from "vitest";
import { type Dataset, items, parseDataset, writePart10 } from "../../../src/dicom/index.ts";
import { readDicomSeg, readDicomSegExactly, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import type { AutosegErrorCode } from "../../../src/errors.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { axialGrid, letterF, liver, sourceOn, tumour } from "./phantom.ts";

const source = sourceOn(axialGrid);
const good = writeDicomSeg(letterF(axialGrid), { source });
const { dataset, pixelData } = parseDataset(good);
const pixels = pixelData?.kind === "native" ? pixelData.bytes : new Uint8Array();

/** The good object with some attributes changed. */
function changed(changes: Dataset): Uint8Array {
  return writePart10({ ...dataset, PixelData: pixels, ...changes });
}

const frames = items(dataset, "PerFrameFunctionalGroupsSequence");
const segments = items(dataset, "SegmentSequence");

describe("reading refuses, in one sentence and a hint,", () => {
  test.each<{ name: string; bytes: Uint8Array; code: AutosegErrorCode; words: RegExp }>([
    {
      name: "another study",
      bytes: changed({ StudyInstanceUID: ["2.25.1"] }),
      code: "foreign-segmentation",
      words: /other images: it was made for the study 2\.25\.1/,
    },
    {
      name: "another frame of reference",
      bytes: changed({ FrameOfReferenceUID: ["2.25.2"] }),
      code: "foreign-segmentation",
      words: /frame of reference is 2\.25\.2/,
    },
    {
      name: "a broken frame count",
      bytes: changed({ NumberOfFrames: [frames.length + 1] }),
      code: "invalid-segmentation",
      words: /states 9 frames but describes 8/,
    },
    {
      name: "too few pixels",
      bytes: changed({ PixelData: pixels.subarray(0, 100) }),
      code: "invalid-segmentation",
      words: /is truncated: its 8 frames need 143 bytes of pixels, but there are 100/,
    },
    {
      name: "a file cut off",
      bytes: good.subarray(0, good.length - 40),
      code: "unreadable-dicom",
      words: /truncated/,
    },
    {
      name: "two segments of one number",
      bytes: changed({ SegmentSequence: [...segments, segments[0]!] }),
      code: "invalid-segmentation",
      words: /two segments with the number 1/,
    },
    {
      name: "a segment that is not described",
      bytes: changed({ SegmentSequence: [segments[0]!] }),
      code: "invalid-segmentation",
      words: /frame 7 refers to segment 7, which is not described/,
    },
    {
      name: "the same frame twice",
      bytes: changed({ PerFrameFunctionalGroupsSequence: [frames[0]!, ...frames.slice(0, -1)] }),
      code: "invalid-segmentation",
      words: /frames 1 and 2 show the same segment at the same position/,
    },
    {
      name: "an image",
      bytes: changed({ SOPClassUID: ["1.2.840.10008.5.1.4.1.1.2"], Modality: ["CT"] }),
      code: "invalid-segmentation",
      words: /not a DICOM segmentation but an object of modality CT/,
    },
    {
      name: "text",
      bytes: new TextEncoder().encode("no DICOM at all, but a text of some length"),
      code: "unreadable-dicom",
      words: /is text/,
    },
  ])("$name", ({ bytes, code, words }) => {
    const read = () => readDicomSegExactly(bytes, { source, fileName: "seg.dcm" });
    expect(read).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) }));
    expect(read).toThrow(/^"seg\.dcm" .+[.]$/);
  });

  test("frames that have nothing in common with the series", async () => {
    const elsewhere = createGrid({ ...axialGrid, originLps: [101, -87.5, 312.75] });
    const bytes = writeDicomSeg(letterF(elsewhere), { source: sourceOn(elsewhere) });
    await expect(readDicomSeg(bytes, { source })).rejects.toThrow(
      expect.objectContaining({ code: "foreign-segmentation" }),
    );
  });
});

describe("writing refuses", () => {
  const cases = [
    {
      name: "another grid",
      write: () => {
        const grid = createGrid({ ...axialGrid, spacingMm: [0.7, 0.9, 2.4] });
        return writeDicomSeg(letterF(grid), { source });
      },
      words: /corners lie 0\.60 mm apart/,
    },
    {
      name: "another size",
      write: () => {
        const grid = createGrid({ ...axialGrid, size: [13, 11, 6] });
        return writeDicomSeg(letterF(grid), { source });
      },
      words: /has 13 x 11 x 6 voxels, the series 13 x 11 x 7/,
    },
    {
      name: "a label without a segment",
      write: () => {
        const labelMap = letterF(axialGrid, [liver]);
        labelMap.voxels[5] = 9;
        return writeDicomSeg(labelMap, { source });
      },
      words: /Slice 0 holds the label 9/,
    },
    {
      name: "no segments",
      write: () => writeDicomSeg(createLabelMap({ grid: axialGrid, segments: [] }), { source }),
      words: /has no segments/,
    },
    {
      name: "an automatic segment without an algorithm",
      write: () => {
        const { algorithmName, ...nameless } = liver;
        return writeDicomSeg(letterF(axialGrid, [nameless]), { source });
      },
      words: /names no algorithm/,
    },
    {
      name: "half a tracking identity",
      write: () => {
        const { trackingUID, ...half } = tumour;
        return writeDicomSeg(letterF(axialGrid, [half]), { source });
      },
      words: /only one of trackingId and trackingUID/,
    },
    {
      name: "a content label in small letters",
      write: () => writeDicomSeg(letterF(axialGrid), { source, contentLabel: "liver" }),
      words: /content label "liver"/,
    },
  ];
  test.each(cases)("$name", ({ write, words }) => {
    expect(write).toThrow(
      expect.objectContaining({
        code: "segmentation-not-writable",
        message: expect.stringMatching(words),
      }),
    );
  });
});
