import { describe, expect, test } from "vitest";
import { parseDataset, text } from "../../../src/dicom/index.ts";
import {
  describeWork,
  predecessorOf,
  uidsOfWork,
  type Work,
  writeDicomSeg,
} from "../../../src/dicom-objects/index.ts";
import { axialGrid, letterF, sourceOn } from "./phantom.ts";

const source = sourceOn(axialGrid);
const labelMap = letterF(axialGrid);
const work: Work = {
  seriesInstanceUID: source.seriesInstanceUID,
  sopInstanceUIDs: source.instances.map(({ sopInstanceUID }) => sopInstanceUID),
  model: "ct-liver-tumour",
  version: "1.0.0",
  weights: ["ab", "cd"],
  options: ["seg", "BINARY"],
};
const uidOf = (changed: Partial<Work> = {}) =>
  uidsOfWork(describeWork({ ...work, ...changed })).sopInstanceUID;

describe("the UIDs of an object that is named by its work", () => {
  test("are known before it is computed, and do not follow from its voxels", () => {
    const options = { source, deterministic: true, work: describeWork(work) };
    const empty = { ...labelMap, voxels: new Uint8Array(labelMap.voxels.length) };
    for (const labels of [labelMap, empty]) {
      const { dataset } = parseDataset(writeDicomSeg(labels, options));
      expect(text(dataset, "SOPInstanceUID")).toBe(uidOf());
      expect(text(dataset, "SeriesInstanceUID")).toBe(uidsOfWork(describeWork(work)).seriesInstanceUID);
    }
  });

  test("do not follow from the object that it replaces either, which is named all the same", () => {
    const predecessor = {
      sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
      sopInstanceUID: "2.25.7",
      seriesInstanceUID: "2.25.8",
      change: "The series has grown from 3 to 4 images.",
    };
    const { dataset } = parseDataset(
      writeDicomSeg(labelMap, { source, deterministic: true, work: describeWork(work), predecessor }),
    );
    expect(text(dataset, "SOPInstanceUID")).toBe(uidOf());
    expect(predecessorOf(dataset)).toEqual(predecessor);
  });

  test("are the same in whatever order the images are listed, and however often", () => {
    const { sopInstanceUIDs } = work;
    expect(uidOf({ sopInstanceUIDs: [...sopInstanceUIDs, sopInstanceUIDs[0]!].reverse() })).toBe(uidOf());
  });

  test.each<Partial<Work>>([
    { seriesInstanceUID: "2.25.1" },
    { sopInstanceUIDs: [...work.sopInstanceUIDs, "2.25.2"] },
    { model: "ct-abdomen" },
    { version: "1.0.1" },
    { weights: ["ab", "ce"] },
    { weights: ["ab"], options: ["cd", "seg", "BINARY"] },
    { options: ["sr", "BINARY"] },
  ])("are others for %o", (changed) => expect(uidOf(changed)).not.toBe(uidOf()));
});
