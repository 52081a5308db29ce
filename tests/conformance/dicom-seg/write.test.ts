import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dataset, readSeries, type SourceSeries } from "../../../src/dicom/index.ts";
import { type Predecessor, writeDicomSeg, writeFractionalSeg } from "../../../src/dicom-objects/index.ts";
import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import {
  createLabelMap,
  createLabelMap16,
  type LabelMap16,
  type Segment,
} from "../../../src/volume/index.ts";
import {
  axialGrid,
  drawnByHand,
  letterF,
  liver,
  sourceOn,
  tumour,
} from "../../unit/dicom-objects/phantom.ts";
import { findPython } from "../installed.ts";
import { dcentvfy, dciodvfy, dicom3tools, named, realData, runPython } from "./programs.ts";
import { filesIn, writeSourceImages } from "./source-files.ts";

const c = Math.cos(0.4);
const s = Math.sin(0.4);
const oblique: Grid = createGrid({
  ...axialGrid,
  size: [9, 17, 5],
  directionsLps: [
    [c, s, 0],
    [0, 0, -1],
    [-s, c, 0],
  ],
});

/** Everything that a header can say of patient, study and trial. */
const richHeader: Dataset = {
  PatientName: ["Yamada^Tarou=山田^太郎=やまだ^たろう"],
  IssuerOfPatientID: ["Klinik"],
  PatientBirthDate: ["19600101"],
  PatientBirthTime: ["0101"],
  PatientSex: ["F"],
  EthnicGroup: ["x"],
  PatientComments: ["Anmerkung: größer"],
  PatientIdentityRemoved: ["YES"],
  DeidentificationMethod: ["by hand"],
  ReferringPhysicianName: ["Roe^Jane"],
  StudyID: ["17"],
  AccessionNumber: ["A17"],
  StudyDescription: ["Abdomen"],
  PhysiciansOfRecord: ["Roe^Jane"],
  NameOfPhysiciansReadingStudy: ["Roe^Jane", "Doe^John"],
  AdmittingDiagnosesDescription: ["pain"],
  PatientAge: ["064Y"],
  PatientSize: [1.7],
  PatientWeight: [71.5],
  AdditionalPatientHistory: ["none"],
  Occupation: ["baker"],
  Allergies: ["none"],
  MedicalAlerts: ["none"],
  SmokingStatus: ["NO"],
  PregnancyStatus: [1],
  PositionReferenceIndicator: ["XY"],
  ClinicalTrialSponsorName: ["Sponsor"],
  ClinicalTrialProtocolID: ["P1"],
  ClinicalTrialProtocolName: [],
  ClinicalTrialSiteID: [],
  ClinicalTrialSiteName: [],
  ClinicalTrialSubjectID: ["S1"],
  ClinicalTrialTimePointID: ["T1"],
};

interface Case {
  readonly name: string;
  readonly source: SourceSeries;
  readonly labelMap: LabelMap16;
  readonly type?: "BINARY" | "LABELMAP";
  readonly compression?: "deflated" | "rle";
  readonly palette?: boolean;
  readonly predecessor?: Predecessor;
}

/** A segment number that takes 16 bits. */
const wideTumour = { ...tumour, segmentNumber: 1007 };

function wideLetterF(): LabelMap16 {
  const { voxels, ...rest } = letterF(axialGrid);
  return createLabelMap16({
    ...rest,
    segments: [liver, wideTumour, drawnByHand],
    voxels: Uint16Array.from(voxels, (label) => (label === tumour.segmentNumber ? 1007 : label)),
  });
}

const edited: Segment = {
  ...tumour,
  segmentNumber: 1,
  description: "Seen in two slices only",
  typeModifier: { codeValue: "14799000", codingSchemeDesignator: "SCT", codeMeaning: "Secondary" },
  anatomicRegion: { codeValue: "64033007", codingSchemeDesignator: "SCT", codeMeaning: "Kidney" },
  anatomicRegionModifier: { codeValue: "7771000", codingSchemeDesignator: "SCT", codeMeaning: "Left" },
  algorithmParameters: `weights SHA-256 ${"ab".repeat(32)}`,
};

