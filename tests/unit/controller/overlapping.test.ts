import { describe, expect, it } from "vitest";
import { parseKeptWork, restoreLabels } from "../../../src/controller/kept-work/kept-work.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { readDicomSeg, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { takeSnapshot } from "../../../src/review/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { makeSeries } from "../dicom/make-series.ts";
import { anySegment } from "../volume/any-segment.ts";
import { createController } from "./fake-host.ts";

const series = await readSeries(makeSeries());
const { grid } = series.volume;
const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const organ = anySegment(1, { label: "Organ" });
const tumour = anySegment(2, { label: "Tumour", category: abnormality });
const vessel = anySegment(3, { label: "Vessel" });

/** What another program has written: a tumour and a vessel within an organ, which overlap each other too. */
function foreign(source = series): File {
  const [columns, rows] = grid.size;
  const mapOf = (segment: typeof organ, ...voxels: (readonly [number, number, number])[]) => {
    const map = createLabelMap({ grid, segments: [segment] });
    for (const [i, j, k] of voxels) map.voxels[i + columns * (j + rows * k)] = segment.segmentNumber;
    return map;
  };
  const maps = [
    mapOf(organ, [0, 0, 0], [1, 0, 0], [2, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]),
    mapOf(tumour, [1, 0, 0], [2, 0, 0], [0, 3, 3]),
    mapOf(vessel, [2, 0, 0], [3, 0, 0]),
  ];
  return new File([writeDicomSeg(maps, { source })], "foreign.dcm");
}

async function openForeign() {
  const made = createController();
  const study = await made.controller.context.open(series, []);
  await made.controller.opening.replaceBy(foreign());
  return { ...made, study };
}

const volumes = (rows: readonly { readonly label: string; readonly volumeMl: number }[]) =>
  Object.fromEntries(rows.map(({ label, volumeMl }) => [label, volumeMl.toFixed(6)]));

/** Voxels of each segment of a file, as sorted places. */
async function readBack(file: Blob) {
  const { parts } = await readDicomSeg(new Uint8Array(await file.arrayBuffer()), { source: series });
  const counts = parts.flatMap(({ segments, voxels }) =>
    segments.map(({ label, segmentNumber }) => [label, voxels.filter((one) => one === segmentNumber).length]),
  );
  return Object.fromEntries(counts);
}

describe("a segmentation whose segments overlap", () => {
  it("opens without loss, and is written as it was", async () => {
    const { controller, said, study } = await openForeign();
    expect(said()).toBe("Opened foreign.dcm: Organ, Tumour, Vessel.");
    const ml = (grid.spacingMm[0] * grid.spacingMm[1] * grid.spacingMm[2]) / 1000;
    expect(volumes(controller.state.segments)).toEqual({
      Organ: (6 * ml).toFixed(6),
      Tumour: (3 * ml).toFixed(6),
      Vessel: (2 * ml).toFixed(6),
    });
    expect(controller.state.segments.map(({ overlaps }) => overlaps)).toContain(true);
    expect(controller.state.isUnsaved).toBe(false);
    const { file } = await controller.exports.write("seg");
    expect(await readBack(file)).toEqual({ Organ: 6, Tumour: 3, Vessel: 2 });
    expect(() => controller.exports.toLabelMap()).toThrow(/Segments overlap/);
    expect(controller.exports.toLabelMaps().length).toBe(3);
    expect(study.session.layers.size).toBe(2);
    await expect(controller.exports.write("instance-seg")).rejects.toMatchObject({
      code: "segmentation-not-writable",
    });
  });

  it("is edited, and keeps what was said of its findings", async () => {
    const { controller, study } = await openForeign();
    const { session, review } = study;
    expect(
      review
        .settle()
        .findings.map(({ voxels }) => voxels)
        .sort(),
    ).toEqual([1, 2]);
    const item = controller.review.items.find(({ label, volumeMl }) => label === "Tumour" && volumeMl > 0)!;
    controller.review.goTo(item);
    controller.review.decide("accepted");
    session.activeSegment = 1;
    session.activeSegment = 3;
    const edit = session.beginEdit("hand", "brush");
    edit.setRow({ i: 0, end: 1, j: 0, k: 0 }, 3);
    edit.commit();
    expect(
      review
        .settle()
        .findings.map(({ voxels }) => voxels)
        .sort(),
    ).toEqual([1, 2]);
    expect(controller.review.items.filter(({ state }) => state === "accepted")).toHaveLength(1);
    const { file } = await controller.exports.write("seg");
    expect(await readBack(file)).toMatchObject({ Tumour: 3, Vessel: 3 });
  });

  it("leaves out what was rejected, of a segment in a layer too", async () => {
    const { controller, study } = await openForeign();
    const small = study.review.settle().findings.find(({ voxels }) => voxels === 1)!;
    const item = controller.review.items.find(({ findingId }) => findingId === small.id)!;
    controller.review.goTo(item);
    controller.review.decide("rejected");
    study.session.activeSegment = 1;
    const { file } = await controller.exports.write("seg");
    expect(await readBack(file)).toMatchObject({ Organ: 6, Tumour: 2, Vessel: 2 });
  });

  it("is kept with unfinished work", async () => {
    const { study } = await openForeign();
    const { session, review } = study;
    const work = {
      key: "k",
      study: "s",
      writer: "w",
      savedAt: 1,
      parts: [takeSnapshot(session.voxels)],
      ...session.described,
      review: review.settle(),
    };
    const kept = parseKeptWork(structuredClone(work))!;
    const again = await createController().controller.context.open(series, []);
    again.session.replace("file", "resume", restoreLabels(kept), kept);
    expect([1, 2, 3].map((number) => again.session.volumeMl(number))).toEqual(
      [1, 2, 3].map((number) => session.volumeMl(number)),
    );
    const damaged = structuredClone(work);
    (damaged.layers as Map<number, unknown>).set(3, {
      box: { from: [0, 0, 0], to: [2, 2, 2] },
      values: new Uint8Array(1),
    });
    expect(parseKeptWork(damaged)).toBeUndefined();
  });

  it("is compared segment by segment, wherever each lies", async () => {
    const { controller, study } = await openForeign();
    await controller.comparison.open(foreign());
    const dice = () => controller.state.comparison?.rows.map((row) => [row.label, row.dice]);
    expect(dice()).toEqual([
      ["Organ", 1],
      ["Tumour", 1],
      ["Vessel", 1],
    ]);
    for (const number of [1, 2, 3]) {
      controller.segments.select(number);
      const { other } = controller.differences;
      const isDrawn = study.session.segmentVoxels.test(number, study.session.voxels);
      for (let index = 0; index < study.session.voxels.length; index++)
        expect(other?.(index)).toBe(isDrawn(index));
    }
  });

  it("is a prior as any other: its lesions are matched, though they overlap", async () => {
    const { controller } = await openForeign();
    const prior = { ...series, seriesInstanceUID: "1.2.9", studyInstanceUID: "1.2.8" };
    await controller.followUp.open(prior, foreign(prior));
    const { followUp } = controller.state;
    expect(followUp?.rows.map(({ by, volumeChange }) => [by, volumeChange])).toEqual([
      ["overlap", 0],
      ["overlap", 0],
    ]);
    expect(controller.followUp.prior?.session.layers.size).toBe(2);
  });
});
