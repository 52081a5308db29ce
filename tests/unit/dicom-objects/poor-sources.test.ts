import { describe, expect, it } from "vitest";
import { items, parseDataset, text } from "../../../src/dicom/index.ts";
import { checkDicomSeg, readDicomSegExactly, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { axialGrid, letterF, sourceOn } from "./phantom.ts";

describe("a source that breaks rules itself", () => {
  it("has texts longer than DICOM allows cut, so that the object keeps the rules", () => {
    const source = sourceOn(axialGrid, { StudyID: ["IBSI_1_STS_001_CT"], PatientID: ["7".repeat(70)] });
    const bytes = writeDicomSeg(letterF(axialGrid), { source });
    const { dataset } = parseDataset(bytes);
    expect(text(dataset, "StudyID")).toBe("IBSI_1_STS_001_C");
    expect(text(dataset, "PatientID")).toBe("7".repeat(64));
    expect(checkDicomSeg(bytes, { source })).toEqual([]);
  });

  it("stripped of study and series UIDs is still referred to, by UIDs that are the same every time", () => {
    const source = { ...sourceOn(axialGrid), studyInstanceUID: "", seriesInstanceUID: "" };
    const labelMap = letterF(axialGrid);
    const uids = [1, 2].map(() => {
      const { dataset } = parseDataset(writeDicomSeg(labelMap, { source }));
      const [series] = items(dataset, "ReferencedSeriesSequence");
      return [text(dataset, "StudyInstanceUID"), text(series!, "SeriesInstanceUID")];
    });
    expect(uids[0]).toEqual(uids[1]);
    expect(uids[0]).toEqual([expect.stringMatching(/^2\.25\.\d+$/), expect.stringMatching(/^2\.25\.\d+$/)]);
    const bytes = writeDicomSeg(labelMap, { source });
    expect(checkDicomSeg(bytes, { source })).toEqual([]);
    expect(readDicomSegExactly(bytes, { source }).voxels).toEqual(labelMap.voxels);
  });
});
