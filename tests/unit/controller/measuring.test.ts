import { describe, expect, it } from "vitest";
import { parseKeptWork } from "../../../src/controller/kept-work/kept-work.ts";
import { toReviewRecord } from "../../../src/controller/review-record.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import {
  readDicomSeg,
  readMeasurementReport,
  writeDicomSeg,
  writeMeasurementReport,
} from "../../../src/dicom-objects/index.ts";
import { type DrawnAxes, measureSegments } from "../../../src/regions/index.ts";
import { takeSnapshot } from "../../../src/review/index.ts";
import { makeSeries } from "../dicom/make-series.ts";
import { anySegment } from "../volume/any-segment.ts";
import { createController } from "./fake-host.ts";

const series = await readSeries(makeSeries());
const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const tumour = anySegment(1, { label: "Tumour", category: abnormality });

/** Two tumours, of four and three voxels, on slices 0 and 1. */
async function openTumours() {
  const made = createController();
  const { controller } = made;
  const study = await controller.context.open(series, [tumour]);
  const edit = study.session.beginEdit("hand", "draw");
  edit.setRow({ i: 0, end: 4, j: 0, k: 0 }, 1);
  edit.setRow({ i: 0, end: 3, j: 2, k: 1 }, 1);
  edit.commit();
  study.review.settle();
  const { measures } = controller.toolBox;
  const draw = (axes: DrawnAxes, id?: number) => measures.drawn.emit({ id, axes });
  const [first, second] = controller.review.items;
  return { ...made, study, draw, measures, first: first!, second: second! };
}

/** Three and one voxels long, on slice 0. */
const axes: DrawnAxes = {
  sliceAxis: 2,
  long: [
    [0, 0, 0],
    [3, 0, 0],
  ],
  short: [
    [1, 0, 0],
    [1, 1, 0],
  ],
};
const [mm] = series.volume.grid.spacingMm;
const short = series.volume.grid.spacingMm[1];

