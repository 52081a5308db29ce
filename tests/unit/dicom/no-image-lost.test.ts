import { describe, expect, test } from "vitest";
import { encodeRle, inspectFiles, readSeries, type SourceFile } from "../../../src/dicom/index.ts";
import { localSliceReader, type SliceReader } from "../../../src/dicom/series/slice-reader.ts";
import { type Attributes, concat, encodeDataset, encodeFile, encodeFragments, toFile } from "./make-dicom.ts";
import { madeValue, makeSeries, makeSlices, toDicomFile } from "./make-series.ts";
import { privateElements, shorts, text, toFileWith } from "./private-elements.ts";

async function failure(files: readonly SourceFile[]): Promise<{ code: string; message: string }> {
  const error = await readSeries(files).catch((caught) => caught);
  return { code: error.code, message: error.message };
}

const firstPixels = async (files: readonly SourceFile[]): Promise<number[]> => {
  const { volume } = await readSeries(files);
  return Array.from({ length: volume.grid.size[2] }, (_, k) => volume.voxels[k * 20]! + 1024);
};

describe("NumberOfFrames", () => {
  const numbered = (frames: Attributes["NumberOfFrames"], pixelsOfFrames = 1): SourceFile[] =>
    makeSlices().map((slice, k) =>
      toDicomFile(`${k}.dcm`, {
        ...slice,
        ...(k === 5 && {
          ...(frames !== undefined && { NumberOfFrames: frames }),
          PixelData: concat(Array.from({ length: pixelsOfFrames }, () => slice.PixelData as Uint8Array)),
        }),
      }),
    );

  test.each<[string, Attributes["NumberOfFrames"]]>([
    ["0, as some writers put it", [0]],
    ["empty", []],
    ["no number", "one"],
    ["1", [1]],
  ])("of one image may be %s", async (_, frames) => {
    expect(await firstPixels(numbered(frames))).toEqual([0, 1, 2, 3, 4, 5].map((k) => madeValue(0, 0, k)));
  });

  test.each<[string, Attributes["NumberOfFrames"], RegExp]>([
    ["absent", undefined, /"5.dcm" cannot be read: it has pixels of 3 frames, but no NumberOfFrames/],
    ["0", [0], /it has pixels of 3 frames, but a NumberOfFrames of 0/],
    ["1", [1], /it has pixels of 3 frames, but a NumberOfFrames of 1/],
    ["2", [2], /it has pixels of 3 frames, but a NumberOfFrames of 2/],
    ["negative", [-1], /its NumberOfFrames is -1/],
    ["broken", [1.5], /its NumberOfFrames is 1.5/],
  ])("beside pixels of three frames may not be %s", async (_, frames, message) => {
    expect(await failure(numbered(frames, 3))).toEqual({
      code: "unreadable-dicom",
      message: expect.stringMatching(message),
    });
  });

  test("padding shorter than a frame is none", async () => {
    const padded = makeSlices().map((slice, k) =>
      toDicomFile(`${k}.dcm`, {
        ...slice,
        PixelData: concat([slice.PixelData as Uint8Array, new Uint8Array(38)]),
      }),
    );
    expect(await firstPixels(padded)).toHaveLength(6);
  });

  test.each([[undefined], [0], [1]])(
    "of compressed pixels: %s beside two frames is refused",
    async (frames) => {
      const [slice] = makeSlices({ slices: 1 });
      const { PixelData: pixels, ...header } = slice!;
      const rle = encodeRle(pixels as Uint8Array, 5, 2);
      const body = encodeDataset({ ...header, ...(frames !== undefined && { NumberOfFrames: [frames] }) });
      const file = (fragments: readonly Uint8Array[]): SourceFile =>
        toFile("0.dcm", encodeFile("1.2.840.10008.1.2.5", concat([body, encodeFragments(fragments)])));
      expect(await firstPixels([file([rle])])).toEqual([madeValue(0, 0, 0)]);
      expect(await failure([file([rle, rle])])).toEqual({
        code: "unreadable-dicom",
        message: expect.stringMatching(/1 frames were expected, but there are 2/),
      });
    },
  );
});

