import { describe, expect, test } from "vitest";
import { readSeries, type SourceFile } from "../../../src/dicom/index.ts";
import { catalogSeries } from "../../../src/dicom/series/catalog.ts";
import { fromDicomJson } from "../../../src/dicomweb/dicom-json.ts";
import { type Attributes, encodeDataset, encodeElement } from "./make-dicom.ts";
import { makeSlices, toDicomFile } from "./make-series.ts";
import {
  doubles,
  floats,
  privateElements,
  type RawElement,
  shorts,
  text,
  toFileWith,
} from "./private-elements.ts";
import { writeSiemensHeader } from "./siemens-header.ts";

/*
 * Two volumes of one SeriesInstanceUID whose InstanceNumbers repeat, as reported to dcm2niix (837, 845), MultiVolumeImporter
 * (19, 25, 29) and others: each volume must hold its own images and no others. The pixels of volume v, slice k are
 * 1000 v + k; file names say nothing.
 */

const slices = 6;

interface Of {
  readonly volume: number;
  readonly k: number;
}

type Change = (of: Of) => Attributes;

function makeSlice({ volume, k }: Of, change: Change): Attributes {
  const [slice] = makeSlices({ slices: 1, columns: 4, rows: 4, origin: [-10, 20, 3 * k] });
  return {
    ...slice!,
    SOPInstanceUID: `1.2.9.${volume}.${k + 1}`,
    InstanceNumber: [k + 1],
    RescaleIntercept: [0],
    PixelData: new Uint8Array(new Uint16Array(16).fill(1000 * volume + k).buffer),
    ...change({ volume, k }),
  };
}

/** Files in an order, and of names, that mix the volumes up. */
function makeVolumes(
  change: Change,
  {
    volumes = 2,
    elements,
    isThere = () => true,
  }: { volumes?: number; elements?: (of: Of) => RawElement[]; isThere?: (of: Of) => boolean } = {},
): SourceFile[] {
  const all = Array.from({ length: volumes * slices }, (_, index) => ({
    volume: 1 + (index % volumes),
    k: Math.floor(index / volumes),
  })).filter(isThere);
  const shuffled = all.map((of, index) => ({ of, key: (index * 7919) % 31 })).sort((a, b) => a.key - b.key);
  return shuffled.map(({ of, key }) =>
    elements
      ? toFileWith(`${key}.dcm`, makeSlice(of, change), elements(of))
      : toDicomFile(`${key}.dcm`, makeSlice(of, change)),
  );
}

const siemensHeader = (elements: Parameters<typeof writeSiemensHeader>[0], form?: "newer" | "older") =>
  privateElements("SIEMENS CSA HEADER", "0029", "10", "OB", writeSiemensHeader(elements, form));

/** Philips' sequence with one item, as it stands in objects that are not enhanced. */
const philipsFrame = (item: Attributes): RawElement[] =>
  privateElements(
    "Philips MR Imaging DD 005",
    "2005",
    "0F",
    "SQ",
    encodeElement("FFFEE000", "", encodeDataset(item), { explicitVR: false }),
  );

/** Of each volume its label, and the first pixel of each slice or what is wrong. */
async function readAll(files: readonly SourceFile[]): Promise<Record<string, readonly number[] | string>> {
  const catalog = await catalogSeries(files);
  const [series] = catalog.studies[0]!.series;
  const found: Record<string, readonly number[] | string> = {};
  for (const [index, { label, problem }] of series!.volumes.entries()) {
    if (problem !== undefined) {
      found[label] = problem;
      continue;
    }
    const { volume } = await catalog.read(series!.seriesInstanceUID, index);
    const [columns, rows, count] = volume.grid.size;
    found[label] = Array.from({ length: count }, (_, k) => volume.voxels[k * columns * rows]!);
  }
  return found;
}

const pixelsOf = (volume: number): number[] => Array.from({ length: slices }, (_, k) => 1000 * volume + k);

const either =
  (first: Attributes, second: Attributes): Change =>
  ({ volume }) =>
    volume === 1 ? first : second;

