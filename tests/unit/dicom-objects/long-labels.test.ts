import { expect, test } from "vitest";
import { items, parseDataset, text } from "../../../src/dicom/index.ts";
import { fileForms } from "../../../src/export/index.ts";
import { axialGrid, letterF, liver, sourceOn } from "./phantom.ts";

const label = "A lesion in segment VII of the liver that was found in the portal venous phase only";

function write(id: keyof typeof fileForms, name: string) {
  const labelMaps = [letterF(axialGrid, [{ ...liver, label: name }])];
  return [...fileForms[id].write({ labelMaps, source: sourceOn(axialGrid) }, "out")];
}

test("a structure set has a long label shortened where it must be, whole beside it, and says so", () => {
  const [file] = write("rtstruct", label);
  const [roi] = items(parseDataset(file!.bytes).dataset, "StructureSetROISequence");
  expect(text(roi!, "ROIName")).toBe("A lesion in segment VII of the liver that was found in the po...");
  expect(text(roi!, "ROIDescription")).toBe(label);
  expect(file!.notes).toEqual([
    expect.stringMatching(/longer than the 64 characters of ROIName: it was shortened/),
  ]);
});

test("a label that fits is left alone", () => {
  const [file] = write("rtstruct", label.slice(0, 64));
  const [roi] = items(parseDataset(file!.bytes).dataset, "StructureSetROISequence");
  expect(text(roi!, "ROIName")).toBe(label.slice(0, 64));
  expect(text(roi!, "ROIDescription")).toBeUndefined();
  expect(file!.notes).toEqual([]);
});

test.each(["nifti", "nrrd", "stl"] as const)("%s holds a long label as it is", (id) => {
  expect(write(id, label).length).toBeGreaterThan(0);
});
