import { describe, expect, it } from "vitest";
import { formatsOf } from "../../../src/controller/index.ts";
import { parseDataset, readSeries, text } from "../../../src/dicom/index.ts";
import { predecessorOf, readDicomSeg } from "../../../src/dicom-objects/index.ts";
import { makeSeries } from "../dicom/make-series.ts";
import { anySegment } from "../volume/any-segment.ts";
import { createController, workHere } from "./fake-host.ts";

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

async function open(drawn = 3, work = workHere) {
  const { kept, memory } = createMemory();
  const made = createController({ memory, work });
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

  it("to a server names the object before, says what was changed, and counts as saved once it is there", async () => {
    const { controller, session } = await open();
    const sent: Uint8Array<ArrayBuffer>[] = [];
    const store = () =>
      controller.exports.store(async (file) => {
        sent.push(new Uint8Array(await file.arrayBuffer()));
        return sent.at(-1)!;
      });
    expect(await store()).toEqual(["1 unseen."]);
    expect(controller.state.isUnsaved).toBe(false);
    await store();
    const edit = session.beginEdit("hand", "stroke");
    edit.setRow({ i: 0, end: 2, j: 1, k: 0 }, 1);
    edit.commit();
    await store();
    const predecessors = sent.map((bytes) => predecessorOf(parseDataset(bytes).dataset));
    const uidOf = (index: number) => text(parseDataset(sent[index]!).dataset, "SOPInstanceUID");
    expect(predecessors.map((each) => each?.sopInstanceUID)).toEqual([undefined, uidOf(0), uidOf(1)]);
    expect(predecessors.map((each) => each?.change)).toEqual([
      undefined,
      "Reviewed; no voxel was changed.",
      "Tumour: 2 voxels added.",
    ]);

    // One that was opened is the predecessor too.
    const other = createController();
    await other.controller.context.open(series, []);
    await other.controller.opening.openSegmentation(new File([sent[2]!], "opened.dcm"));
    await other.controller.exports.store(async (file) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      expect(predecessorOf(parseDataset(bytes).dataset)?.sopInstanceUID).toBe(uidOf(2));
      return bytes;
    });
  });

  it("to a server that fails stays unsaved; without the patient nothing is stored", async () => {
    const { controller } = await open();
    const failing = controller.exports.store(() => Promise.reject(new Error("away")));
    await expect(failing).rejects.toThrow("away");
    expect(controller.state.isUnsaved).toBe(true);
    controller.exports.setAnonymous(true);
    await expect(controller.exports.store(() => Promise.reject(new Error("away")))).rejects.toThrow(
      "Turn off Without patient data",
    );
  });

  it("of an image that is not DICOM is a label map, and saved by that", async () => {
    const { controller, session } = await open();
    controller.close();
    await controller.context.open({ ...series, fileFormat: "NIfTI" }, [tumour]);
    const edit = controller.study!.session.beginEdit("run", "run");
    edit.setRow({ i: 0, end: 3, j: 0, k: 0 }, 1);
    edit.commit();
    expect(session).not.toBe(controller.study!.session);
    expect(formatsOf(controller.state.study).map(({ id }) => id)).toEqual(["nifti", "nrrd", "stl"]);
    await expect(controller.exports.write("seg")).rejects.toThrow("Export as NIfTI, NRRD or STL instead");
    await controller.exports.write("nifti");
    expect(controller.state.isUnsaved).toBe(false);
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

  it("is shown until all that is being written is", async () => {
    const finished: (() => void)[] = [];
    const { controller } = await open(3, {
      ...workHere,
      writeForm: () => new Promise((resolve) => finished.push(() => resolve(new Blob(["form"])))),
    });
    const [first, second] = [controller.exports.write("nifti"), controller.exports.write("stl")];
    while (finished.length < 2) await new Promise((resolve) => setTimeout(resolve));
    finished[1]!();
    await second;
    expect(controller.state.exporting).toBe("nifti");
    finished[0]!();
    await first;
    expect(controller.state.exporting).toBeUndefined();
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
