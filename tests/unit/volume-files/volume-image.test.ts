import { describe, expect, it } from "vitest";
import { writeDicomSeg, writeRtStruct } from "../../../src/dicom-objects/index.ts";
import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { findVolumeFormat, readVolumeImage } from "../../../src/volume-files/index.ts";
import { liver } from "../dicom-objects/phantom.ts";
import { coronal, downwards, tilted } from "../export/blobs.ts";
import { makeNifti, makeNrrd, type TestType, valueTypes } from "./make-volume-file.ts";

const small = createGrid({ ...tilted, size: [5, 4, 3] });
/** No two voxels alike. */
const values = Array.from({ length: 60 }, (_, at) => 2 * at - 7);

function expectGrid(found: Grid, expected: Grid): void {
  expect(found.size).toEqual(expected.size);
  const flat = (grid: Grid) => [...grid.spacingMm, ...grid.originLps, ...grid.directionsLps.flat()];
  for (const [index, value] of flat(found).entries()) expect(value).toBeCloseTo(flat(expected)[index]!, 4);
}

function read(bytes: Uint8Array<ArrayBuffer>, modality?: string) {
  return readVolumeImage(bytes, { fileName: "study/head.nii.gz", ...(modality && { modality }) });
}

describe("an image lies where its file says", () => {
  const grids = {
    tilted: small,
    "left-handed": { ...downwards, size: small.size },
    coronal: { ...coronal, size: small.size },
  };
  it.each(Object.entries(grids))("NIfTI of both versions and NRRD of all spaces, %s", async (_, grid) => {
    const files = [
      makeNifti({ grid, values }),
      makeNifti({ grid, values, version: 2, packed: true }),
      ...(["left-posterior-superior", "RAS", "left-anterior-superior"] as const).map((space) =>
        makeNrrd({ grid, values, space }),
      ),
    ];
    for (const bytes of files) {
      const { series } = await read(bytes);
      expectGrid(series.volume.grid, grid);
      expect([...series.volume.voxels]).toEqual(values);
    }
  });

  it("by its quaternion where it has no matrix, and by the matrix where both are there", async () => {
    const grid = createGrid({
      ...small,
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, -1],
      ],
    });
    const [x, y, z] = grid.originLps;
    // Half a turn about z takes RAS to LPS axes; pixdim[0] turns the third axis round.
    const byQuaternion = (sformCode: number) =>
      makeNifti({
        grid,
        values,
        change: (view) => {
          view.setFloat32(76, -1, true);
          view.setInt16(252, 1, true);
          view.setInt16(254, sformCode, true);
          [0, 0, 1, -x, -y, sformCode ? z + 9 : z].forEach((value, at) => {
            view.setFloat32(256 + 4 * at, value, true);
          });
        },
      });
    const alone = await read(byQuaternion(0));
    expectGrid(alone.series.volume.grid, grid);
    expect(alone.series.notes).toHaveLength(1);
    const both = await read(byQuaternion(1));
    expectGrid(both.series.volume.grid, grid);
    expect(both.series.notes).toContain(
      "Its sform and qform place its voxels differently: the sform is used.",
    );
  });

  it("in other units of length", async () => {
    const change = (view: DataView) => view.setUint8(123, 1);
    const { series } = await read(makeNifti({ grid: small, values, change }));
    expect(series.volume.grid.spacingMm[0]).toBeCloseTo(800, 2);
    const inMicrometres = await read(
      makeNrrd({ grid: small, values, lines: { "space units": '"um" "um" "um"' } }),
    );
    expect(inMicrometres.series.volume.grid.spacingMm[0]).toBeCloseTo(0.0008, 7);
    const unknown = await read(makeNifti({ grid: small, values, change: (view) => view.setUint8(123, 0) }));
    expect(unknown.series.notes?.join()).toContain("millimetres are assumed");
  });
});

describe("values are what the file means", () => {
  it.each(Object.keys(valueTypes) as TestType[])("of the type %s, in either byte order", async (type) => {
    const isSigned = !type.startsWith("u");
    const stored = values.map((value) => (isSigned ? value : value + 7));
    for (const bigEndian of [false, true]) {
      for (const bytes of [
        makeNifti({ grid: small, values: stored, type, bigEndian }),
        makeNifti({ grid: small, values: stored, type, bigEndian, version: 2, packed: true }),
        makeNrrd({ grid: small, values: stored, type, bigEndian, encoding: "gzip" }),
        makeNrrd({ grid: small, values: stored, type, encoding: "text" }),
      ])
        expect([...(await read(bytes)).series.volume.voxels]).toEqual(stored);
    }
  });

  it("with slope and intercept, but for a slope of 0 and one that is no number", async () => {
    const scaled = await read(makeNifti({ grid: small, values, slope: 0.5, intercept: -1000 }));
    expect([...scaled.series.volume.voxels]).toEqual(values.map((value) => value * 0.5 - 1000));
    expect(scaled.range).toEqual([-1003.5, -944.5]);
    for (const slope of [0, Number.NaN]) {
      const plain = await read(makeNifti({ grid: small, values, slope, intercept: 5 }));
      expect([...plain.series.volume.voxels]).toEqual(values);
    }
  });

  it("are Hounsfield units where the user says that it is a CT", async () => {
    const ct = await read(makeNifti({ grid: small, values: values.map((v) => v * 20 - 1000) }), "CT");
    expect(ct.suggestedModality).toBe("CT");
    expect(ct.series.volume).toMatchObject({ unit: "HU", modality: "CT" });
    const other = await read(makeNifti({ grid: small, values }));
    expect(other.suggestedModality).toBeUndefined();
    expect(other.series.volume).toMatchObject({ unit: "arbitrary", modality: "OT" });
    expect(other.mayBeLabels).toBe(false);
    expect(
      (await read(makeNifti({ grid: small, values: values.map((v) => (v > 50 ? 1 : 0)) }))).mayBeLabels,
    ).toBe(true);
  });
});

