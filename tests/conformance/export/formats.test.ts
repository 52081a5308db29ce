import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  Anonymity,
  RecordedAxes,
  RecordedFollowUp,
  ReviewRecord,
} from "../../../src/dicom-objects/index.ts";
import { writeMeasurementReport, writeRtStruct } from "../../../src/dicom-objects/index.ts";
import { segmentSurfaces, toNifti, toNrrd, toStl } from "../../../src/export/index.ts";
import { type Grid, ijkToLps, voxelVolumeMl } from "../../../src/geometry/index.ts";
import { type Measurements, measureSegments } from "../../../src/regions/index.ts";
import type { LabelMap } from "../../../src/volume/index.ts";
import { sourceOn } from "../../unit/dicom-objects/phantom.ts";
import { blobs, coronal, downwards, ramp, tilted } from "../../unit/export/blobs.ts";
import { dciodvfy, dicom3tools, named, runPython } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";

interface Place {
  readonly ml: number;
  readonly centre: readonly [number, number, number];
}

interface Seen {
  readonly sform: Record<string, Place>;
  readonly qform: Record<string, Place>;
  readonly codes: readonly number[];
  readonly comment: string;
  readonly nrrd: Record<string, Place>;
  readonly nrrdHeader: Record<string, string>;
  readonly stl: Record<string, Place & { watertight: boolean; consistent: boolean }>;
  readonly rtstruct: Record<string, Place>;
  readonly report: readonly {
    tracking: string;
    finding: string;
    segment: number;
    sites: readonly string[];
    numbers: Record<string, [number, string]>;
    manual: Record<string, { method: string; lines: number[][][] }>;
  }[];
}