describe("two files of one SOP Instance UID", () => {
  const twinOf = (k: number, change: Attributes): SourceFile =>
    toDicomFile("twin.dcm", { ...makeSlices()[k]!, ...change });

  test.each<[string, Attributes]>([
    ["the same bytes", {}],
    ["the same pixels, another institution", { InstitutionName: "elsewhere" }],
  ])("%s: a copy, which is said", async (_, change) => {
    for (const files of [
      [...makeSeries(), twinOf(2, change)],
      [twinOf(2, change), ...makeSeries()],
    ]) {
      const { notes, instances } = await readSeries(files);
      expect(notes).toEqual(['"twin.dcm" is a copy of another image and was left out.']);
      expect(instances.map(({ fileName }) => fileName)).not.toContain("twin.dcm");
      expect((await inspectFiles(files)).leftOut).toEqual([
        { fileName: "twin.dcm", reason: "copy", what: "CT" },
      ]);
    }
  });

  test("other pixels at one place: refused, and why", async () => {
    const twin = twinOf(2, { PixelData: new Uint8Array(40).fill(7) });
    const message = expect.stringMatching(
      /for example "2.dcm" and "twin.dcm": both have the SOP Instance UID 1.2.3.4.3, but they are different images/,
    );
    expect(await failure([...makeSeries(), twin])).toEqual({ code: "irregular-series", message });
    expect(await failure([twin, ...makeSeries()])).toEqual({ code: "irregular-series", message });
    const { studies, leftOut } = await inspectFiles([...makeSeries(), twin]);
    expect(leftOut).toEqual([]);
    expect(studies[0]!.series[0]!.problems).toEqual([message]);
  });

  test.each<[string, Attributes, RegExp]>([
    ["another orientation", { ImageOrientationPatient: [0, 1, 0, -1, 0, 0] }, /are oriented differently/],
    ["another pixel spacing", { PixelSpacing: [2, 2] }, /have pixels of/],
    ["another frame of reference", { FrameOfReferenceUID: "1.2.9" }, /different FrameOfReferenceUIDs/],
    ["another unit", { RescaleType: "Z_EFF" }, /they are different images/],
  ])("the same pixels, %s: refused, and why", async (_, change, message) => {
    for (const files of [
      [...makeSeries(), twinOf(2, change)],
      [twinOf(2, change), ...makeSeries()],
    ])
      expect(await failure(files)).toEqual({
        code: "irregular-series",
        message: expect.stringMatching(message),
      });
  });

  test("of many different ones at one place each is decoded once or twice, and none is taken for a copy", async () => {
    let decoded = 0;
    const reader: SliceReader = {
      ...localSliceReader,
      readFrames: (file, frames) => {
        decoded++;
        return localSliceReader.readFrames(file, frames);
      },
    };
    const [slice] = makeSlices({ slices: 1 });
    const files = Array.from({ length: 40 }, (_, index) =>
      toDicomFile(`${index}.dcm`, { ...slice!, PixelData: new Uint8Array(40).fill(index % 20) }),
    );
    const { leftOut, studies } = await inspectFiles(files, { reader });
    expect(leftOut).toHaveLength(20);
    expect(studies[0]!.series[0]!.imageCount).toBe(20);
    expect(decoded).toBeLessThanOrEqual(3 * files.length);
  });

  test("another place: both are kept, which is said", async () => {
    const further = twinOf(5, { SOPInstanceUID: "1.2.3.4.1", ImagePositionPatient: [-10, 20, -285] });
    const { notes, instances } = await readSeries([...makeSeries(), further]);
    expect(instances).toHaveLength(7);
    expect(notes).toEqual([
      expect.stringMatching(
        /share a SOP Instance UID \("twin.dcm" is at a different position from "0.dcm"\): all were kept/,
      ),
    ]);
  });

  test("multi-frame files whose frames lie elsewhere are no copies", async () => {
    const make = (name: string, z: number): SourceFile =>
      toDicomFile(name, {
        ...makeSlices()[0]!,
        SOPClassUID: "1.2.840.10008.5.1.4.1.1.2.1",
        NumberOfFrames: [2],
        PixelData: new Uint8Array(80).fill(z),
        PerFrameFunctionalGroupsSequence: [z, z + 1].map((depth) => ({
          PlanePositionSequence: [{ ImagePositionPatient: [-10, 20, 2 * depth] }],
        })),
      });
    const { volume, notes } = await readSeries([make("a.dcm", 0), make("b.dcm", 2)]);
    expect(volume.grid.size[2]).toBe(4);
    expect(notes).toEqual([expect.stringMatching(/"b.dcm" is at a different position from "a.dcm"/)]);
  });
});

