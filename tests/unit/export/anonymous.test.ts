import { gunzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import {
  type AttributeValue,
  type Dataset,
  dictionary,
  items,
  type Keyword,
  parseDataset,
  text,
} from "../../../src/dicom/index.ts";
import {
  type Anonymity,
  checkDicomSeg,
  readDicomSeg,
  toWrittenReference,
  writeDicomSeg,
  writeDicomSegInParts,
  writeFractionalSeg,
  writeMeasurementReport,
  writeRtStruct,
} from "../../../src/dicom-objects/index.ts";
import { type FileFormId, fileForms } from "../../../src/export/index.ts";
import type { Segment } from "../../../src/volume/index.ts";
import { axialGrid, letterF, liver, sourceOn, tumour } from "../dicom-objects/phantom.ts";

const secret = "SECRET";
const secretDate = "19570813";

/** A header in which every attribute that we know and that is no measure of the image says who the patient is. */
const values: Readonly<Record<string, AttributeValue>> = {
  ...Object.fromEntries(["LO", "LT", "ST", "UT", "PN", "SH"].map((vr) => [vr, [secret]])),
  DA: [secretDate],
  TM: ["101112"],
  AS: ["067Y"],
};
const header = Object.fromEntries(
  (Object.keys(dictionary) as Keyword[]).flatMap((keyword) => {
    const value = values[dictionary[keyword][1]];
    return value === undefined ? [] : [[keyword, value]];
  }),
) as Dataset;

const whole = sourceOn(axialGrid, header);
/** One image has a series of its own, as some scanners write them. */
const source = {
  ...whole,
  instances: whole.instances.map((instance, k) =>
    k === 1 ? { ...instance, seriesInstanceUID: "2.25.6001" } : instance,
  ),
};
const typed: Segment[] = [
  { ...liver, label: `Liver of ${secret}`, description: secret },
  { ...tumour, label: `${secret}'s metastasis`, trackingId: secret },
  { ...tumour, segmentNumber: 8, label: "Left neoplasm 2", trackingId: "x" },
];
const labelMap = letterF(axialGrid, typed);
const texts = {
  seriesDescription: secret,
  equipment: { manufacturer: secret, deviceSerialNumber: secret },
  date: new Date(1957, 7, 13),
};
const segTexts = {
  ...texts,
  contentLabel: secret,
  contentDescription: secret,
  contentCreatorName: secret,
  contributors: [{ purpose: "processing" as const, manufacturer: secret }],
  predecessor: {
    sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
    sopInstanceUID: "2.25.9001",
    seriesInstanceUID: "2.25.9002",
    change: secret,
  },
};
const segmentation = segTexts.predecessor;

function concatenated(parts: Iterable<Uint8Array>): Uint8Array {
  return new Uint8Array(Buffer.concat([...parts]));
}

/** Everything that we write, by its name. */
function writeAll(anonymous: Anonymity | undefined): Record<string, Uint8Array> {
  const all = { source, ...(anonymous && { anonymous }) };
  const fractions = Uint8Array.from(labelMap.voxels, (label) => label * 10);
  const segment = (number: number) => typed.find(({ segmentNumber }) => segmentNumber === number)!;
  const forms = (Object.keys(fileForms) as FileFormId[]).flatMap((id) => [
    ...fileForms[id].write({ labelMaps: [labelMap], ...all, creatorName: secret }, `out/${id}`),
  ]);
  return {
    binary: writeDicomSeg(labelMap, { ...all, ...segTexts }),
    exported: concatenated(writeDicomSegInParts(labelMap, { ...all, ...segTexts })),
    labelMap: writeDicomSeg(labelMap, { ...all, ...segTexts, type: "LABELMAP", palette: true }),
    fractional: writeFractionalSeg([{ segment: segment(1), fractions }], axialGrid, {
      ...all,
      ...segTexts,
      fractionalType: "OCCUPANCY",
    }),
    rtstruct: writeRtStruct([labelMap], { ...all, ...texts, structureSetLabel: secret }),
    report: writeMeasurementReport(
      [
        { segment: segment(7), volumeMl: 1, longestAxialDiameterMm: 2 },
        { segment: segment(7), lesionNumber: 1, volumeMl: 1, longestAxialDiameterMm: 2 },
      ],
      {
        ...all,
        ...texts,
        observerName: secret,
        segmentation: toWrittenReference(segmentation, anonymous),
      },
    ),
    ...Object.fromEntries(forms.map(({ path, bytes }) => [path, bytes])),
  };
}

/** Text of a file, compressed or not. */
function read(bytes: Uint8Array): string {
  const plain = Buffer.from(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
  const header = plain.toString("latin1");
  const data = /^NRRD/.test(header) ? header.indexOf("\n\n") + 2 : -1;
  return data < 0 ? header : header + Buffer.from(gunzipSync(plain.subarray(data))).toString("latin1");
}

const uids = [
  source.studyInstanceUID,
  source.seriesInstanceUID,
  "2.25.6001",
  source.frameOfReferenceUID,
  ...source.instances.map(({ sopInstanceUID }) => sopInstanceUID),
  segmentation.sopInstanceUID,
  segmentation.seriesInstanceUID,
  tumour.trackingUID!,
];
/** Whole UIDs: one made anew may begin with the digits of another. */
const found = (content: string) =>
  uids.filter((uid) => new RegExp(`(?<![\\d.])${uid.replaceAll(".", "\\.")}(?![\\d.])`).test(content));
const isDicom = (name: string) => !/nifti|nrrd|stl/.test(name);

describe("without the patient's identity", () => {
  test("the search finds it where it may stand", () => {
    for (const [name, bytes] of Object.entries(writeAll(undefined))) {
      if (/stl$/.test(name)) expect(name).toContain(secret);
      else expect(read(bytes), name).toContain(secret);
    }
  });

  const kept = writeAll({ uids: "retained" });
  test.each(Object.keys(kept))("nothing tells who it is of: %s", (name) => {
    expect(name).not.toContain(secret);
    const content = read(kept[name]!);
    for (const telling of [secret, secretDate, "067Y"]) expect(content).not.toContain(telling);
  });

  test.each(Object.keys(kept).filter(isDicom))("and it says so: %s", (name) => {
    const { dataset } = parseDataset(kept[name]!);
    expect(text(dataset, "PatientIdentityRemoved")).toBe("YES");
    expect(text(dataset, "LongitudinalTemporalInformationModified")).toBe("REMOVED");
    expect(text(dataset, "DeidentificationMethod")).toContain("UIDs retained");
    const codes = items(dataset, "DeidentificationMethodCodeSequence").map((item) => text(item, "CodeValue"));
    expect(codes).toEqual(["113100", "113105", "113110"]);
    expect(found(read(kept[name]!))).toContain(source.studyInstanceUID);
  });

  test("its segments are called what their codes say", async () => {
    const { labelMaps, notes } = await readDicomSeg(kept.exported!, { source });
    expect(notes).toEqual([]);
    expect(labelMaps[0]!.voxels).toEqual(labelMap.voxels);
    const segments = labelMaps[0]!.segments.map(({ label, trackingId }) => [label, trackingId]);
    expect(segments).toEqual([
      ["Liver", undefined],
      ["Left Neoplasm of Liver", "Left Neoplasm of Liver"],
      ["Left neoplasm 2", "Left neoplasm 2"],
    ]);
    expect(checkDicomSeg(kept.exported!, { source })).toEqual([]);
  });

  test("but a model's own names stay", async () => {
    const anonymous: Anonymity = { uids: "retained", labels: [tumour.label] };
    const named = letterF(axialGrid, [tumour, { ...tumour, segmentNumber: 8 }]);
    const bytes = writeDicomSeg(named, { source, anonymous });
    const { labelMaps } = await readDicomSeg(bytes, { source });
    expect(labelMaps[0]!.segments.map(({ label }) => label)).toEqual([tumour.label, `${tumour.label} 2`]);
  });
});

describe("with other UIDs too", () => {
  const replaced = writeAll({ uids: "replaced" });

  test.each(Object.keys(replaced).filter(isDicom))("none of the source's is left: %s", (name) => {
    expect(found(read(replaced[name]!))).toEqual([]);
    const { dataset } = parseDataset(replaced[name]!);
    const codes = items(dataset, "DeidentificationMethodCodeSequence").map((item) => text(item, "CodeValue"));
    expect(codes).toEqual(["113100", "113105"]);
  });

  test("the objects of one source belong together", () => {
    const [seg, struct, report] = ["exported", "rtstruct", "report"].map(
      (name) => parseDataset(replaced[name]!).dataset,
    );
    for (const keyword of ["StudyInstanceUID", "FrameOfReferenceUID"] as const)
      expect(text(struct!, keyword)).toBe(text(seg!, keyword));
    expect(text(report!, "StudyInstanceUID")).toBe(text(seg!, "StudyInstanceUID"));
  });
});

test("a report names the segmentation that is written beside it", () => {
  for (const uids of ["retained", "replaced"] as const) {
    const files = [
      ...fileForms.sr.write({ labelMaps: [labelMap], source, anonymous: { uids } }, "report.dcm"),
    ];
    expect(files.map(({ path }) => path)).toEqual(["segmentation.dcm", "report.dcm"]);
    const sopInstanceUID = text(parseDataset(files[0]!.bytes).dataset, "SOPInstanceUID")!;
    expect(read(files[1]!.bytes)).toContain(sopInstanceUID);
  }
});
