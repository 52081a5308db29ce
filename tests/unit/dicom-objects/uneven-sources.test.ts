import { describe, expect, test } from "vitest";
import { items, numbers, parseDataset, readSeries } from "../../../src/dicom/index.ts";
import {
  readDicomSeg,
  readDicomSegExactly,
  writeDicomSeg,
  writeFractionalSeg,
} from "../../../src/dicom-objects/index.ts";
import { createLabelMap, type Segment } from "../../../src/volume/index.ts";
import { makeSlices, toDicomFile } from "../dicom/make-series.ts";

const depths = [0, 2.5, 5, 7.5, 12.5, 17.5, 22.5];

const source = await readSeries(
  makeSlices({ slices: 7, change: (k) => ({ ImagePositionPatient: [-10, 20, -300 + depths[k]!] }) }).map(
    (attributes, k) => toDicomFile(`${k}.dcm`, attributes),
  ),
);

const segment: Segment = {
  segmentNumber: 1,
  label: "Liver",
  category: { codeValue: "123037004", codingSchemeDesignator: "SCT", codeMeaning: "Anatomical Structure" },
  type: { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" },
  color: [200, 100, 50],
  algorithmType: "MANUAL",
};

const labelMap = createLabelMap({ grid: source.volume.grid, segments: [segment] });
labelMap.voxels.forEach((_, index) => {
  labelMap.voxels[index] = (index * 7) % 3 === 0 ? 1 : 0;
});

function positions(bytes: Uint8Array): (number | undefined)[] {
  return items(parseDataset(bytes).dataset, "PerFrameFunctionalGroupsSequence").map(
    (group) => numbers(items(group, "PlanePositionSequence")[0]!, "ImagePositionPatient")[2],
  );
}

describe("a segmentation of unevenly spaced images", () => {
  test.each(["BINARY", "LABELMAP"] as const)("has a frame for each, where it lies: %s", async (type) => {
    const bytes = writeDicomSeg(labelMap, { source, type });
    expect(positions(bytes)).toEqual(depths.map((depth) => -300 + depth));
    const [shared] = items(parseDataset(bytes).dataset, "SharedFunctionalGroupsSequence");
    expect(items(shared!, "PixelMeasuresSequence")[0]!.SpacingBetweenSlices).toBeUndefined();
    // What is read back is written again as it was.
    const back = await readDicomSeg(bytes, { source });
    expect(back.notes).toEqual([]);
    expect(back.labelMaps[0]!.grid).toEqual(source.volume.grid);
    const again = readDicomSegExactly(writeDicomSeg(back.labelMaps[0]!, { source, type }), { source });
    expect(again.voxels).toEqual(back.labelMaps[0]!.voxels);
    source.slicePlaces!.forEach((place) => {
      const k = Math.round(place) * 20;
      expect(again.voxels.subarray(k, k + 20)).toEqual(labelMap.voxels.subarray(k, k + 20));
    });
  });

  test("has them in fractions too", () => {
    const fractions = labelMap.voxels.map((label) => label * 255);
    const bytes = writeFractionalSeg([{ segment, fractions }], source.volume.grid, {
      source,
      fractionalType: "PROBABILITY",
    });
    expect(positions(bytes)).toEqual(depths.map((depth) => -300 + depth));
  });
});
