import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSeries, type SourceFile } from "../../../src/dicom/index.ts";
import { ijkToLps, lpsToIjk, type Point } from "../../../src/geometry/index.ts";
import { concat, encodeDataset, encodeElement, encodeFile, toFile } from "./make-dicom.ts";
import { ctImageStorage, madeValue, makeSeries, makeSlices, toDicomFile } from "./make-series.ts";

const text = (name: string, content: string): SourceFile => toFile(name, new TextEncoder().encode(content));

async function failure(
  files: readonly SourceFile[],
  options = {},
): Promise<{ code: string; message: string }> {
  return readSeries(files, options).then(
    () => ({ code: "none", message: "" }),
    (error) => ({ code: error.code ?? error.name, message: error.message }),
  );
}

describe("a regular series", () => {
  test("gives the grid, the voxels in HU and the instances in the order of positions", async () => {
    const series = await readSeries(makeSeries().reverse());
    expect(series.volume.grid.size).toEqual([5, 4, 6]);
    // PixelSpacing 0.7\0.5 is between rows, then between columns.
    expect(series.volume.grid.spacingMm).toEqual([0.5, 0.7, 2.5]);
    expect(series.volume.grid.originLps).toEqual([-10, 20, -300]);
    expect(series.volume.unit).toBe("HU");
    expect(series.volume.voxels).toBeInstanceOf(Int16Array);
    for (const [i, j, k] of [
      [0, 0, 0],
      [4, 0, 0],
      [0, 3, 0],
      [1, 2, 5],
    ] as const)
      expect(series.volume.voxels[i + 5 * (j + 4 * k)]).toBe(madeValue(i, j, k) - 1024);
    expect(series.instances.map(({ fileName }) => fileName)).toEqual(
      [0, 1, 2, 3, 4, 5].map((k) => `${k}.dcm`),
    );
    expect(series.instances.map(({ imagePositionPatient }) => imagePositionPatient[2])).toEqual([
      -300, -297.5, -295, -292.5, -290, -287.5,
    ]);
    expect(series).toMatchObject({
      studyInstanceUID: "1.2.3",
      seriesInstanceUID: "1.2.3.4",
      modality: "CT",
      frameOfReferenceUID: "1.2.3.9",
      frameOfReferenceIsDerived: false,
    });
  });

  test("is the same whatever the order of the files, and every voxel lies where its slice says", async () => {
    const unit = fc.double({ min: -1, max: 1, noNaN: true });
    const millimetres = fc.double({ min: 0.3, max: 6, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(unit, unit, unit, unit),
        fc.tuple(millimetres, millimetres, millimetres),
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        async (quaternion, [betweenRows, betweenColumns, gapMm], order) => {
          const [rowDirection, columnDirection] = toDirections(quaternion);
          const made = makeSlices({
            slices: 5,
            pixelSpacing: [betweenRows, betweenColumns],
            gapMm,
            rowDirection,
            columnDirection,
          });
          const files = made.map((attributes, k) => toDicomFile(`${k}.dcm`, attributes));
          const { volume, instances } = await readSeries(order.map((k) => files[k]!));
          expect(instances.map(({ fileName }) => fileName)).toEqual(files.map(({ name }) => name));
          const [columns, rows] = volume.grid.size;
          for (const k of [0, 2, 4]) {
            const position = made[k]!.ImagePositionPatient as readonly number[];
            for (const [i, j] of [
              [0, 0],
              [columns - 1, 0],
              [1, rows - 1],
            ] as const) {
              const lps = position.map(
                (value, axis) =>
                  value + i * betweenColumns * rowDirection[axis]! + j * betweenRows * columnDirection[axis]!,
              ) as unknown as Point<"lps">;
              ijkToLps(volume.grid, [i, j, k]).forEach((value, axis) => {
                expect(value).toBeCloseTo(lps[axis]!, 6);
              });
              const found = lpsToIjk(volume.grid, lps).map(Math.round) as [number, number, number];
              expect(volume.voxels[found[0] + columns * (found[1] + rows * found[2])]).toBe(
                madeValue(i, j, k) - 1024,
              );
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("of MR without FrameOfReferenceUID gets a UID of its own, the same every time", async () => {
    const files = makeSeries({ change: () => ({ Modality: "MR", FrameOfReferenceUID: undefined }) });
    const [first, second] = [await readSeries(files), await readSeries([...files].reverse())];
    expect(first.frameOfReferenceIsDerived).toBe(true);
    expect(first.frameOfReferenceUID).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
    expect(second.frameOfReferenceUID).toBe(first.frameOfReferenceUID);
    expect(first.volume.unit).toBe("arbitrary");
  });

  test("whose instance UIDs were emptied takes those of the file meta information", async () => {
    const files = makeSlices().map((attributes, k) => {
      const body = encodeDataset({ ...attributes, SOPClassUID: "", SOPInstanceUID: "" });
      const meta = { MediaStorageSOPClassUID: ctImageStorage, MediaStorageSOPInstanceUID: `1.7.${k}` };
      return toFile(`${k}.dcm`, encodeFile("1.2.840.10008.1.2.1", body, meta));
    });
    const { instances } = await readSeries(files);
    expect(instances[2]).toMatchObject({ sopClassUID: ctImageStorage, sopInstanceUID: "1.7.2" });
  });

  test("with a fractional slope is Float32, also when one slice alone has it", async () => {
    const series = await readSeries(
      makeSeries({ change: (k) => (k === 3 ? { RescaleSlope: [0.5], RescaleIntercept: [0.25] } : {}) }),
    );
    expect(series.volume.voxels).toBeInstanceOf(Float32Array);
    expect(series.volume.voxels[1 + 20 * 2]).toBe(madeValue(1, 0, 2) - 1024);
    expect(series.volume.voxels[1 + 20 * 3]).toBe(madeValue(1, 0, 3) / 2 + 0.25);
  });

  test("of one slice takes its thickness", async () => {
    const { volume } = await readSeries(makeSeries({ slices: 1 }));
    expect(volume.grid.size).toEqual([5, 4, 1]);
    expect(volume.grid.spacingMm[2]).toBe(3);
  });

  test("may have positions rounded to one decimal", async () => {
    const { volume } = await readSeries(
      makeSeries({
        slices: 40,
        gapMm: 0.6875,
        change: (k) => ({ ImagePositionPatient: [-10, 20, Math.round((-300 + k * 0.6875) * 10) / 10] }),
      }),
    );
    expect(volume.grid.spacingMm[2]).toBeCloseTo(0.6875, 2);
  });
});

test("a header that is read from the first part of its file alone is whole, wherever that part ends", async () => {
  const [attributes] = makeSlices({ slices: 1, rows: 200, columns: 200 });
  const pad = (length: number) => encodeElement("00091001", "UN", new Uint8Array(length));
  const { PixelData, ...header } = attributes!;
  const front = encodeDataset({ SOPClassUID: header.SOPClassUID!, SOPInstanceUID: "1.2.3.4.1" });
  const { SOPClassUID: _, SOPInstanceUID: __, ...rest } = header;
  const body = (padding: number) =>
    encodeFile(
      "1.2.840.10008.1.2.1",
      concat([front, pad(padding), encodeDataset({ ...rest, PixelData: PixelData! })]),
    );
  // The padding ends exactly where the first part does.
  const headBytes = 32 * 1024;
  const before = encodeFile("1.2.840.10008.1.2.1", concat([front, pad(0)])).length;
  for (const padding of [headBytes - before - 2, headBytes - before, headBytes - before + 2, 40_000]) {
    const bytes = body(padding);
    const file: SourceFile = {
      ...toFile("a.dcm", bytes),
      size: bytes.length,
      slice: (start, end) => toFile("part", bytes.subarray(start, end)),
    };
    expect((await readSeries([file])).volume.grid.size).toEqual([200, 200, 1]);
  }
});

describe("progress and cancelling", () => {
  test("progress counts the headers, then the pixels", async () => {
    const seen: string[] = [];
    await readSeries(makeSeries({ slices: 3 }), {
      onProgress: ({ phase, filesDone, filesTotal }) => seen.push(`${phase} ${filesDone}/${filesTotal}`),
    });
    expect(seen).toEqual([
      "headers 1/3",
      "headers 2/3",
      "headers 3/3",
      "pixels 1/3",
      "pixels 2/3",
      "pixels 3/3",
    ]);
  });

  test("an aborted signal ends the reading with `cancelled`", async () => {
    const controller = new AbortController();
    const found = failure(makeSeries({ slices: 40 }), {
      signal: controller.signal,
      onProgress: ({ filesDone }: { filesDone: number }) => {
        if (filesDone === 5) controller.abort();
      },
    });
    expect((await found).code).toBe("cancelled");
  });
});

describe("what else lies in a folder", () => {
  test("texts, segmentations, reports, DICOMDIR and copies are left out", async () => {
    const [extra] = makeSlices({ slices: 1, seriesInstanceUID: "1.2.3.5" });
    const { volume } = await readSeries([
      text("README.txt", "Read me"),
      text("empty", ""),
      text("._0.dcm", "resource fork"),
      toDicomFile("seg.dcm", { ...extra, Modality: "SEG" }),
      toDicomFile("rtstruct.dcm", { Modality: "RTSTRUCT", SOPInstanceUID: "1.9", SeriesInstanceUID: "1.8" }),
      toDicomFile("DICOMDIR", { SOPClassUID: "1.2.840.10008.1.3.10" }),
      ...makeSeries(),
      makeSeries()[2]!,
    ]);
    expect(volume.grid.size[2]).toBe(6);
  });

  test("two series: the error lists them, choosing one reads it", async () => {
    const other = makeSeries({ seriesInstanceUID: "1.2.3.5", slices: 3, gapMm: 1 });
    const files = [...makeSeries(), ...other];
    expect(await failure(files)).toEqual({
      code: "several-series",
      message:
        "There are 2 series. Choose one: CT 7, made (6 images) 1.2.3.4; CT 7, made (3 images) 1.2.3.5.",
    });
    const series = await readSeries(files, { seriesInstanceUID: "1.2.3.5" });
    expect(series.volume.grid.size[2]).toBe(3);
    expect((await failure(files, { seriesInstanceUID: "1.2.3.6" })).code).toBe("series-not-found");
  });
});

describe("what cannot be read is refused in one sentence", () => {
  const truncated = (): SourceFile[] => {
    const files = makeSeries();
    const whole = encodeFile("1.2.840.10008.1.2.1", encodeDataset(makeSlices()[2]!));
    return files.with(2, toFile("2.dcm", whole.subarray(0, whole.length - 11)));
  };
  const changed = (change: Parameters<typeof makeSeries>[0]) => () => makeSeries(change);
  const lastSlice = (attributes: object) => changed({ change: (k) => (k === 5 ? attributes : {}) });

  test.each<[string, () => SourceFile[], string, RegExp]>([
    ["an empty folder", () => [], "no-dicom-images", /There are no files/],
    ["a text file", () => [text("notes.txt", "hello")], "no-dicom-images", /"notes.txt" is not a DICOM file/],
    ["an empty file", () => [text("notes", "")], "no-dicom-images", /"notes" is an empty file/],
    [
      "texts only",
      () => [text("a.txt", "a"), text("b.txt", "b")],
      "no-dicom-images",
      /None of the 2 files is a DICOM file/,
    ],
    [
      "a DICOM object that is no image",
      () => [toDicomFile("plan", { Modality: "RTPLAN", SOPInstanceUID: "1.9" })],
      "no-dicom-images",
      /"plan" is a DICOM object but not an image \(RTPLAN\)/,
    ],
    [
      "an X-ray",
      () => [toDicomFile("thorax", { ...makeSlices()[0], Modality: "CR" })],
      "no-dicom-images",
      /"thorax" is a DICOM image of modality CR/,
    ],
    [
      "a file named .dcm that is empty",
      () => [...makeSeries(), text("6.dcm", "")],
      "unreadable-dicom",
      /"6.dcm".*it is empty/,
    ],
    [
      "a file cut off inside its header",
      lastSlice({ Rows: undefined, Columns: undefined, PixelData: undefined }),
      "unreadable-dicom",
      /"5.dcm" cannot be read: it ends before its pixels/,
    ],
    [
      "a truncated file",
      truncated,
      "unreadable-dicom",
      /"2.dcm" cannot be read: it is truncated: 40 bytes of pixels were expected, but there are 29/,
    ],
    [
      "fewer pixels than the header says",
      lastSlice({ PixelData: new Uint8Array(38) }),
      "unreadable-dicom",
      /"5.dcm" cannot be read: 40 bytes of pixels were expected for 1 x 5 x 4, but there are 38/,
    ],
    [
      "a file without pixels",
      lastSlice({ PixelData: undefined }),
      "unreadable-dicom",
      /"5.dcm" cannot be read: it ends before its pixels/,
    ],
    [
      "a series with a hole",
      () => makeSeries({ slices: 50, gapMm: 5 }).filter((_, k) => k !== 40),
      "irregular-series",
      /^Slice 41 is missing: slices are 5.0 mm apart, but 10.0 mm between slices 40 and 42. Load the whole series.$/,
    ],
    [
      "a series with a wide hole",
      () => makeSeries({ slices: 50, gapMm: 5 }).filter((_, k) => k < 20 || k > 23),
      "irregular-series",
      /^Slices 21 to 24 are missing: slices are 5.0 mm apart, but 25.0 mm between slices 20 and 25./,
    ],
    [
      "a series with two holes",
      () => makeSeries({ slices: 50, gapMm: 5 }).filter((_, k) => k !== 10 && k !== 20 && k !== 21),
      "irregular-series",
      /^3 slices are missing \(11, 21 to 22\): slices are 5.0 mm apart, but up to 15.0 mm./,
    ],
    [
      "two images at one place",
      lastSlice({ ImagePositionPatient: [-10, 20, -290] }),
      "irregular-series",
      /1 of 6 images have the same position as another, for example "4.dcm" and "5.dcm"/,
    ],
    [
      "slices that are sheared more than a gantry tilts",
      changed({ change: (k) => ({ ImagePositionPatient: [-10, 20 + k * 2.5, -300 + k * 2.5] }) }),
      "irregular-series",
      /sheared against each other by 45.0 degrees/,
    ],
    [
      "a slice that is shifted sideways",
      changed({ change: (k) => (k === 3 ? { ImagePositionPatient: [-10, 24, -292.5] } : {}) }),
      "irregular-series",
      /shifted sideways by up to 4.0 mm/,
    ],
    [
      "another orientation",
      lastSlice({ ImageOrientationPatient: [0, 1, 0, 1, 0, 0] }),
      "irregular-series",
      /"0.dcm" and "5.dcm" are oriented differently/,
    ],
    [
      "another size",
      lastSlice({ Rows: [5], Columns: [4] }),
      "irregular-series",
      /"0.dcm" and "5.dcm" have 5 x 4 and 4 x 5 pixels/,
    ],
    [
      "another pixel spacing",
      lastSlice({ PixelSpacing: [0.7, 0.6] }),
      "irregular-series",
      /0.7 x 0.5 and 0.7 x 0.6 mm/,
    ],
    [
      "another frame of reference",
      lastSlice({ FrameOfReferenceUID: "1.2.3.8" }),
      "irregular-series",
      /different FrameOfReferenceUIDs/,
    ],
    [
      "no PixelSpacing",
      lastSlice({ PixelSpacing: undefined }),
      "irregular-series",
      /"5.dcm" has no valid PixelSpacing/,
    ],
    [
      "a PixelSpacing of nought",
      lastSlice({ PixelSpacing: [0, 1] }),
      "irregular-series",
      /no valid PixelSpacing/,
    ],
    [
      "no ImagePositionPatient",
      lastSlice({ ImagePositionPatient: undefined }),
      "irregular-series",
      /"5.dcm" has no valid ImagePositionPatient/,
    ],
    [
      "two numbers for a position",
      lastSlice({ ImagePositionPatient: [1, 2] }),
      "irregular-series",
      /no valid ImagePositionPatient/,
    ],
    [
      "an orientation that is none",
      lastSlice({ ImageOrientationPatient: [1, 0, 0, 1, 0, 0] }),
      "irregular-series",
      /no valid ImageOrientationPatient/,
    ],
    [
      "a lone slice of unknown thickness",
      changed({ slices: 1, change: () => ({ SliceThickness: undefined }) }),
      "irregular-series",
      /single slice of unknown thickness \("0.dcm"\)/,
    ],
    [
      "colour pixels",
      lastSlice({
        SamplesPerPixel: [3],
        PhotometricInterpretation: "RGB",
        PlanarConfiguration: [0],
        BitsAllocated: [8],
        BitsStored: [8],
        HighBit: [7],
        PixelData: new Uint8Array(60),
      }),
      "unsupported-pixels",
      /"5.dcm" is a colour image/,
    ],
    [
      "a colour map over grey pixels",
      lastSlice({ PhotometricInterpretation: "PALETTE COLOR" }),
      "unsupported-pixels",
      /"5.dcm" is a colour image/,
    ],
    ["a RescaleSlope of 0", lastSlice({ RescaleSlope: [0] }), "unsupported-pixels", /a RescaleSlope of 0/],
    [
      "a mosaic",
      changed({ slices: 1, change: () => ({ Modality: "MR", ImageType: "ORIGINAL\\PRIMARY\\M\\MOSAIC" }) }),
      "irregular-series",
      /"0.dcm" is a mosaic/,
    ],
    ["no bits", lastSlice({ BitsAllocated: [24] }), "unsupported-pixels", /24 bits allocated/],
  ])("%s", async (_, files, code, message) => {
    expect(await failure(files())).toEqual({ code, message: expect.stringMatching(message) });
  });
});

test("a slice that is cut off anywhere is an error, never a shorter volume", async () => {
  const files = makeSeries({ slices: 3 });
  const whole = new Uint8Array(await files[2]!.arrayBuffer());
  for (let length = 0; length < whole.length; length++) {
    const cut = files.with(2, toFile("2.dcm", whole.subarray(0, length)));
    const found = await failure(cut);
    expect(found.code, `cut after ${length} bytes`).toBe("unreadable-dicom");
    expect(found.message).toMatch(/^"2.dcm" cannot be read: .* Copy or download the file again\.$/);
  }
});

/** Row and column direction of a rotation by a quaternion; the identity for a quaternion near nought. */
function toDirections(quaternion: readonly [number, number, number, number]) {
  const length = Math.hypot(...quaternion);
  const [w, x, y, z] = length < 0.1 ? [1, 0, 0, 0] : quaternion.map((value) => value / length);
  const row = [1 - 2 * (y! * y! + z! * z!), 2 * (x! * y! + z! * w!), 2 * (x! * z! - y! * w!)];
  const column = [2 * (x! * y! - z! * w!), 1 - 2 * (x! * x! + z! * z!), 2 * (y! * z! + x! * w!)];
  return [row, column] as unknown as readonly [[number, number, number], [number, number, number]];
}