describe("frames of which one does not say where it lies: refused, no frame is taken alone", () => {
  const at = (k: number) => ({ PlanePositionSequence: [{ ImagePositionPatient: [-10, 20, 2 * k] }] });
  test.each<[string, Attributes["PerFrameFunctionalGroupsSequence"]]>([
    ["no position in one", [at(0), {}, at(2)]],
    ["an empty position in one", [at(0), { PlanePositionSequence: [] }, at(2)]],
    ["too few groups", [at(0), at(1)]],
    ["too many groups", [at(0), at(1), at(2), at(3)]],
  ])("%s", async (_, groups) => {
    const file = toDicomFile("0.dcm", {
      ...makeSlices()[0]!,
      SOPClassUID: "1.2.840.10008.5.1.4.1.1.2.1",
      NumberOfFrames: [3],
      PixelData: new Uint8Array(120),
      PerFrameFunctionalGroupsSequence: groups!,
    });
    expect(await failure([file])).toEqual({
      code: "irregular-series",
      message: expect.stringContaining('"0.dcm" has no valid ImagePositionPatient'),
    });
  });
});

describe("one SeriesInstanceUID for each slice, as Canon writes it", () => {
  const single = (change: (k: number) => Attributes = () => ({})): SourceFile[] =>
    makeSlices().map((slice, k) =>
      toDicomFile(`${(k * 5) % 7}.dcm`, { ...slice, SeriesInstanceUID: `1.2.3.4.5.${k}`, ...change(k) }),
    );

  test("is one volume, which is said; each image refers to its own series", async () => {
    const { volume, notes, instances, seriesInstanceUID } = await readSeries(single());
    expect(volume.grid.size[2]).toBe(6);
    expect(notes).toEqual([expect.stringMatching(/Each of the 6 slices has its own SeriesInstanceUID/)]);
    expect(instances.map((instance) => instance.seriesInstanceUID)).toEqual(
      [0, 1, 2, 3, 4, 5].map((k) => `1.2.3.4.5.${k}`),
    );
    expect(seriesInstanceUID).toBe("1.2.3.4.5.0");
    const asked = await readSeries(single(), { seriesInstanceUID: "1.2.3.4.5.3" });
    expect(asked.volume.grid.size[2]).toBe(6);
  });

  test("the order of the files changes nothing", async () => {
    const backwards = await readSeries(single().reverse());
    expect(backwards.seriesInstanceUID).toBe("1.2.3.4.5.0");
    expect(backwards.volume.voxels).toEqual((await readSeries(single())).volume.voxels);
  });

  test.each<[string, (k: number) => Attributes]>([
    ["another description", (k) => ({ SeriesDescription: k % 2 === 0 ? "a" : "b" })],
    ["another study", (k) => ({ StudyInstanceUID: `1.2.3.${k}` })],
    ["another frame of reference", (k) => ({ FrameOfReferenceUID: `1.2.3.${k}` })],
    ["another patient", (k) => ({ PatientID: `${k}` })],
    ["another place each, unevenly", (k) => ({ ImagePositionPatient: [-10, 20, k * k] })],
    ["one place", () => ({ ImagePositionPatient: [-10, 20, 0] })],
  ])("stays several series with %s", async (_, change) => {
    expect((await failure(single(change))).code).toBe("several-series");
  });
});