const python = findPython("nibabel", "nrrd", "trimesh", "pydicom", "highdicom");
const program = new URL("./read_formats.py", import.meta.url).pathname;
const segmentation = {
  sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
  sopInstanceUID: "2.25.71",
  seriesInstanceUID: "2.25.72",
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "autoseg-formats-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A report of grey values that are not in Hounsfield units. */
async function writeReportOfMr(labelMap: LabelMap): Promise<void> {
  const volume = { ...ramp(labelMap.grid), unit: "arbitrary" as const, modality: "MR" };
  const source = { ...sourceOn(labelMap.grid), modality: "MR", volume };
  const bytes = writeMeasurementReport(measureSegments([labelMap], volume), { source, segmentation });
  await writeFile(join(folder, "mr.sr.dcm"), bytes);
}

async function writeAll(labelMap: LabelMap, anonymous?: Anonymity): Promise<void> {
  const plain = sourceOn(labelMap.grid);
  const source = { ...plain, volume: ramp(labelMap.grid) };
  const options = { source, ...(anonymous && { anonymous }) };
  const write = (name: string, bytes: Uint8Array) => writeFile(join(folder, name), bytes);
  await write("out.nii.gz", toNifti(labelMap));
  await write("out.seg.nrrd", toNrrd([labelMap]));
  for (const { segment, mesh } of segmentSurfaces([labelMap]))
    await write(`${segment.segmentNumber}.stl`, toStl([mesh]));
  await write("out.rtstruct.dcm", writeRtStruct([labelMap], options));
  const measured = measureSegments([labelMap], source.volume);
  const review = byHand(labelMap.grid, measured);
  await write("out.sr.dcm", writeMeasurementReport(measured, { ...options, segmentation, review }));
}

/** The second lesion was measured by hand: 12 and 5 mm in its slice. */
function byHand(grid: Grid, measured: readonly Measurements[]): ReviewRecord {
  const [first, second] = measured.filter(({ lesionNumber }) => lesionNumber !== undefined);
  const line = (i: number, j: number): RecordedAxes["long"] => [
    ijkToLps(grid, [20, 20, 2]),
    ijkToLps(grid, [20 + i / grid.spacingMm[0], 20 + j / grid.spacingMm[1], 2]),
  ];
  const found = (number: number, voxels: number) => ({
    segmentNumber: 7,
    number,
    voxels,
    state: "unseen" as const,
    place: ijkToLps(grid, [0, 0, 0]),
  });
  const drawn = { long: line(12, 0), longMm: 12, short: line(0, 5), shortMm: 5 };
  return {
    findings: [found(1, first!.voxels!), { ...found(2, second!.voxels!), measured: drawn }],
    segments: [],
  };
}

/** Where a label lies by its voxels' centres. */
function placeOf({ grid, voxels }: LabelMap, label: number): Place {
  const [columns, rows] = grid.size;
  const sum = [0, 0, 0];
  let count = 0;
  voxels.forEach((value, index) => {
    if (value !== label) return;
    const row = Math.floor(index / columns);
    const lps = ijkToLps(grid, [index % columns, row % rows, Math.floor(row / rows)]);
    lps.forEach((coordinate, axis) => {
      sum[axis]! += coordinate;
    });
    count++;
  });
  const centre = sum.map((value) => value / count) as [number, number, number];
  return { ml: count * voxelVolumeMl(grid), centre };
}

function distance(a: Place, b: Place): number {
  return Math.hypot(...a.centre.map((value, axis) => value - b.centre[axis]!));
}

describe.skipIf(python.missing)(named("segments in other forms", python.path, python.missing), () => {
  test.each([
    { name: "tilted", grid: tilted },
    { name: "left-handed", grid: downwards },
    { name: "coronal", grid: coronal },
  ])("lie where others see them: $name", async ({ grid }) => {
    const labelMap = blobs(grid);
    await writeAll(labelMap);
    // Slices are all that this program cannot tell from contours.
    const seen = runPython(
      python.path!,
      `exec(open(${JSON.stringify(program)}).read())`,
      folder,
      "2.5",
    ) as Seen;
    expect(seen.codes).toEqual([1, 1]);
    expect(seen.nrrdHeader.space).toBe("left-posterior-superior");
    // pynrrd leaves out what is not ASCII; 3D Slicer writes and reads UTF-8.
    expect(seen.nrrdHeader.Segment1_Name).toMatch(/^Tumour, left lobe/);
    expect(seen.nrrdHeader.Segment1_Tags).toContain("~SCT^108369006^Neoplasm~SCT^7771000^Left~");
    for (const label of [1, 7]) {
      const own = placeOf(labelMap, label);
      for (const form of ["sform", "qform", "nrrd", "rtstruct"] as const) {
        const found = seen[form][label]!;
        expect(distance(found, own), `${form} ${label}`).toBeLessThan(0.01);
        expect(found.ml, `${form} ${label}`).toBeCloseTo(own.ml, 3);
      }
      const surface = seen.stl[label]!;
      expect(surface).toMatchObject({ watertight: true, consistent: true });
      expect(Math.abs(surface.ml / own.ml - 1)).toBeLessThan(0.02);
      expect(distance(surface, own)).toBeLessThan(0.25);
      const numbers = seen.report.find(({ segment }) => segment === label)!.numbers;
      expect(numbers.Volume![0]).toBeCloseTo(own.ml, 3);
    }
    expect(seen.rtstruct[9]!.ml).toBe(0);
    expect(seen.report.map(({ tracking }) => tracking)).toEqual([
      "Liver",
      "lesion 1",
      "lesion 1, lesion 1",
      "lesion 1, lesion 2",
      "Nothing",
    ]);
    const [by, automatic] = [seen.report[3]!, seen.report[2]!];
    expect(automatic.manual).toEqual({});
    expect(by.numbers).toMatchObject({ "Long axis": [12, "mm"], "Short axis": [5, "mm"] });
    for (const [axis, mm] of [
      ["Long axis", 12],
      ["Short axis", 5],
    ] as const) {
      const { method, lines } = by.manual[axis]!;
      const [[from, to]] = lines as [[number[], number[]]];
      expect(method).toBe("Manual");
      expect(Math.hypot(...from.map((at, n) => at - to[n]!))).toBeCloseTo(mm, 3);
    }
    expect(seen.report[1]).toMatchObject({ finding: "Neoplasm", segment: 7 });
    expect(Object.keys(seen.report[0]!.numbers)).toEqual([
      "Volume",
      "Long axis",
      "Attenuation Coefficient Mean",
      "Attenuation Coefficient Standard Deviation",
    ]);
  });
});

/** One lesion that has shrunk. */
const followUp: RecordedFollowUp = {
  priorStudyUID: "2.25.73",
  lesions: [
    {
      name: "lesion 1",
      trackingUID: "2.25.74",
      role: "target",
      priorMm: 20,
      currentMm: 12,
      priorMl: 4.5,
      currentMl: undefined,
    },
  ],
  priorSumMm: 20,
  sumMm: 12,
  baselineSumMm: 20,
  nadirSumMm: 20,
  fromBaseline: -0.4,
  fromNadir: -0.4,
  target: "PR",
  nonTarget: "non-CR/non-PD",
  overall: "PR",
};

describe.skipIf(dicom3tools.missing)(named("dciodvfy", dicom3tools.path, dicom3tools.missing), () => {
  test.each([
    { file: "out.rtstruct.dcm", kind: "RTStructureSet" },
    { file: "out.sr.dcm", kind: "Comprehensive3DSR" },
  ])("finds nothing to say about $file", async ({ file, kind }) => {
    await writeAll(blobs(tilted));
    expect(dciodvfy(join(folder, file))).toEqual([kind]);
    for (const uids of ["retained", "replaced"] as const) {
      await writeAll(blobs(tilted), { uids });
      expect(dciodvfy(join(folder, file)), `UIDs ${uids}`).toEqual([kind]);
    }
  });

  test("finds nothing to say about a follow-up but that some codes are this program's", async () => {
    const labelMap = blobs(tilted);
    const source = { ...sourceOn(tilted), volume: ramp(tilted) };
    const measured = measureSegments([labelMap], source.volume);
    const review = { ...byHand(tilted, measured), followUp };
    const bytes = writeMeasurementReport(measured, { source, segmentation, review });
    await writeFile(join(folder, "follow-up.sr.dcm"), bytes);
    const [kind, ...others] = dciodvfy(join(folder, "follow-up.sr.dcm"));
    expect(kind).toBe("Comprehensive3DSR");
    expect(others.filter((line) => !line.includes("<99AUTOSEG>"))).toEqual([]);
  });

  test("finds nothing to say about the report of an MR", async () => {
    await writeReportOfMr(blobs(tilted));
    expect(dciodvfy(join(folder, "mr.sr.dcm"))).toEqual(["Comprehensive3DSR"]);
  });
});
