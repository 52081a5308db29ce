import { describe, expect, it } from "vitest";
import { parseDataset, readSeries, text } from "../../../src/dicom/index.ts";
import { readDicomSeg } from "../../../src/dicom-objects/index.ts";
import { makeSeries } from "../dicom/make-series.ts";
import { anySegment } from "../volume/any-segment.ts";
import { createController } from "./fake-host.ts";

const series = await readSeries(
  makeSeries({ change: () => ({ PatientName: "Roe^Richard", PatientID: "17" }) }),
);
const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const tumour = anySegment(1, { label: "Tumour", category: abnormality, algorithmType: "AUTOMATIC" });

function createMemory() {
  const kept = new Map<string, string>();
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) kept.delete(name);
    else kept.set(name, value);
  };
  return { kept, memory: { get: (name: string) => kept.get(name), set } };
}

async function open(drawn = 3) {
  const { kept, memory } = createMemory();
  const made = createController({ memory });
  const { session } = await made.controller.context.open(series, [tumour]);
  const edit = session.beginEdit("run", "run");
  edit.setRow({ i: 0, end: drawn, j: 0, k: 0 }, 1);
  edit.commit();
  return { ...made, session, kept };
}

const headerOf = async (file: Blob) => parseDataset(new Uint8Array(await file.arrayBuffer())).dataset;

describe("an export", () => {
  it("as DICOM-SEG reads back, names the reader, and counts as saved", async () => {
    const { controller } = await open();
    controller.exports.setReader("Doe, Jane");
    const { file, fileName, notes } = await controller.exports.write("seg");
    expect(fileName).toMatch(/^Roe-Richard-segmentation-\d{12}\.dcm$/);
    expect(notes).toEqual(["1 unseen."]);
    expect(text(await headerOf(file), "ContentCreatorName")).toBe("Doe^Jane");
    const { labelMaps } = await readDicomSeg(new Uint8Array(await file.arrayBuffer()), {
      source: series,
      fileName,
    });
    expect(labelMaps[0]?.voxels.filter((label) => label === 1)).toHaveLength(3);
    expect(controller.state).toMatchObject({ isUnsaved: false, exporting: undefined });
  });

  it("in another form, or of what was changed meanwhile, does not count as saved", async () => {
    const { controller, session } = await open();
    await controller.exports.write("nifti");
    expect(controller.state.isUnsaved).toBe(true);
    const written = controller.exports.write("seg");
    expect(controller.state.exporting).toBe("seg");
    const edit = session.beginEdit("hand", "stroke");
    edit.setRow({ i: 0, end: 2, j: 1, k: 0 }, 1);
    edit.commit();
    await written;
    expect(controller.state.isUnsaved).toBe(true);
  });

  it("without the patient leaves the name out, and one by a program is described by it", async () => {
    const { controller } = await open();
    controller.exports.setAnonymous(true);
    const { file, fileName } = await controller.exports.write("seg");
    expect(fileName).toMatch(/^segmentation-\d{12}\.dcm$/);
    expect(text(await headerOf(file), "PatientName") ?? "").not.toContain("Roe");
    const own = await controller.exports.writeDicomSeg({ contentCreatorName: "Moe^Mary" });
    expect(text(await headerOf(own), "ContentCreatorName")).toBe("Moe^Mary");
  });

  it("leaves out what was rejected, and is refused when nothing is left", async () => {
    const { controller } = await open();
    const { review, exports } = controller;
    controller.study!.review.settle();
    review.goTo(review.items[0]!);
    review.decide("rejected");
    expect(exports.toLabelMap().segments).toEqual([]);
    await expect(exports.write("seg")).rejects.toMatchObject({ code: "segmentation-not-writable" });
    await expect(exports.writeDicomSeg()).rejects.toMatchObject({ code: "segmentation-not-writable" });
  });

  it("waits for what is being drawn", async () => {
    const { controller, session } = await open();
    session.beginEdit("hand", "stroke");
    await expect(controller.exports.write("seg")).rejects.toMatchObject({ code: "busy" });
  });

  it("remembers the reader where work is kept, until the name is emptied", async () => {
    const { controller, kept } = await open();
    controller.exports.setReader("Doe, Jane");
    expect(kept.get("autoseg.reader")).toBeUndefined();
    controller.context.store.update({ autosaves: true });
    controller.exports.setReader("Doe, Jane");
    expect(kept.get("autoseg.reader")).toBe("Doe, Jane");
    controller.exports.setReader("");
    expect(kept.get("autoseg.reader")).toBeUndefined();
  });
});
