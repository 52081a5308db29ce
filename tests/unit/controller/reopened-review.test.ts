import { expect, it } from "vitest";
import { toReviewRecord } from "../../../src/controller/review-record.ts";
import { type Dataset, items, parseDataset, readSeries, text } from "../../../src/dicom/index.ts";
import {
  checkDicomSeg,
  readDicomSeg,
  writeDicomSeg,
  writeMeasurementReport,
} from "../../../src/dicom-objects/index.ts";
import { measureSegments } from "../../../src/regions/index.ts";
import { makeSeries } from "../dicom/make-series.ts";
import { anySegment } from "../volume/any-segment.ts";
import { createController } from "./fake-host.ts";

const series = await readSeries(makeSeries());
const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const model = { algorithmType: "AUTOMATIC", algorithmName: "model" } as const;
const tumour = anySegment(1, { label: "Tumour", category: abnormality, ...model });
const organ = anySegment(2, { label: "Organ", ...model });

/** Four tumours in two slices, of 4, 3, 2 and 1 voxels, and an organ: the first accepted, the second corrected, the last rejected. */
async function reviewed() {
  const made = createController();
  const { controller } = made;
  controller.exports.setReader("Doe, Jane");
  const study = await controller.context.open(series, [tumour, organ]);
  const { session } = study;
  const draw = (
    kind: "run" | "hand",
    ...rows: readonly (readonly [i: number, end: number, j: number, k: number, label: number])[]
  ) => {
    const edit = session.beginEdit(kind, kind);
    for (const [i, end, j, k, label] of rows) edit.setRow({ i, end, j, k }, label);
    edit.types = new Map(
      session.segments.map(({ segmentNumber }) => [
        segmentNumber,
        kind === "run" ? "AUTOMATIC" : "SEMIAUTOMATIC",
      ]),
    );
    edit.commit();
    study.review.settle();
  };
  const decide = (voxels: number, state: "accepted" | "rejected") => {
    const { findings } = study.review.settle();
    const finding = findings.find((one) => one.voxels === voxels)!;
    controller.review.goTo(controller.review.items.find(({ findingId }) => findingId === finding.id)!);
    controller.review.decide(state);
  };
  draw("run", [0, 4, 0, 0, 1], [0, 3, 0, 2, 1], [0, 2, 2, 0, 1], [0, 1, 2, 2, 1], [0, 4, 3, 3, 2]);
  decide(4, "accepted");
  decide(1, "rejected");
  made.host.cursor = [0, 0, 2];
  draw("hand", [2, 4, 0, 2, 1]);
  return { ...made, study };
}

const asFile = (blob: Blob) => new File([blob], "seg.dcm");

it("a DICOM-SEG that is opened again knows what was said, by whom and when, and which voxels a person drew", async () => {
  const { controller, study } = await reviewed();
  const before = study.review.settle();
  const { file, notes } = await controller.exports.write("seg");
  expect(notes).toEqual(["2 unseen, 1 rejected left out.", "Tumour: rejected, exported as background."]);
  expect(checkDicomSeg(new Uint8Array(await file.arrayBuffer()), { source: series })).toEqual([]);

  const { controller: again, host } = createController();
  const opened = await again.context.open(series, []);
  host.cursor = [3, 3, 3];
  await again.opening.openSegmentation(asFile(file));
  const { findings } = again.state.review;
  const said = findings.map(({ number, state, decision }) => [number, state, decision]);
  const expected = before.findings.filter(({ state }) => state !== "rejected");
  expect(said).toEqual(expected.map(({ number, state, decision }) => [number, state, decision]));
  expect(said.map(([, state]) => state).sort()).toEqual(["accepted", "corrected", "unseen"]);
  expect(findings.find(({ state }) => state === "accepted")?.decision?.by).toBe("Doe, Jane");
  // At the first finding that nobody has looked at.
  expect(host.cursor).toEqual(findings.find(({ state }) => state === "unseen")?.place);
  // Two tumour voxels were drawn by hand; the one that was there is the model's.
  expect(again.runs.editsAtRisk()?.voxels).toBe(1);
  expect(again.state.isUnsaved).toBe(false);
  again.review.decideAndGoOn("accepted");
  expect(again.state.isUnsaved).toBe(true);
  again.undo();
  again.undo();
  expect(opened.review.settle().findings).toEqual([]);
});

it("one without the patient names nobody", async () => {
  const { controller } = await reviewed();
  controller.exports.setAnonymous(true);
  const { file } = await controller.exports.write("seg");
  const { dataset } = parseDataset(new Uint8Array(await file.arrayBuffer()));
  expect([dataset.AutosegReview, dataset.AutosegEditedVoxels]).toEqual([undefined, undefined]);
});

it("a review in a file that is damaged is told of, and everything is to be looked at", async () => {
  const { controller, study } = await reviewed();
  const labelMap = controller.exports.toLabelMap();
  const record = toReviewRecord(study);
  const broken = { ...record, findings: [{ ...record.findings[0]!, state: "perfect" as never }] };
  const read = await readDicomSeg(writeDicomSeg(labelMap, { source: series, review: broken }), {
    source: series,
  });
  expect(read.review).toBeUndefined();
  expect(read.notes).toEqual(["The review in the file is damaged. All findings are to be reviewed again."]);
  const runs = { start: Uint32Array.of(5, 3), length: Uint32Array.of(1, 1) };
  const unordered = await readDicomSeg(
    writeDicomSeg(labelMap, { source: series, review: { ...record, edited: runs } }),
    {
      source: series,
    },
  );
  expect(unordered.review?.edited).toBeUndefined();
  expect(unordered.review?.findings).toHaveLength(4);
});

it("a report says it of every finding, numbered as on the screen", async () => {
  const { controller, study } = await reviewed();
  const measured = measureSegments([controller.exports.toLabelMap()], series.volume);
  const segmentation = {
    sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
    sopInstanceUID: "2.25.1",
    seriesInstanceUID: "2.25.2",
  };
  const write = (anonymous?: { uids: "retained" }) =>
    parseDataset(
      writeMeasurementReport(measured, {
        source: series,
        segmentation,
        review: toReviewRecord(study),
        ...(anonymous && { anonymous }),
      }),
    ).dataset;
  const said = statusesOf(write());
  expect(said).toEqual([
    ["Tumour", "corrected", "Doe, Jane"],
    ["Tumour, lesion 1", "accepted", "Doe, Jane"],
    ["Tumour, lesion 2", "corrected", "Doe, Jane"],
  ]);
  expect(statusesOf(write({ uids: "retained" })).every(([, , by]) => by === undefined)).toBe(true);
});

/** Tracking identifier, status and observer of every group of a report that has one. */
function statusesOf(
  dataset: Dataset,
): (readonly [string | undefined, string | undefined, string | undefined])[] {
  const content = items(dataset, "ContentSequence");
  const named = (codeValue: string, within = content) =>
    within.find((item) => text(items(item, "ConceptNameCodeSequence")[0] ?? {}, "CodeValue") === codeValue);
  const status = named("review");
  const inner = content.flatMap(statusesOf);
  if (!status) return inner;
  const observer = named("121008", items(status, "ContentSequence"));
  return [
    [
      text(named("112039") ?? {}, "TextValue"),
      text(items(status, "ConceptCodeSequence")[0] ?? {}, "CodeValue"),
      observer && text(observer, "PersonName"),
    ],
    ...inner,
  ];
}
