import { describe, expect, test } from "vitest";
import { items, parseDataset, text, writePart10 } from "../../../src/dicom/index.ts";
import { readDicomSeg, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { type FileFormId, fileForms } from "../../../src/export/index.ts";
import type { LabelMap16 } from "../../../src/volume/index.ts";
import { axialGrid, letterF, liver, sourceOn } from "./phantom.ts";

const label = "A lesion in segment VII of the liver that was found in the portal venous phase only";
const shortened = "A lesion in segment VII of the liver that was found in the po...";
const source = sourceOn(axialGrid);
const forms = Object.keys(fileForms) as FileFormId[];

/** A segmentation whose only segment has the long label, as a program that does not count characters writes it. */
async function openForeign() {
  const { dataset, pixelData } = parseDataset(writeDicomSeg(letterF(axialGrid, [liver]), { source }));
  const [segment] = items(dataset, "SegmentSequence");
  const bytes = writePart10({
    ...dataset,
    PixelData: pixelData?.kind === "native" ? pixelData.bytes : new Uint8Array(),
    SegmentSequence: [{ ...segment, SegmentLabel: [label] }],
  });
  return readDicomSeg(bytes, { source });
}

const write = (id: FileFormId, labelMaps: readonly LabelMap16[]) => [
  ...fileForms[id].write({ labelMaps, source }, "out"),
];

describe("a file with a label that is too long", () => {
  test("is opened; the label is shortened, its whole is in the description, and a note says so", async () => {
    const { labelMaps, notes } = await openForeign();
    expect(labelMaps[0]!.segments).toEqual([{ ...liver, label: shortened, description: label }]);
    expect(notes).toEqual([
      expect.stringContaining(`a label of ${label.length} characters; DICOM allows 64`),
    ]);
  });

  test.each(forms)("can be written as %s", async (id) => {
    const { labelMaps } = await openForeign();
    expect(write(id, labelMaps).length).toBeGreaterThan(0);
  });

  test("can be written as DICOM-SEG, and as RTSTRUCT with the whole label", async () => {
    const { labelMaps } = await openForeign();
    const seg = parseDataset(writeDicomSeg(labelMaps, { source })).dataset;
    const [segment] = items(seg, "SegmentSequence");
    expect(text(segment!, "SegmentLabel")).toBe(shortened);
    expect(text(segment!, "SegmentDescription")).toBe(label);
    const [file] = write("rtstruct", labelMaps);
    const [roi] = items(parseDataset(file!.bytes).dataset, "StructureSetROISequence");
    expect(text(roi!, "ROIName")).toBe(shortened);
    expect(text(roi!, "ROIDescription")).toBe(label);
  });
});

describe("a label that is too long and was checked nowhere", () => {
  const drawn = letterF(axialGrid, [liver]);
  const unchecked = [{ ...drawn, segments: [{ ...liver, label }] }];
  const refused = expect.objectContaining({
    code: "invalid-segment",
    message: expect.stringContaining(
      `has a label of ${label.length} characters; DICOM allows 64. Shorten it.`,
    ),
  });

  test.each(forms.filter((id) => id !== "stl"))("is refused by %s", (id) => {
    expect(() => write(id, unchecked)).toThrow(refused);
  });

  test("is refused by DICOM-SEG in the same words", () => {
    expect(() => writeDicomSeg(unchecked, { source })).toThrow(refused);
  });
});

test("a label of 64 characters is written everywhere", () => {
  const labelMaps = [letterF(axialGrid, [{ ...liver, label: label.slice(0, 64) }])];
  for (const id of forms) expect(write(id, labelMaps).length).toBeGreaterThan(0);
  const [file] = write("rtstruct", labelMaps);
  const [roi] = items(parseDataset(file!.bytes).dataset, "StructureSetROISequence");
  expect(text(roi!, "ROIName")).toBe(label.slice(0, 64));
  expect(text(roi!, "ROIDescription")).toBeUndefined();
});
