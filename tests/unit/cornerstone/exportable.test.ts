import { describe, expect, it } from "vitest";
import { checkExportable } from "../../../src/cornerstone/exportable.ts";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { makeSeries } from "../dicom/make-series.ts";

const header = { PatientID: ["17"] };

async function missingOf(change: (series: SourceSeries) => Partial<SourceSeries>) {
  const series = { ...(await readSeries(makeSeries())), header };
  try {
    checkExportable({ ...series, ...change(series) });
    return [];
  } catch (error) {
    if (!isAutosegError(error, "incomplete-metadata")) throw error;
    return [...error.details.missing, error.message];
  }
}

describe("checkExportable", () => {
  it("has nothing against a series with its UIDs and a patient", async () => {
    expect(await missingOf(() => ({}))).toEqual([]);
    expect(await missingOf(() => ({ header: { PatientName: ["Doe^Jane"] } }))).toEqual([]);
  });

  it("names what is missing, and of how many images", async () => {
    const [keyword, message] = await missingOf(({ instances }) => ({
      instances: instances.map((instance, n) => (n < 2 ? { ...instance, sopInstanceUID: "" } : instance)),
    }));
    expect(keyword).toBe("SOPInstanceUID");
    expect(message).toContain("SOPInstanceUID (of 2 of 6 images)");
    expect(message).toContain("`source`");
  });

  it("names all that is missing at once", async () => {
    const found = await missingOf(() => ({
      studyInstanceUID: "",
      seriesInstanceUID: "",
      frameOfReferenceIsDerived: true,
      header: {},
    }));
    expect(found.slice(0, -1)).toEqual([
      "StudyInstanceUID",
      "SeriesInstanceUID",
      "FrameOfReferenceUID",
      "PatientID",
    ]);
  });
});
