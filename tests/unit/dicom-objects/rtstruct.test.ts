import { describe, expect, test } from "vitest";
import {
  type Dataset,
  items,
  numbers,
  parseDataset,
  readSeries,
  sliceExtentsMm,
  text,
} from "../../../src/dicom/index.ts";
import { readDicomSeg, writeDicomSeg, writeRtStruct } from "../../../src/dicom-objects/index.ts";
import { measureSegments } from "../../../src/regions/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { makeSlices, toDicomFile } from "../dicom/make-series.ts";
import { liver } from "./phantom.ts";

const depths = [0, 2, 4, 6, 11, 16, 21];

/** Unevenly spaced images, shifted along their columns by `drift` mm a millimetre of depth: a tilted gantry. */
async function readUneven(drift: number) {
  const slices = makeSlices({
    columns: 9,
    rows: 8,
    slices: depths.length,
    change: (k) => ({ ImagePositionPatient: [-10, 20 + drift * depths[k]!, -300 + depths[k]!] }),
  });
  return readSeries(slices.map((slice, k) => toDicomFile(`${k}.dcm`, slice)));
}

function contoursOf(bytes: Uint8Array): readonly Dataset[] {
  return items(items(parseDataset(bytes).dataset, "ROIContourSequence")[0]!, "ContourSequence");
}

describe("contours of unevenly spaced images", () => {
  test.each([
    ["upright", 0],
    ["tilted", 0.31],
  ])("lie in the planes of the images, and refer to them: %s", async (_, drift) => {
    const source = await readUneven(drift);
    const { grid } = source.volume;
    const drawn = createLabelMap({ grid, segments: [liver] });
    for (const index of [1, 2, 3, 4, 5])
      drawn.voxels.fill(1, ...row(grid.size, Math.round(source.slicePlaces![index]!)));
    // Brought to the series as any object is: slices between images show the nearest of them.
    const bytes = writeDicomSeg(drawn, { source });
    const { labelMaps } = await readDicomSeg(bytes, { source });
    const contours = contoursOf(writeRtStruct(labelMaps, { source }));
    expect(
      contours.map((contour) => numbers(contour, "ContourData").filter((_, at) => at % 3 === 2)),
    ).toEqual([2, 4, 6, 11, 16].map((depth) => Array(4).fill(-300 + depth)));
    expect(
      contours.map((contour) => text(items(contour, "ContourImageSequence")[0]!, "ReferencedSOPInstanceUID")),
    ).toEqual([1, 2, 3, 4, 5].map((index) => `1.2.3.4.${index + 1}`));
  });

  test("the volume is that of the images, each half as thick as the gaps beside it", async () => {
    const source = await readUneven(0);
    const { grid } = source.volume;
    const drawn = createLabelMap({ grid, segments: [liver] });
    for (const index of [3, 4])
      drawn.voxels.fill(1, ...row(grid.size, Math.round(source.slicePlaces![index]!)));
    const { parts } = await readDicomSeg(writeDicomSeg(drawn, { source }), { source });
    // Images at 6 and 11 mm, between those at 4 and 16: 3.5 and 5 mm of four pixels.
    const expected = (4 * 0.5 * 0.7 * (3.5 + 5)) / 1000;
    const [roi] = items(parseDataset(writeRtStruct(parts, { source })).dataset, "StructureSetROISequence");
    expect(numbers(roi!, "ROIVolume")[0]).toBeCloseTo(expected, 6);
    const [measured] = measureSegments(parts, source.volume, sliceExtentsMm(source));
    expect(measured!.volumeMl).toBeCloseTo(expected, 6);
  });

  test("a segment between images alone is refused, and not lost", async () => {
    const source = await readUneven(0);
    const shown = new Set(source.slicePlaces!.map(Math.round));
    const { grid } = source.volume;
    const between = Array.from({ length: grid.size[2] }, (_, k) => k).find((k) => !shown.has(k))!;
    const labelMap = createLabelMap({ grid, segments: [liver] });
    labelMap.voxels.fill(1, ...row(grid.size, between));
    for (const write of [
      () => writeRtStruct([labelMap], { source }),
      () => writeDicomSeg(labelMap, { source }),
    ])
      expect(write).toThrow(
        expect.objectContaining({
          code: "segmentation-not-writable",
          message: expect.stringMatching(/^"Liver" lies only on slices between the images/),
        }),
      );
  });
});

test("contours of a part of the grid lie where those of the whole lie", async () => {
  const source = await readUneven(0);
  const { grid } = source.volume;
  const lesion = { ...liver, segmentNumber: 2, label: "Lesion" };
  const [organs, lesions] = [liver, lesion].map((segment) => createLabelMap({ grid, segments: [segment] }));
  const [start, end] = row(grid.size, 0);
  organs!.voxels.fill(1, start, end);
  lesions!.voxels.fill(2, start + 1, start + 3);
  const { parts, labelMaps } = await readDicomSeg(writeDicomSeg([organs!, lesions!], { source }), { source });
  expect(parts[1]!.voxels).toEqual(Uint8Array.of(2, 2));
  const options = { source, deterministic: true };
  expect(writeRtStruct(parts, options)).toEqual(writeRtStruct(labelMaps, options));
});

/** Four voxels of the third row of a slice. */
function row([columns, rows]: readonly [number, number, number], k: number): [number, number] {
  const start = 2 + columns * (2 + rows * k);
  return [start, start + 4];
}