describe("images of one place and number are told apart by", () => {
  test.each<[string, Change, [string, string]]>([
    [
      "series description",
      either({ SeriesDescription: "Arterial" }, { SeriesDescription: "Portal" }),
      ["Arterial", "Portal"],
    ],
    [
      "series number",
      either({ SeriesNumber: [3] }, { SeriesNumber: [4] }),
      ["series number 3", "series number 4"],
    ],
    ["protocol", either({ ProtocolName: "a" }, { ProtocolName: "b" }), ["protocol a", "protocol b"]],
    [
      "inversion time",
      either({ InversionTime: [100] }, { InversionTime: [900] }),
      ["inversion time 100 ms", "inversion time 900 ms"],
    ],
    [
      "repetition time",
      either({ RepetitionTime: [500] }, { RepetitionTime: [2000] }),
      ["repetition time 500 ms", "repetition time 2000 ms"],
    ],
    [
      "flip angle",
      either({ FlipAngle: [3] }, { FlipAngle: [15] }),
      ["flip angle 3 degrees", "flip angle 15 degrees"],
    ],
    [
      "flip angle of one alone",
      either({}, { FlipAngle: [15] }),
      ["without flip angle", "flip angle 15 degrees"],
    ],
    ["echo number", either({ EchoNumbers: [1] }, { EchoNumbers: [2] }), ["echo 1", "echo 2"]],
    ["tube voltage", either({ KVP: [80] }, { KVP: [140] }), ["tube voltage 80 kV", "tube voltage 140 kV"]],
    [
      "kernel",
      either({ ConvolutionKernel: "B30f" }, { ConvolutionKernel: "B70f" }),
      ["kernel B30f", "kernel B70f"],
    ],
    [
      "scan options",
      either({ ScanOptions: "TP30PC" }, { ScanOptions: "TP70PC" }),
      ["scan options TP30PC", "scan options TP70PC"],
    ],
    [
      "contrast agent",
      either({ ContrastBolusAgent: "none" }, { ContrastBolusAgent: "iodine" }),
      ["contrast agent none", "contrast agent iodine"],
    ],
    [
      "cardiac phase",
      either({ NominalPercentageOfCardiacPhase: [30] }, { NominalPercentageOfCardiacPhase: [70] }),
      ["cardiac phase 30 %", "cardiac phase 70 %"],
    ],
    [
      "trigger time",
      either({ TriggerTime: [0] }, { TriggerTime: [450] }),
      ["trigger time 0 ms", "trigger time 450 ms"],
    ],
    [
      "temporal position",
      either({ TemporalPositionIdentifier: [1] }, { TemporalPositionIdentifier: [2] }),
      ["time point 1", "time point 2"],
    ],
    [
      "gradient orientation",
      either({ DiffusionGradientOrientation: [1, 0, 0] }, { DiffusionGradientOrientation: [0, 1, 0] }),
      ["gradient direction 0 1 0", "gradient direction 1 0 0"],
    ],
    [
      "image type",
      either({ ImageType: "ORIGINAL\\PRIMARY\\M" }, { ImageType: "ORIGINAL\\PRIMARY\\P" }),
      ["ORIGINAL PRIMARY M", "ORIGINAL PRIMARY P"],
    ],
    [
      "attenuation correction",
      either({ CorrectedImage: "DECY" }, { CorrectedImage: "DECY\\ATTN" }),
      ["correction DECY", "correction DECY ATTN"],
    ],
    [
      "acquisition number",
      either({ AcquisitionNumber: [1] }, { AcquisitionNumber: [2] }),
      ["acquisition 1", "acquisition 2"],
    ],
    [
      "acquisition time",
      either({ AcquisitionTime: "120001" }, { AcquisitionTime: "120030.5" }),
      ["acquired at 12:00:01", "acquired at 12:00:30.5"],
    ],
    [
      "content time",
      either({ ContentTime: "120001" }, { ContentTime: "120030" }),
      ["content time 12:00:01", "content time 12:00:30"],
    ],
    [
      "slice thickness",
      either({ SliceThickness: [1] }, { SliceThickness: [3] }),
      ["slice thickness 1 mm", "slice thickness 3 mm"],
    ],
    ["stack", either({ StackID: "1" }, { StackID: "2" }), ["stack 1", "stack 2"]],
    [
      "contrast phase",
      either({ ContrastBolusAgentPhase: "ARTERIAL" }, { ContrastBolusAgentPhase: "PORTAL" }),
      ["contrast phase ARTERIAL", "contrast phase PORTAL"],
    ],
    [
      "protocol of the acquisition",
      either({ AcquisitionProtocolName: "rest" }, { AcquisitionProtocolName: "stress" }),
      ["protocol rest", "protocol stress"],
    ],
    [
      "velocity encoding",
      either({ VelocityEncodingDirection: [1, 0, 0] }, { VelocityEncodingDirection: [1, 1, 0] }),
      ["velocity direction 1 0 0", "velocity direction 1 1 0"],
    ],
    [
      "tube current",
      either({ XRayTubeCurrent: [100] }, { XRayTubeCurrent: [200] }),
      ["tube current 100 mA", "tube current 200 mA"],
    ],
    ["comments", either({ ImageComments: "b=0" }, { ImageComments: "b=1500" }), ["b=0", "b=1500"]],
  ])("%s", async (_, change, labels) => {
    const found = await readAll(makeVolumes(change));
    expect(Object.keys(found)).toEqual(
      [...labels].sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
    );
    for (const [index, label] of labels.entries()) {
      const first = found[label]![0] as number;
      expect(found[label]).toEqual(pixelsOf(Math.floor(first / 1000)));
      if (!_.startsWith("gradient")) expect(first).toBe(1000 * (index + 1));
    }
  });

  test.each<[string, (volume: number) => RawElement[], [string, string]]>([
    [
      "Siemens' b-value",
      (v) => privateElements("SIEMENS MR HEADER", "0019", "0C", "IS", text(`${500 * v}`)),
      ["b-value 500", "b-value 1000"],
    ],
    [
      "Siemens' gradient direction",
      (v) => privateElements("SIEMENS MR HEADER", "0019", "0E", "FD", doubles(v, 0, 0)),
      ["gradient direction 1 0 0", "gradient direction 2 0 0"],
    ],
    [
      "Siemens' coil",
      (v) => privateElements("SIEMENS MR HEADER", "0051", "0F", "LO", text(`H${v}`)),
      ["coil H1", "coil H2"],
    ],
    [
      "GE's b-value",
      (v) => privateElements("GEMS_PARM_01", "0043", "39", "IS", text(`${1_000_000_000 + 500 * v}\\8\\0\\0`)),
      ["b-value 500", "b-value 1000"],
    ],
    [
      "GE's image type",
      (v) => privateElements("GEMS_PARM_01", "0043", "2F", "SS", shorts(v)),
      ["image component 1", "image component 2"],
    ],
    [
      "Philips' b-value",
      (v) => privateElements("Philips Imaging DD 001", "2001", "03", "FL", floats(500 * v)),
      ["b-value 500", "b-value 1000"],
    ],
    [
      "Philips' phase",
      (v) => privateElements("Philips Imaging DD 001", "2001", "08", "IS", text(`${v}`)),
      ["cardiac phase 1", "cardiac phase 2"],
    ],
    [
      "Philips' b-value, its creator in capitals",
      (v) => privateElements("PHILIPS IMAGING DD 001", "2001", "03", "FL", floats(500 * v)),
      ["b-value 500", "b-value 1000"],
    ],
    [
      "Philips' dynamic scan",
      (v) => privateElements("Philips MR Imaging DD 001", "2005", "A0", "FL", floats(2.5 * v)),
      ["time point 2.5 s", "time point 5 s"],
    ],
    [
      "Philips' sequence of enhanced attributes, b-value",
      (v) => philipsFrame({ DiffusionBValue: [500 * v] }),
      ["b-value 500", "b-value 1000"],
    ],
    [
      "Philips' sequence of enhanced attributes, gradient",
      (v) => philipsFrame({ DiffusionGradientOrientation: [v, 0, 0] }),
      ["gradient direction 1 0 0", "gradient direction 2 0 0"],
    ],
    [
      "Philips' sequence of enhanced attributes, echo time",
      (v) => philipsFrame({ EffectiveEchoTime: [5 * v] }),
      ["echo time 5 ms", "echo time 10 ms"],
    ],
    [
      "Siemens' CSA header, b-value",
      (v) => siemensHeader({ B_value: [`${500 * v}`] }),
      ["b-value 500", "b-value 1000"],
    ],
    [
      "Siemens' CSA header of older software, b-value",
      (v) => siemensHeader({ B_value: [`${500 * v}`] }, "older"),
      ["b-value 500", "b-value 1000"],
    ],
    [
      "Siemens' CSA header, gradient",
      (v) => siemensHeader({ B_value: ["1000"], DiffusionGradientDirection: [`${v}.0`, "0.0", "0.0"] }),
      ["gradient direction 1 0 0", "gradient direction 2 0 0"],
    ],
    [
      "Siemens' CSA header, kind of diffusion",
      (v) => siemensHeader({ DiffusionDirectionality: [v === 1 ? "NONE" : "DIRECTIONAL"] }),
      ["diffusion NONE", "diffusion DIRECTIONAL"],
    ],
    ["Siemens' CSA header, coil", (v) => siemensHeader({ ImaCoilString: [`H${v}`] }), ["coil H1", "coil H2"]],
    [
      "UIH's gradient direction",
      (v) => privateElements("Image Private Header", "0065", "37", "FD", doubles(0, v, 0)),
      ["gradient direction 0 1 0", "gradient direction 0 2 0"],
    ],
    [
      "UIH's b-value",
      (v) => privateElements("Image Private Header", "0065", "09", "FD", doubles(500 * v)),
      ["b-value 500", "b-value 1000"],
    ],
    [
      "Toshiba's cardiac phase",
      (v) => privateElements("TOSHIBA_MEC_CT3", "7005", "04", "SH", text(`${30 * v}`)),
      ["cardiac phase 30 %", "cardiac phase 60 %"],
    ],
  ])("%s, a private attribute", async (_, elements, [first, second]) => {
    const files = makeVolumes(() => ({}), { elements: ({ volume }) => elements(volume) });
    expect(await readAll(files)).toEqual({ [first]: pixelsOf(1), [second]: pixelsOf(2) });
  });

  test("a private attribute counts by its creator, not by its number", async () => {
    const elements = ({ volume }: Of) =>
      privateElements("SOMEBODY ELSE", "0019", "0C", "IS", text(`${500 * volume}`));
    expect(await readAll(makeVolumes(() => ({}), { elements }))).toEqual({
      "": expect.stringMatching(/none of \d+ attributes tells them apart/),
    });
  });

  test("several attributes where none does it alone", async () => {
    const change: Change = ({ volume }) => ({
      FlipAngle: [volume <= 2 ? 3 : 15],
      KVP: [volume % 2 === 0 ? 80 : 140],
    });
    expect(await readAll(makeVolumes(change, { volumes: 4 }))).toEqual({
      "flip angle 3 degrees, tube voltage 140 kV": pixelsOf(1),
      "flip angle 3 degrees, tube voltage 80 kV": pixelsOf(2),
      "flip angle 15 degrees, tube voltage 140 kV": pixelsOf(3),
      "flip angle 15 degrees, tube voltage 80 kV": pixelsOf(4),
    });
  });

  test("an attribute that varies from slice to slice does not get in the way", async () => {
    const change: Change = ({ volume, k }) => ({
      KVP: [k < 2 ? 80 : 120],
      RepetitionTime: [2000 + k],
      ContentTime: `1200${10 + k}.${volume}`,
      FlipAngle: [volume],
    });
    expect(await readAll(makeVolumes(change))).toEqual({
      "flip angle 1 degrees": pixelsOf(1),
      "flip angle 2 degrees": pixelsOf(2),
    });
  });

  test("their echo time, where one was broken off", async () => {
    const change: Change = ({ volume }) => ({ EchoTime: [volume] });
    const isThere = ({ volume, k }: Of): boolean => volume === 1 || k < 4;
    expect(await readAll(makeVolumes(change, { isThere }))).toEqual({
      "echo time 1 ms": pixelsOf(1),
      "echo time 2 ms": pixelsOf(2).slice(0, 4),
    });
  });
});

