import { describe, expect, it, onTestFinished, vi } from "vitest";
import { toReviewRecord } from "../../../src/controller/review-record.ts";
import { type Dataset, items, parseDataset, text } from "../../../src/dicom/index.ts";
import { writeDicomSeg, writeMeasurementReport } from "../../../src/dicom-objects/index.ts";
import { measureSegments } from "../../../src/regions/index.ts";
import { openWith, priorOf, series } from "./prior-study.ts";

describe("a prior study", () => {
  it("is compared: lesions matched, changes, sums and response", async () => {
    const { controller } = await openWith(series, [0, 4, 0, 0], [0, 1, 3, 3]);
    const { prior, file } = await priorOf(series.frameOfReferenceUID, [0, 2, 0, 0]);
    await controller.followUp.open(prior, file);
    const { followUp } = controller.state;
    expect(followUp).toMatchObject({
      title: "prior.dcm",
      isSameFrame: true,
      isLinked: true,
      offsetMm: [0, 0, 0],
      dates: { prior: "20240101" },
      rows: [
        {
          by: "overlap",
          current: { name: "Tumour 1" },
          prior: { name: "Tumour" },
          volumeChange: expect.closeTo(1, 9),
        },
        { by: undefined, current: { name: "Tumour 2" }, prior: undefined, isNew: true },
      ],
      result: { overall: "PD", reason: "new-lesions" },
    });
    controller.followUp.choose(followUp!.rows[1]!, "news", false);
    controller.followUp.choose(followUp!.rows[0]!, "targets", true);
    controller.followUp.setSums({ baselineSumMm: 100, nadirSumMm: 100 });
    expect(controller.state.followUp!.result).toMatchObject({ overall: "PR", baselineSumMm: 100 });
    const { file: csv, fileName } = controller.followUp.toCsv();
    expect(await csv.text()).toContain("overall response (RECIST 1.1),PR");
    expect(fileName).toMatch(/^follow-up-.*\.csv$/);
    controller.followUp.close();
    expect(controller.state.followUp).toBeUndefined();
    expect(() => controller.followUp.toCsv()).toThrow(/No segmentation is open/);
  });

  it("follows edits, and keeps what a person has matched", async () => {
    const { controller, study } = await openWith(series, [0, 4, 0, 0], [0, 2, 3, 3]);
    const { prior, file } = await priorOf(series.frameOfReferenceUID, [0, 2, 0, 0], [0, 2, 2, 0]);
    await controller.followUp.open(prior, file);
    const [first, second] = controller.state.followUp!.rows;
    const { id } = controller.state.followUp!.priorLesions.find(
      (lesion) => lesion.id !== first!.prior!.findingId,
    )!;
    controller.followUp.match(second!.current!.findingId, id);
    expect(controller.state.followUp!.rows.at(1)).toMatchObject({ by: "person", prior: { findingId: id } });
    const edit = study.session.beginEdit("hand", "draw");
    edit.setRow({ i: 0, end: 4, j: 1, k: 0 }, 1);
    edit.commit();
    study.review.settle();
    expect(controller.state.followUp!.rows.at(0)!.volumeChange).toBeCloseTo(3, 6);
    expect(controller.state.followUp!.rows.at(1)).toMatchObject({ by: "person" });
  });

  it("that is closed and opened again has what was said of it, though its findings have other numbers", async () => {
    const { controller } = await openWith(series, [0, 4, 0, 0], [0, 2, 3, 3]);
    const { prior, file } = await priorOf(series.frameOfReferenceUID, [0, 2, 0, 0], [0, 2, 2, 0]);
    const { followUp } = controller;
    await followUp.open(prior, file);
    const [first, second] = controller.state.followUp!.rows;
    const other = controller.state.followUp!.priorLesions.find(({ id }) => id !== first!.prior!.findingId)!;
    followUp.match(second!.current!.findingId, other.id);
    followUp.match(first!.current!.findingId, undefined);
    followUp.choose(controller.state.followUp!.rows[0]!, "news", false);
    followUp.choose(controller.state.followUp!.rows[1]!, "targets", false);
    followUp.choose(controller.state.followUp!.rows[1]!, "nodes", true);
    followUp.setSums({ nadirSumMm: 12 });
    followUp.alignAt([0, 0, 0], [0, 0, 0.5]);
    const said = () =>
      controller.state.followUp!.rows.map(({ current, prior: before, isTarget, isNode, isNew, by }) => ({
        current: current?.volumeMl,
        before: before?.volumeMl,
        isTarget,
        isNode,
        isNew,
        by,
      }));
    const before = said();
    expect(before[1]).toMatchObject({ isTarget: false, isNode: true, by: "person" });
    expect(followUp.isUnsaved).toBe(true);
    followUp.toCsv();
    expect(followUp.isUnsaved).toBe(false);
    followUp.close();
    await followUp.open({ ...prior, seriesInstanceUID: "1.2.99" });
    expect(controller.state.followUp).toMatchObject({ offsetMm: [0, 0, 0], sums: { nadirSumMm: undefined } });
    // Another file of the same findings, numbered from the other end.
    const again = await priorOf(series.frameOfReferenceUID, [0, 2, 2, 0], [0, 2, 0, 0]);
    await followUp.open(again.prior, again.file);
    expect(said()).toEqual(before);
    expect(controller.state.followUp).toMatchObject({ offsetMm: [0, 0, 0.5], sums: { nadirSumMm: 12 } });
    followUp.restore([]);
    expect(followUp.isUnsaved).toBe(false);
  });

  it("counts as saved by what the report holds, not by what is said while it is written", async () => {
    let written = (): void => undefined;
    const { controller } = await openWith(series, [0, 4, 0, 0]);
    const writing = vi.spyOn(controller.context.work, "writeForm").mockImplementation(
      () =>
        new Promise((resolve) => {
          written = () => resolve(new Blob(["form"]));
        }),
    );
    onTestFinished(() => writing.mockRestore());
    const { prior, file } = await priorOf(series.frameOfReferenceUID, [0, 2, 0, 0]);
    await controller.followUp.open(prior, file);
    const [row] = controller.state.followUp!.rows;
    controller.followUp.choose(row!, "targets", true);
    const first = controller.exports.write("sr");
    controller.followUp.choose(row!, "targets", false);
    written();
    await first;
    expect(controller.followUp.isUnsaved).toBe(true);
    const second = controller.exports.write("sr");
    written();
    await second;
    expect(controller.followUp.isUnsaved).toBe(false);
    controller.followUp.choose(row!, "targets", true);
    controller.followUp.close();
    const withoutPrior = controller.exports.write("sr");
    written();
    await withoutPrior;
    expect(controller.followUp.isUnsaved).toBe(true);
  });

  it("in another frame of reference is aligned where the user says", async () => {
    const { controller, said } = await openWith(series, [0, 2, 0, 0]);
    const { prior, file } = await priorOf("1.2.77", [2, 4, 3, 3]);
    const { grid } = prior.volume;
    const moved = {
      ...prior,
      volume: { ...prior.volume, grid: { ...grid, originLps: [500, 0, 0] as const } },
    };
    await controller.followUp.open(moved, undefined);
    expect(said()).toMatch("different frames of reference");
    expect(controller.state.followUp).toMatchObject({ isSameFrame: false, hasSegments: false });
    // Nobody has outlined the prior lesions: that those of today are new, and the disease progresses, is not known.
    expect(controller.state.followUp).toMatchObject({ rows: [], result: undefined });
    expect(controller.followUp.toRecord()).toBeUndefined();
    await controller.followUp.open(prior, file);
    controller.followUp.alignAt([0, 0, 0], [1, 2, 3]);
    expect(controller.state.followUp).toMatchObject({ offsetMm: [1, 2, 3], isLinked: true });
    controller.followUp.setLinked(false);
    expect(controller.state.followUp?.isLinked).toBe(false);
  });

  it("of another patient, or the same series, is told of", async () => {
    const { controller } = await openWith(series, [0, 2, 0, 0]);
    await controller.followUp.open({ ...series, header: { ...series.header, PatientID: ["other"] } });
    const texts = controller.state.notices.map(({ text: notice }) => notice).join(" ");
    expect(texts).toContain("a different Patient ID");
    expect(texts).toContain("already open");
  });

  it("is in the measurement report; without patient data no other study is", async () => {
    const { controller, study } = await openWith(series, [0, 4, 0, 0]);
    const { prior, file } = await priorOf(series.frameOfReferenceUID, [0, 2, 0, 0]);
    await controller.followUp.open(prior, file);
    const review = { ...toReviewRecord(study), followUp: controller.followUp.toRecord() };
    const measured = measureSegments([study.session.toLabelMap()], series.volume);
    const segmentation = { sopClassUID: "1.2.3", sopInstanceUID: "1.2.4", seriesInstanceUID: "1.2.5" };
    const options = { source: series, review, segmentation };
    const namesIn = (bytes: Uint8Array): string[] => {
      const names = (item: Dataset): string[] => [
        ...items(item, "ConceptNameCodeSequence").flatMap((code) => text(code, "CodeValue") ?? []),
        ...items(item, "ContentSequence").flatMap(names),
      ];
      return names(parseDataset(bytes).dataset);
    };
    const names = namesIn(writeMeasurementReport(measured, options));
    expect(names).toEqual(
      expect.arrayContaining(["126011", "sum", "112021", "112020", "lesion", "prior-study"]),
    );
    const anonymous = namesIn(
      writeMeasurementReport(measured, { ...options, anonymous: { uids: "retained" } }),
    );
    expect(anonymous).toContain("sum");
    expect(anonymous).not.toContain("prior-study");
    expect(writeDicomSeg([study.session.toLabelMap()], { source: series, review }).length).toBeGreaterThan(0);
  });
});