describe("files that are no slices", () => {
  const damaged = (sopClassUID: string): Uint8Array => {
    const whole = encodeFile("1.2.840.10008.1.2.1", encodeDataset({ Modality: "SR", PatientName: "A^B" }), {
      MediaStorageSOPClassUID: sopClassUID,
    });
    return whole.subarray(0, whole.length - 3);
  };

  test.each<[string, SourceFile]>([
    ["a DICOMDIR by its name", toFile("disc/DICOMDIR", damaged("1.2.840.10008.5.1.4.1.1.2"))],
    ["a DICOMDIR by its class", toFile("index.dcm", damaged("1.2.840.10008.1.3.10"))],
    ["a report", toFile("report.dcm", damaged("1.2.840.10008.5.1.4.1.1.88.33"))],
  ])("are left out where they are damaged, which is said: %s", async (_, file) => {
    const { volume, notes } = await readSeries([file, ...makeSeries()]);
    expect(volume.grid.size[2]).toBe(6);
    expect(notes).toEqual([`"${file.name}" is damaged and was left out; it is not a slice.`]);
  });

  test("a damaged slice, or what may be one, is an error", async () => {
    for (const sopClassUID of ["1.2.840.10008.5.1.4.1.1.2", "1.3.12.2.1107.5.9.1"])
      expect((await failure([toFile("x.dcm", damaged(sopClassUID)), ...makeSeries()])).code).toBe(
        "unreadable-dicom",
      );
  });
});

describe("a mosaic", () => {
  const word = { Modality: "MR", ImageType: "ORIGINAL\\PRIMARY\\M\\MOSAIC" };

  test("is none where the word stands on slices that lie side by side", async () => {
    expect((await readSeries(makeSeries({ change: () => word }))).volume.grid.size[2]).toBe(6);
    const enhanced = toDicomFile("xa.dcm", {
      ...makeSlices()[0]!,
      ...word,
      SOPClassUID: "1.2.840.10008.5.1.4.1.1.4.1",
      NumberOfFrames: [5],
      PixelData: new Uint8Array(200),
      PerFrameFunctionalGroupsSequence: [0, 1, 2, 3, 4].map((k) => ({
        PlanePositionSequence: [{ ImagePositionPatient: [-10, 20, 3 * k] }],
        MRImageFrameTypeSequence: [{ FrameType: word.ImageType }],
      })),
    });
    expect((await readSeries([enhanced])).volume.grid.size[2]).toBe(5);
  });

  test.each<[string, readonly number[]]>([
    ["at one place", [0, 0, 0]],
    ["moved with the patient", [0, 0.3, 0.6]],
  ])("of several times is refused %s", async (_, depths) => {
    const files = makeSeries({
      slices: 3,
      change: (k) => ({ ...word, ImagePositionPatient: [-10, 20, depths[k]!] }),
    });
    expect((await failure(files)).message).toMatch(/is a mosaic/);
  });

  test.each([
    ["Siemens", privateElements("SIEMENS MR HEADER", "0019", "0A", "US", shorts(30))],
    ["UIH", privateElements("Image Private Header", "0065", "50", "DS", text("30"))],
  ])("is known by %s' number of images, whatever the ImageType", async (_, elements) => {
    const [slice] = makeSlices({ slices: 1 });
    expect((await failure([toFileWith("grid.dcm", slice!, elements)])).message).toMatch(
      /"grid.dcm" is a mosaic/,
    );
    const { ImagePositionPatient: __, ...unplaced } = slice!;
    expect((await failure([toFileWith("grid.dcm", unplaced, elements)])).message).toMatch(/is a mosaic/);
  });
});