test("one volume that Philips acquired in two packages of slices stays one", async () => {
  const files = makeVolumes(() => ({}), {
    volumes: 1,
    elements: ({ k }) => philipsFrame({ StackID: `${(k % 2) + 1}`, FrameAcquisitionNumber: [(k % 2) + 1] }),
  });
  expect(await readAll(files)).toEqual({ "": pixelsOf(1) });
});

describe("images that no attribute tells apart are told apart by their times alone", () => {
  const byNumber =
    (number: (of: Of) => number): Change =>
    (of) => ({ InstanceNumber: [number(of)] });

  test.each<[string, Change, [string, string]]>([
    [
      "acquisition times of every slice",
      ({ volume, k }) => ({ AcquisitionTime: `12${volume}0${10 + k}` }),
      ["acquired at 12:10:10", "acquired at 12:20:10"],
    ],
    [
      "acquisition dates",
      ({ volume, k }) => ({
        AcquisitionDate: `2020010${volume}`,
        AcquisitionTime: `12${3 - volume}0${10 + k}`,
      }),
      ["acquired on 20200101", "acquired on 20200102"],
    ],
    [
      "content times of every slice",
      ({ volume, k }) => ({ ContentTime: `12${volume}0${10 + k}` }),
      ["content time 12:10:10", "content time 12:20:10"],
    ],
  ])("%s", async (_, change, [first, second]) => {
    expect(await readAll(makeVolumes(change))).toEqual({ [first]: pixelsOf(1), [second]: pixelsOf(2) });
  });

  test("one volume after the other, the last of which was broken off", async () => {
    const change: Change = ({ volume, k }) => ({ ContentTime: `12${volume}0${10 + k}` });
    const isThere = ({ volume, k }: Of): boolean => volume < 3 || k < 4;
    expect(await readAll(makeVolumes(change, { volumes: 3, isThere }))).toEqual({
      "content time 12:10:10": pixelsOf(1),
      "content time 12:20:10": pixelsOf(2),
      "content time 12:30:10": pixelsOf(3).slice(0, 4),
    });
  });

  test.each<[string, Change]>([
    ["numbers that repeat", () => ({})],
    ["no numbers", () => ({ InstanceNumber: [] })],
    ["numbers in no order", byNumber(({ volume, k }) => ((volume * slices + k) * 5) % 13)],
    ["numbers of one volume after the other", byNumber(({ volume, k }) => slices * volume + k)],
    ["numbers back and forth", byNumber(({ volume, k }) => (volume === 1 ? k : 2 * slices - k))],
    ["numbers place by place", byNumber(({ volume, k }) => 2 * k + volume)],
    [
      // As they are after sorting by position and numbering anew, first what came first of each place.
      "numbers of two whole volumes of which each holds images of both",
      byNumber(({ volume, k }) => slices * ((volume + k) % 2) + k),
    ],
    [
      "content times place by place, in either order",
      ({ volume, k }) => ({ ContentTime: `1200${10 + 2 * k + ((volume + k) % 2)}` }),
    ],
    [
      "a cardiac phase that is another one in each slice",
      ({ volume, k }) => ({ NominalPercentageOfCardiacPhase: [10 * ((volume * 5 + k * 3) % 7)] }),
    ],
  ])("%s: refused, with the reason", async (_, change) => {
    await expect(readSeries(makeVolumes(change))).rejects.toMatchObject({
      code: "irregular-series",
      details: { problem: "duplicate-position" },
      message: expect.stringMatching(
        /6 of 12 images have the same position as another.*none of \d+ attributes tells them apart.*Neither InstanceNumber nor the order of files and frames/,
      ),
    });
  });
});