const cases: readonly Case[] = [
  { name: "axial", source: sourceOn(axialGrid), labelMap: letterF(axialGrid) },
  { name: "oblique", source: sourceOn(oblique), labelMap: letterF(oblique) },
  { name: "rich header", source: sourceOn(axialGrid, richHeader), labelMap: letterF(axialGrid) },
  {
    name: "empty header",
    source: sourceOn(axialGrid, { PatientName: [], PatientID: [], StudyDate: [], StudyTime: [] }),
    labelMap: letterF(axialGrid, [liver]),
  },
  {
    name: "lossy source",
    source: sourceOn(axialGrid, {
      LossyImageCompression: ["01"],
      LossyImageCompressionRatio: [10],
      LossyImageCompressionMethod: ["ISO_10918_1"],
    }),
    labelMap: letterF(axialGrid),
  },
  {
    name: "deflated",
    source: sourceOn(axialGrid),
    labelMap: letterF(axialGrid),
    compression: "deflated",
  },
  {
    name: "an edited object",
    source: sourceOn(axialGrid, {
      Manufacturer: ["Scanner Makers"],
      ManufacturerModelName: ["Model 1"],
      DeviceSerialNumber: ["17"],
      SoftwareVersions: ["1.2"],
    }),
    labelMap: letterF(axialGrid, [edited]),
    predecessor: {
      sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
      sopInstanceUID: "2.25.91",
      seriesInstanceUID: "2.25.92",
      change: "Tumour, left lobe – Größe: 12 voxels added, 3 removed.",
    },
  },
  {
    name: "empty segments only",
    source: sourceOn(axialGrid),
    labelMap: createLabelMap({ grid: axialGrid, segments: [drawnByHand, tumour] }),
  },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "autoseg-seg-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The same as LABELMAP: dicom3tools do not know that type yet. */
const labelMapCases: readonly Case[] = [
  ...cases.map((one): Case => ({ ...one, name: `${one.name}, LABELMAP`, type: "LABELMAP" })),
  ...[
    { name: "LABELMAP, RLE", labelMap: letterF(axialGrid), compression: "rle" as const },
    { name: "LABELMAP, palette", labelMap: letterF(axialGrid), palette: true },
    { name: "LABELMAP, 16 bit", labelMap: wideLetterF() },
    {
      name: "LABELMAP, 16 bit, palette, RLE",
      labelMap: wideLetterF(),
      palette: true,
      compression: "rle" as const,
    },
  ].map((one): Case => ({ ...one, source: sourceOn(axialGrid), type: "LABELMAP" })),
];

async function writeCase({ name, source, labelMap, ...options }: Case): Promise<string> {
  const path = join(folder, `${name.replaceAll(/[ ,]+/g, "-")}.dcm`);
  const creator = { contentCreatorName: "Ärztin^Anna", seriesDescription: "Leber" };
  await writeFile(path, writeDicomSeg(labelMap, { source, ...options, ...creator }));
  return path;
}

describe.skipIf(dicom3tools.missing)(named("dicom3tools", dicom3tools.path, dicom3tools.missing), () => {
  // Debian's dicom3tools cannot inflate.
  test.each(cases.filter(({ compression }) => compression === undefined))(
    "finds nothing to say about: $name",
    async (one) => {
      const path = await writeCase(one);
      expect(dciodvfy(path)).toEqual(["Segmentation"]);
    },
  );

  test("finds nothing to say about segments of a multi-frame image", async () => {
    const source = sourceOn(axialGrid);
    const instances = source.instances.map((instance, k) => ({
      ...instance,
      sopClassUID: "1.2.840.10008.5.1.4.1.1.2.1",
      sopInstanceUID: "2.25.77",
      frameNumber: k + 1,
    }));
    const path = join(folder, "multi-frame.dcm");
    await writeFile(path, writeDicomSeg(letterF(axialGrid), { source: { ...source, instances } }));
    expect(dciodvfy(path)).toEqual(["Segmentation"]);
  });

  test("finds nothing to say about segments that overlap", async () => {
    const source = sourceOn(axialGrid);
    const [first, second] = [letterF(axialGrid, [liver]), letterF(axialGrid, [tumour])];
    const path = join(folder, "overlapping.dcm");
    await writeFile(path, writeDicomSeg([first, second], { source }));
    expect(dciodvfy(path)).toEqual(["Segmentation"]);
  });

  test.each(["PROBABILITY", "OCCUPANCY"] as const)(
    "finds nothing to say about %s",
    async (fractionalType) => {
      const source = sourceOn(axialGrid);
      const fractions = Uint8Array.from(source.volume.voxels, (_, index) => index % 256);
      const path = join(folder, "fractional.dcm");
      await writeFile(
        path,
        writeFractionalSeg([{ segment: tumour, fractions }], axialGrid, { source, fractionalType }),
      );
      expect(dciodvfy(path)).toEqual(["Segmentation"]);
    },
  );

  test.each(["retained", "replaced"] as const)(
    "finds nothing to say about one without the patient's identity, UIDs %s",
    async (uids) => {
      const source = sourceOn(axialGrid, richHeader);
      const predecessor = {
        sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
        sopInstanceUID: "2.25.91",
        seriesInstanceUID: "2.25.92",
        change: "Changed.",
      };
      const path = join(folder, "anonymous.dcm");
      await writeFile(path, writeDicomSeg(letterF(axialGrid), { source, predecessor, anonymous: { uids } }));
      expect(dciodvfy(path)).toEqual(["Segmentation"]);
    },
  );

  test("finds it consistent with its sources", async () => {
    const one = cases[2]!;
    const images = await writeSourceImages(one.source, folder);
    expect(dcentvfy(...images, await writeCase(one))).toEqual([]);
  });

  const real = realData("dicom/ct-abdomen");
  test.skipIf(!real)(
    named("finds nothing to say about a real CT with a poor header", real, "no shared data"),
    async () => {
      const source = await readSeries(await filesIn(real!));
      const one = { name: "real", source, labelMap: letterF(source.volume.grid) };
      const path = await writeCase(one);
      expect(dciodvfy(path)).toEqual(["Segmentation"]);
      const images = source.instances.map(({ fileName }) => fileName);
      expect(dcentvfy(...images, path).filter((line) => line.startsWith("Error"))).toEqual([]);
    },
  );
});

/**
 * What other libraries make of the object: for each segment the slices it is found in, by the images they refer to,
 * and the SHA-256 of the voxels.
 */
type Found = Record<string, Record<string, string>>;

function expected({ source, labelMap }: Case): Found {
  const frameSize = labelMap.grid.size[0] * labelMap.grid.size[1];
  const found: Found = {};
  for (const { segmentNumber } of labelMap.segments) {
    const slices: Record<string, string> = {};
    source.instances.forEach(({ sopInstanceUID }, k) => {
      const slice = labelMap.voxels.subarray(k * frameSize, (k + 1) * frameSize);
      if (!slice.includes(segmentNumber)) return;
      const mask = Uint8Array.from(slice, (label) => (label === segmentNumber ? 1 : 0));
      slices[sopInstanceUID] = createHash("sha256").update(mask).digest("hex");
    });
    if (Object.keys(slices).length > 0) found[segmentNumber] = slices;
  }
  return found;
}

const pydicom = findPython("pydicom", "numpy");
const pydicomProgram = `
import sys, json, hashlib, pydicom
d = pydicom.dcmread(sys.argv[1])
pixels = d.pixel_array.reshape(int(d.NumberOfFrames), d.Rows, d.Columns)
found = {}
for pixel, group in zip(pixels, d.PerFrameFunctionalGroupsSequence):
    image = group.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID
    numbers = [s.SegmentNumber for s in d.SegmentSequence if s.SegmentNumber > 0]
    if d.SegmentationType == "BINARY": numbers = [group.SegmentIdentificationSequence[0].ReferencedSegmentNumber]
    for number in numbers:
        mask = pixel == (number if d.SegmentationType == "LABELMAP" else 1)
        if mask.any():
            found.setdefault(str(number), {})[image] = hashlib.sha256(mask.astype("uint8").tobytes()).hexdigest()
print(json.dumps(found))
`;

describe.skipIf(pydicom.missing)(named("pydicom", pydicom.path, pydicom.missing), () => {
  test.each([...cases, ...labelMapCases])("sees the same voxels: $name", async (one) => {
    expect(runPython(pydicom.path!, pydicomProgram, await writeCase(one))).toEqual(expected(one));
  });

  test("sees the same words", async () => {
    const program = `
import sys, json, pydicom
d = pydicom.dcmread(sys.argv[1])
print(json.dumps([str(d.PatientName), str(d.ContentCreatorName)] + [s.SegmentLabel for s in d.SegmentSequence[:1]] + [d.SegmentSequence[6].SegmentLabel]))`;
    const words = runPython(pydicom.path!, program, await writeCase(cases[2]!));
    expect(words).toEqual([richHeader.PatientName![0], "Ärztin^Anna", liver.label, tumour.label]);
  });
});

const highdicom = findPython("highdicom");
const highdicomProgram = `
import sys, json, hashlib, numpy, highdicom
from highdicom.color import CIELabColor
seg = highdicom.seg.segread(sys.argv[1])
uids = json.loads(sys.argv[2])
numbers = [n for n in seg.segment_numbers]
pixels = seg.get_pixels_by_source_instance(uids, segment_numbers=numbers, ignore_spatial_locations=True, assert_missing_frames_are_empty=True)
found = {}
for i, uid in enumerate(uids):
    for j, number in enumerate(numbers):
        mask = pixels[i, :, :, j]
        if mask.any(): found.setdefault(str(number), {})[uid] = hashlib.sha256(mask.astype("uint8").tobytes()).hexdigest()
volume = seg.get_volume(combine_segments=False, allow_missing_positions=True)
descriptions = {}
for number in json.loads(sys.argv[3]):
    d = seg.get_segment_description(number)
    color = [int(v) for v in CIELabColor.from_dicom(d.RecommendedDisplayCIELabValue).to_rgb()] if hasattr(CIELabColor, "from_dicom") else None
    descriptions[str(number)] = [d.segment_label, d.segmented_property_type.meaning, d.algorithm_type.value, d.algorithm_identification.family.meaning if d.algorithm_identification else None, color]
print(json.dumps({"found": found, "descriptions": descriptions}))
`;

// highdicom 0.28 gives no voxels of single segments with numbers over 255; pydicom sees them, as tested above.
const narrowCases = [...cases, ...labelMapCases].filter(
  ({ labelMap }) => labelMap.voxels instanceof Uint8Array,
);

describe.skipIf(highdicom.missing)(named("highdicom", highdicom.path, highdicom.missing), () => {
  test.each(narrowCases)("sees the same voxels and descriptions: $name", async (one) => {
    const uids = JSON.stringify(one.source.instances.map(({ sopInstanceUID }) => sopInstanceUID));
    const numbers = one.labelMap.segments.map(({ segmentNumber }) => segmentNumber);
    const seen = runPython(
      highdicom.path!,
      highdicomProgram,
      await writeCase(one),
      uids,
      JSON.stringify(numbers),
    ) as { found: Found; descriptions: Record<string, unknown[]> };
    expect(seen.found).toEqual(expected(one));
    for (const segment of one.labelMap.segments) {
      const [label, type, algorithm, family] = seen.descriptions[segment.segmentNumber]!;
      expect({ label, type, algorithm, family }).toEqual({
        label: segment.label,
        type: segment.type.codeMeaning,
        algorithm: segment.algorithmType,
        family: segment.algorithmType === "MANUAL" ? null : "Artificial Intelligence",
      });
    }
  });
});
