import { expect, test } from "vitest";
import { inspectFiles, readSeries, type SourceFile } from "../../../src/dicom/index.ts";
import { type Attributes, encodeDataset, encodeFile, toFile } from "./make-dicom.ts";
import { makeSeries } from "./make-series.ts";

/** A disc: a DICOMDIR that lists files of one series, and those of them that are there. */
function makeDisc(rename: (name: string) => string | undefined, listedFolder = "DICOM"): SourceFile[] {
  const records: Attributes[] = [
    { DirectoryRecordType: "PATIENT" },
    { DirectoryRecordType: "STUDY" },
    { DirectoryRecordType: "SERIES", SeriesInstanceUID: "1.2.3.4" },
    ...Array.from({ length: 6 }, (_, k) => ({
      DirectoryRecordType: "IMAGE",
      ReferencedFileID: `${listedFolder}\\IM00000${k}`,
    })),
  ];
  const directory = encodeFile("1.2.840.10008.1.2.1", encodeDataset({ DirectoryRecordSequence: records }), {
    MediaStorageSOPClassUID: "1.2.840.10008.1.3.10",
  });
  const images = makeSeries().flatMap((file, k) => {
    const name = rename(`DICOM/IM00000${k}`);
    return name === undefined ? [] : [{ ...file, name }];
  });
  return [
    toFile("disc/DICOMDIR", directory),
    ...images.map((file) => ({ ...file, name: `disc/${file.name}` })),
  ];
}

test.each<[string, (name: string) => string]>([
  ["as they are", (name) => name],
  ["in lower case", (name) => name.toLowerCase()],
  ["with the version of ISO 9660", (name) => `${name};1`],
  ["with an extension that was added", (name) => `${name}.dcm`],
])("files that a DICOMDIR lists are found %s", async (_, rename) => {
  const files = makeDisc(rename);
  expect((await inspectFiles(files)).missing).toEqual([]);
  expect((await readSeries(files)).instances.length).toBe(6);
});

test("a file that is listed and not there is named, though the others would make a volume", async () => {
  const files = makeDisc((name) => (name.endsWith("5") ? undefined : name));
  const inspection = await inspectFiles(files);
  expect(inspection.missing).toEqual([
    { path: "DICOM/IM000005", seriesInstanceUID: "1.2.3.4", listedIn: "disc/DICOMDIR" },
  ]);
  expect(inspection.studies[0]!.series[0]!.volumes[0]!.problem).toBeUndefined();
  await expect(readSeries(files)).rejects.toMatchObject({
    code: "input-not-found",
    message: '"DICOM/IM000005" is listed in disc/DICOMDIR, but it is missing. Copy the whole disc.',
  });
});

test("files missing of another series do not matter", async () => {
  const [directory, ...images] = makeDisc((name) => name);
  const other = (await import("./make-series.ts")).makeSeries({ seriesInstanceUID: "1.2.3.5" });
  const files = [directory!, ...images.slice(1), ...other];
  expect((await readSeries(files, { seriesInstanceUID: "1.2.3.5" })).instances.length).toBe(6);
  await expect(readSeries(files, { seriesInstanceUID: "1.2.3.4" })).rejects.toMatchObject({
    code: "input-not-found",
  });
});