describe("images half a gap apart", () => {
  const between = (change: Change): SourceFile[] =>
    makeVolumes(({ volume, k }) => ({
      ImagePositionPatient: [-10, 20, 3 * k + (volume - 1) * 1.5],
      InstanceNumber: [2 * k + volume],
      ...change({ volume, k }),
    }));

  test.each<[string, Change]>([
    ["flip angle", ({ volume }) => ({ FlipAngle: [volume] })],
    ["description", ({ volume }) => ({ SeriesDescription: `phase ${volume}` })],
    ["acquisition number", ({ volume }) => ({ AcquisitionNumber: [volume] })],
    ["kernel", ({ volume }) => ({ ConvolutionKernel: `B${volume}` })],
    ["series time", ({ volume }) => ({ SeriesTime: `12000${volume}` })],
    ["bandwidth", ({ volume }) => ({ PixelBandwidth: [100 * volume] })],
  ])("are two volumes where their %s differs", async (_, change) => {
    expect(Object.values(await readAll(between(change)))).toEqual([pixelsOf(1), pixelsOf(2)]);
  });

  test.each<[string, Change]>([
    ["nothing", () => ({})],
    [
      "the time alone, as in slices acquired in turns",
      ({ volume }) => ({ AcquisitionTime: `12000${volume}`, TriggerTime: [volume] }),
    ],
    ["what changes half-way", ({ k }) => ({ KVP: [k < 3 ? 80 : 120], AcquisitionNumber: [k < 3 ? 1 : 2] })],
  ])("are one volume where %s differs", async (_, change) => {
    const woven = pixelsOf(1).flatMap((value, k) => [value, pixelsOf(2)[k]!]);
    expect(await readAll(between(change))).toEqual({ "": woven });
  });

  test("are one volume with a note where the time differs, which cannot be told from slices acquired in turns", async () => {
    const { notes } = await readSeries(between(({ volume }) => ({ AcquisitionTime: `12000${volume}` })));
    expect(notes).toEqual([
      "Its slices were acquired interleaved (acquired at 12:00:01; acquired at 12:00:02), or belong to 2 interleaved scans; the headers do not say which.",
    ]);
  });

  test("are one volume with a note where a weaker sign differs", async () => {
    const { notes } = await readSeries(between(({ volume }) => ({ SliceThickness: [volume] })));
    expect(notes).toEqual([expect.stringContaining("(slice thickness 1 mm; slice thickness 2 mm)")]);
  });

  test("are told apart in each of two echoes", async () => {
    const change: Change = ({ volume, k }) => ({
      EchoTime: [volume <= 2 ? 5 : 10],
      FlipAngle: [volume % 2 === 1 ? 3 : 15],
      ImagePositionPatient: [-10, 20, 3 * k + (volume % 2 === 1 ? 0 : 1.5)],
    });
    expect(await readAll(makeVolumes(change, { volumes: 4 }))).toEqual({
      "echo time 5 ms, flip angle 3 degrees": pixelsOf(1),
      "echo time 5 ms, flip angle 15 degrees": pixelsOf(2),
      "echo time 10 ms, flip angle 3 degrees": pixelsOf(3),
      "echo time 10 ms, flip angle 15 degrees": pixelsOf(4),
    });
  });

  test("are refused where they lie nearer to one neighbour and nothing tells them apart", async () => {
    const files = makeVolumes(({ volume, k }) => ({
      ImagePositionPatient: [-10, 20, 3 * k + (volume - 1) * 1.25],
    }));
    await expect(readSeries(files)).rejects.toMatchObject({
      details: { problem: "uneven-spacing" },
      message: expect.stringMatching(/The slices are alternately 1.25 and 1.75 mm apart/),
    });
  });
});

test("a private attribute counts in DICOM JSON too", () => {
  const { dataset } = fromDicomJson({
    "00190010": { vr: "LO", Value: ["SIEMENS MR HEADER"] },
    "0019100C": { vr: "IS", Value: [1000] },
    "00290010": { vr: "LO", Value: ["SIEMENS CSA HEADER"] },
    "00291010": { vr: "OB", BulkDataURI: "https://example.org/bulk" },
  });
  expect(dataset).toEqual({ SiemensBValue: [1000] });
});

test("so does Siemens' CSA header in it", () => {
  const header = writeSiemensHeader({ B_value: ["800"], ImaCoilString: ["H1"] });
  const { dataset } = fromDicomJson({
    "00290010": { vr: "LO", Value: ["SIEMENS CSA HEADER"] },
    "00291010": { vr: "OB", InlineBinary: Buffer.from(header).toString("base64") },
  });
  expect(dataset).toEqual({ SiemensBValue: [800], SiemensCoilString: ["H1"] });
});