describe("what cannot be opened is refused in words", () => {
  const nifti = (change: (view: DataView) => void) => makeNifti({ grid: small, values, change });
  const nrrd = (lines: Record<string, string>) => makeNrrd({ grid: small, values, lines });
  it.each<[string, Uint8Array<ArrayBuffer>, string]>([
    [
      "4-D NIfTI",
      makeNifti({ grid: small, values: [...values, ...values], more: [2] }),
      "several volumes (5 x 4 x 3 x 2)",
    ],
    ["2-D NIfTI", nifti((view) => view.setInt16(40, 2, true)), "single slice (5 x 4)"],
    ["colours", nifti((view) => view.setInt16(70, 128, true)), "colour values (RGB)"],
    ["complex", nifti((view) => view.setInt16(70, 32, true)), "complex numbers"],
    ["no place", nifti((view) => view.setInt16(254, 0, true)), "which side is left"],
    ["sheared", nifti((view) => view.setFloat32(284, 0.5, true)), "not upright boxes"],
    ["a pair of files", nifti((view) => view.setUint8(345, 105)), "voxels are in another file"],
    ["Analyze", nifti((view) => view.setInt32(344, 0, true)), "Analyze"],
    ["cut off", makeNifti({ grid: small, values }).slice(0, -1), "ends before its last voxel"],
    ["packed and cut off", makeNifti({ grid: small, values, packed: true }).slice(0, -20), "it"],
    [
      "packed and promising terabytes",
      makeNifti({
        grid: small,
        values,
        packed: true,
        change: (view) => {
          for (const at of [42, 44, 46]) view.setInt16(at, 30_000, true);
        },
      }),
      "ends before its last voxel",
    ],
    [
      "4-D NRRD",
      nrrd({ dimension: "4", sizes: "5 4 3 2", kinds: "domain domain domain list" }),
      "several volumes",
    ],
    [
      "colours of NRRD",
      nrrd({ dimension: "4", sizes: "3 5 4 1", kinds: "RGB-color domain domain domain" }),
      "5 x 4",
    ],
    [
      "vectors",
      nrrd({ dimension: "4", sizes: "3 5 4 3", kinds: "vector domain domain domain" }),
      "several values for each voxel",
    ],
    ["2-D NRRD", nrrd({ dimension: "2", sizes: "5 4" }), "single slice"],
    ["detached", nrrd({ "data file": "head.raw" }), "voxels are in another file"],
    ["no space", nrrd({ space: "" }), "which side is left"],
    ["another space", makeNrrd({ grid: small, values, space: "scanner-xyz" }), "scanner-xyz"],
    ["no directions", nrrd({ "space directions": "" }), "where its voxels lie"],
    ["brackets", nrrd({ "space directions": "(".repeat(2 ** 21) }), "where its voxels lie"],
    ["bzip2", makeNrrd({ grid: small, values, encoding: "bzip2" }), "bzip2"],
    ["block", nrrd({ type: "block" }), "of the type block"],
    ["short NRRD", makeNrrd({ grid: small, values }).slice(0, -2), "ends before its last voxel"],
    ["neither", new TextEncoder().encode("hello"), "it is shorter than a header"],
  ])("%s", async (_, bytes, said) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: "invalid-volume-file",
      message: expect.stringContaining(said),
    });
  });
});

it("is found by its first bytes, packed or not, whatever its name", async () => {
  const formatOf = (bytes: Uint8Array<ArrayBuffer>) => findVolumeFormat(new Blob([bytes]));
  for (const packed of [false, true])
    for (const version of [1, 2] as const)
      expect(await formatOf(makeNifti({ grid: small, values, packed, version }))).toBe("NIfTI");
  expect(await formatOf(makeNifti({ grid: small, values, bigEndian: true }))).toBe("NIfTI");
  expect(await formatOf(makeNrrd({ grid: small, values }))).toBe("NRRD");
  for (const other of [
    new Uint8Array(2000),
    Uint8Array.of(0x1f, 0x8b, 8, 0, 1),
    new TextEncoder().encode("DICM"),
  ])
    expect(await formatOf(other)).toBeUndefined();
});

it("has the same UIDs at every reading, others than another image, and no DICOM object is made from it", async () => {
  const [first, again, other] = await Promise.all(
    [values, values, values.toReversed()].map(
      async (each) => (await read(makeNifti({ grid: small, values: each }))).series,
    ),
  );
  expect(first!.seriesInstanceUID).toBe(again!.seriesInstanceUID);
  expect(first!.seriesInstanceUID).not.toBe(other!.seriesInstanceUID);
  expect(first).toMatchObject({ fileFormat: "NIfTI", header: { SeriesDescription: ["head.nii.gz"] } });
  const { grid } = first!.volume;
  const labelMap = createLabelMap({ grid, segments: [liver] });
  labelMap.voxels.fill(1, 0, 7);
  for (const write of [writeDicomSeg, writeRtStruct])
    expect(() => write([labelMap], { source: first! })).toThrow("Export as NIfTI, NRRD or STL instead");
});
