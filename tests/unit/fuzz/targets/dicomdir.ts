import { inspectFiles, readSeries } from "../../../../src/dicom/index.ts";
import { encodeDataset, encodeFile, toFile } from "../../dicom/make-dicom.ts";
import { makeSeries } from "../../dicom/make-series.ts";
import { answered, type FuzzTarget } from "../fuzz-target.ts";

const slices = makeSeries({ columns: 2, rows: 2, slices: 2 });

function makeDirectory(undefinedLengths: boolean): Uint8Array {
  const dataset = encodeDataset(
    {
      DirectoryRecordSequence: [
        { DirectoryRecordType: "PATIENT" },
        { DirectoryRecordType: "STUDY" },
        { DirectoryRecordType: "SERIES", SeriesInstanceUID: "1.2.3.4" },
        ...slices.map(({ name }) => ({ DirectoryRecordType: "IMAGE", ReferencedFileID: name })),
      ],
    },
    { undefinedLengths },
  );
  return encodeFile("1.2.840.10008.1.2.1", dataset, { MediaStorageSOPClassUID: "1.2.840.10008.1.3.10" });
}

/** The DICOMDIR of a disc, beside the slices that it lists. */
export const dicomdir: FuzzTarget = {
  name: "dicomdir",
  covers: "/src/dicom/",
  seeds: async () => [makeDirectory(false), makeDirectory(true)],
  tokens: ["PATIENT", "SERIES", "IMAGE", "..\\", "\\"].map((word) => new TextEncoder().encode(word)),
  async run(bytes) {
    const disc = [toFile("DICOMDIR", bytes), ...slices];
    await answered(() => inspectFiles(disc));
    await answered(() => readSeries(disc));
  },
};