describe("what a person measures", () => {
  it("takes the place of a finding's automatic axes, as a step that can be undone", async () => {
    const { controller, draw, first, measures } = await openTumours();
    draw(axes);
    expect(controller.review.items[0]).toMatchObject({
      id: first.id,
      diameterMm: 3 * mm,
      shortAxisMm: short,
      isManual: true,
      state: first.state,
    });
    expect(controller.state.activeItem).toBe(first.id);
    expect(controller.state.undoName).toBe("measure Tumour 1");
    expect(measures.shown).toMatchObject([{ isActive: true, axes }]);
    controller.undo();
    controller.study!.review.settle();
    expect(controller.review.items[0]).toMatchObject({ diameterMm: first.diameterMm, isManual: false });
    expect(measures.shown).toEqual([]);
    controller.context.study!.session.redo();
    controller.study!.review.settle();
    controller.measuring.measure(controller.review.items[0]!, undefined);
    expect(controller.review.items[0]).toMatchObject({ diameterMm: first.diameterMm, isManual: false });
    expect(controller.state.undoName).toBe("automatic axes of Tumour 1");
  });

  it("is of the finding below it, else of the one that is reviewed; without either it is refused", async () => {
    const { controller, draw, second, said } = await openTumours();
    const off: DrawnAxes = {
      sliceAxis: 2,
      long: [
        [0, 3, 2],
        [2, 3, 2],
      ],
    };
    draw(off);
    expect(said()).toBe("Choose a finding in the review list first, or measure on one.");
    controller.review.goTo(second);
    draw(off);
    expect(controller.review.items[1]).toMatchObject({ isManual: true, shortAxisMm: undefined });
    draw(axes);
    expect(controller.review.items.map(({ isManual }) => isManual)).toEqual([true, true]);
  });

  it("has the longer axis first, and stays through edits and runs", async () => {
    const { controller, study, draw, first } = await openTumours();
    draw({ sliceAxis: 2, long: axes.short!, short: axes.long }, first.findingId);
    expect(controller.review.items[0]).toMatchObject({ diameterMm: 3 * mm, shortAxisMm: short });
    for (const kind of ["hand", "run"] as const) {
      const edit = study.session.beginEdit(kind, kind);
      edit.set(3, 0, 0, 0);
      edit.set(2, 0, kind === "run" ? 1 : 0, 0);
      edit.commit();
      study.review.settle();
      expect(
        controller.review.items.some(({ isManual, diameterMm }) => isManual && diameterMm === 3 * mm),
      ).toBe(true);
    }
  });

  it("is refused while something is drawn", async () => {
    const { study, draw, said } = await openTumours();
    const edit = study.session.beginEdit("hand", "stroke");
    draw(axes);
    expect(said()).toBe("An edit is in progress. Wait for it to finish, or cancel it.");
    edit.cancel();
  });

  it("is kept with unfinished work; damaged it is not", async () => {
    const { study, draw } = await openTumours();
    draw(axes);
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
    expect(parseKeptWork(structuredClone(work))?.review.findings[0]?.measured?.longMm).toBe(3 * mm);
    const damaged = structuredClone(work);
    Object.assign(damaged.review.findings[0]!.measured!, {
      long: [
        [0, 0],
        [1, 1],
      ],
    });
    expect(parseKeptWork(damaged)).toBeUndefined();
  });

  it("is in a DICOM-SEG and its report, and comes back from both", async () => {
    const { study, draw } = await openTumours();
    draw(axes);
    const review = toReviewRecord(study);
    const labelMap = study.session.toLabelMap();
    const bytes = writeDicomSeg([labelMap], { source: series, review });
    const read = await readDicomSeg(bytes, { source: series });
    expect(read.review?.findings[0]?.measured?.longMm).toBeCloseTo(3 * mm, 9);
    const again = createController();
    await again.controller.context.open(series, [tumour]);
    await again.controller.opening.replaceBy(new File([bytes], "seg.dcm"));
    expect(again.controller.review.items[0]).toMatchObject({
      isManual: true,
      shortAxisMm: expect.closeTo(short, 4),
    });

    const report = writeMeasurementReport(measureSegments([labelMap], series.volume), {
      source: series,
      review,
      segmentation: { sopClassUID: "1.2.3", sopInstanceUID: "1.2.4", seriesInstanceUID: "1.2.5" },
    });
    const { groups, frameOfReferenceUID } = readMeasurementReport(report);
    expect(frameOfReferenceUID).toBe(series.frameOfReferenceUID);
    expect(groups.filter(({ measured }) => measured)).toMatchObject([
      { segmentNumber: 1, trackingUID: review.findings[0]!.tracking!.uid },
    ]);
    const bare = createController();
    await bare.controller.context.open(series, [tumour]);
    await bare.controller.opening.replaceBy(new File([bytes], "seg.dcm"));
    bare.controller.measuring.measure(bare.controller.review.items[0]!, undefined);
    await bare.controller.measuring.openReport(new File([report], "sr.dcm"));
    expect(bare.controller.review.items[0]).toMatchObject({
      isManual: true,
      diameterMm: expect.closeTo(3 * mm, 4),
    });
    expect(bare.said()).toBe("Opened sr.dcm: 1 finding measured by hand.");
  });

  it("of a report that belongs to something else is told of", async () => {
    const { controller, study, draw, said } = await openTumours();
    draw(axes);
    const review = toReviewRecord(study);
    const labelMap = study.session.toLabelMap();
    const segmentation = { sopClassUID: "1.2.3", sopInstanceUID: "1.2.4", seriesInstanceUID: "1.2.5" };
    const measured = measureSegments([labelMap], series.volume);
    const source = { ...series, frameOfReferenceUID: "1.2.99" };
    const report = writeMeasurementReport(measured, { source, review, segmentation });
    await controller.measuring.openReport(new File([report], "sr.dcm"));
    expect(said()).toMatch("1 measurement belongs to no finding here");
    const bytes = writeDicomSeg([labelMap], { source: series });
    await expect(controller.measuring.openReport(new File([bytes], "seg.dcm"))).rejects.toMatchObject({
      code: "invalid-segmentation",
    });
  });
});
