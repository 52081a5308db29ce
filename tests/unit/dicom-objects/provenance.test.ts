import { describe, expect, test } from "vitest";
import { items, parseDataset, text } from "../../../src/dicom/index.ts";
import {
  checkDicomSeg,
  describeChanges,
  readDicomSeg,
  writeDicomSeg,
} from "../../../src/dicom-objects/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { axialGrid, letterF, liver, sourceOn, tumour } from "./phantom.ts";

const source = sourceOn(axialGrid, { Manufacturer: ["Scanner Makers"], SoftwareVersions: ["7"] });
const first = letterF(axialGrid, [liver, tumour]);
const moved = createLabelMap({ ...first, voxels: first.voxels.slice().fill(0, 0, 200) });

describe("an edited object that replaces another", () => {
  test("says which one and what was changed, and goes on from what that said of itself", async () => {
    const written = writeDicomSeg(first, { source, contentLabel: "LIVER", contentCreatorName: "A^B" });
    const { origin, labelMaps } = await readDicomSeg(written, { source });
    expect(origin).toMatchObject({ contentLabel: "LIVER", contentCreatorName: "A^B" });
    const change = describeChanges(labelMaps, [moved]);
    const { contributors } = origin;
    const bytes = writeDicomSeg(moved, { source, predecessor: { ...origin, change }, contributors });
    expect(checkDicomSeg(bytes, { source })).toEqual([]);

    const { dataset } = parseDataset(bytes);
    const [replaced] = items(dataset, "SourceImageSequence");
    expect(text(replaced!, "ReferencedSOPInstanceUID")).toBe(origin.sopInstanceUID);
    expect(text(dataset, "DerivationDescription")).toBe(change);
    const equipment = items(dataset, "ContributingEquipmentSequence").map((item) => [
      text(items(item, "PurposeOfReferenceCodeSequence")[0]!, "CodeMeaning"),
      text(item, "ContributionDescription") ?? text(item, "Manufacturer"),
    ]);
    expect(equipment).toEqual([
      ["Acquisition Equipment", "Scanner Makers"],
      ["Processing Equipment", "Segmented by ct-liver-tumour 1.0.0."],
      ["Modifying Equipment", change],
    ]);
  });
});

test("a model's weights are told from others of its name by what its segments carry", async () => {
  const algorithmParameters = `weights SHA-256 ${"0f".repeat(32)}`;
  const labelMap = { ...first, segments: [{ ...liver, algorithmParameters }, tumour] };
  const bytes = writeDicomSeg(labelMap, { source });
  const [item] = items(parseDataset(bytes).dataset, "ContributingEquipmentSequence").slice(1);
  expect(text(item!, "ContributionDescription")).toBe(
    `Segmented by ct-liver-tumour 1.0.0 (${algorithmParameters}).`,
  );
  const { labelMaps } = await readDicomSeg(bytes, { source });
  expect(labelMaps[0]!.segments[0]!.algorithmParameters).toBe(algorithmParameters);
});

describe("changes in words", () => {
  const renamed = { ...first, segments: [{ ...liver, label: "Hepar" }, tumour] };
  test.each([
    { name: "none", after: first, words: "Nothing." },
    { name: "a name", after: renamed, words: "Liver: renamed to Hepar." },
    {
      name: "a segment less",
      after: { ...first, segments: [liver] },
      words: "Tumour, left lobe – Größe: removed.",
    },
    {
      name: "a segment more",
      after: { ...first, segments: [liver, tumour, { ...liver, segmentNumber: 9 }] },
      words: "Liver: new.",
    },
  ])("$name", ({ after, words }) => {
    expect(describeChanges([first], [after])).toBe(words);
  });

  test("voxels", () => {
    const voxels = first.voxels.slice();
    voxels[voxels.indexOf(1)] = 0;
    voxels[voxels.lastIndexOf(0)] = 1;
    voxels[voxels.lastIndexOf(0)] = 1;
    expect(describeChanges([first], [{ ...first, voxels }])).toBe("Liver: 2 voxels added, 1 voxels removed.");
  });
});
