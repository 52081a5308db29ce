import { expect, it } from "vitest";
import { type Dataset, items, parseDataset, readSeries, text } from "../../../src/dicom/index.ts";
import { checkDicomSeg, readDicomSeg } from "../../../src/dicom-objects/index.ts";
import { emptyReview, toInstanceLabelMap } from "../../../src/review/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { makeSeries } from "../dicom/make-series.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { createController } from "./fake-host.ts";

const series = await readSeries(makeSeries());
const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const model = { algorithmType: "AUTOMATIC", algorithmName: "model" } as const;
const tumour = anySegment(1, { label: "Tumour", category: abnormality, ...model });
const organ = anySegment(2, { label: "Organ", ...model });

/** Two tumours of 4 and 2 voxels, and an organ. */
async function drawn() {
  const { controller } = createController();
  const study = await controller.context.open(series, [tumour, organ]);
  const draw = (
    kind: "run" | "hand",
    ...rows: readonly (readonly [i: number, end: number, j: number, k: number, label: number])[]
  ) => {
    const edit = study.session.beginEdit(kind, kind);
    for (const [i, end, j, k, label] of rows) edit.setRow({ i, end, j, k }, label);
    edit.commit();
    return study.review
      .settle()
      .findings.map(({ voxels, tracking }) => [voxels, tracking!.id, tracking!.uid] as const);
  };
  const first = draw("run", [0, 4, 0, 0, 1], [0, 2, 2, 2, 1], [0, 4, 3, 3, 2]);
  return { controller, study, draw, first };
}

it("instances keep what they are tracked by through edits, undo and repeated runs", async () => {
  const { controller, draw, study, first } = await drawn();
  expect(first.map(([voxels, id]) => [voxels, id])).toEqual([
    [4, "Tumour, lesion 1"],
    [2, "Tumour, lesion 2"],
  ]);
  const [, , uidOfSmall] = first[1]!;
  expect(uidOfSmall).toMatch(/^2\.25\.\d+$/);
  const grown = draw("hand", [0, 4, 2, 2, 1], [0, 2, 3, 2, 1]);
  expect(grown[0]).toEqual([6, "Tumour, lesion 2", uidOfSmall]);
  controller.undo();
  expect(study.review.settle().findings.map(({ tracking }) => tracking!.uid)).toEqual(
    first.map(([, , uid]) => uid),
  );
  const again = draw("run", [0, 1, 0, 0, 0], [3, 4, 2, 0, 1]);
  const kept = again.filter(([, , uid]) => first.some((one) => one[2] === uid));
  expect(kept.map(([voxels, id]) => [voxels, id])).toEqual([
    [3, "Tumour, lesion 1"],
    [2, "Tumour, lesion 2"],
  ]);
  expect(again).toHaveLength(3);
  expect(again.map(([, id]) => id)).toContain("Tumour, lesion 3");
});

it("a DICOM-SEG can have a segment for each instance, and makes the same instances when it is read", async () => {
  const { controller, first } = await drawn();
  const { file } = await controller.exports.write("instance-seg");
  const bytes = new Uint8Array(await file.arrayBuffer());
  expect(checkDicomSeg(bytes, { source: series })).toEqual([]);
  const written = items(parseDataset(bytes).dataset as Dataset, "SegmentSequence");
  const described = written.map((item) => [
    text(item, "SegmentLabel"),
    text(item, "TrackingID"),
    text(item, "TrackingUID"),
  ]);
  expect(described).toEqual([
    ["Tumour 1", first[0]![1], first[0]![2]],
    ["Organ", undefined, undefined],
    ["Tumour 2", first[1]![1], first[1]![2]],
  ]);
  const { labelMaps } = await readDicomSeg(bytes, { source: series });
  expect(labelMaps[0]!.segments.map(({ instances }) => instances)).toEqual(["one", undefined, "one"]);

  const { controller: other } = createController();
  const opened = await other.context.open(series, []);
  await other.opening.openSegmentation(new File([bytes], "seg.dcm"));
  const findings = opened.review
    .settle()
    .findings.map(({ voxels, tracking }) => [voxels, tracking!.id, tracking!.uid]);
  expect(findings).toEqual(first);
});

it("more instances than a byte can number take two", () => {
  const grid = straightGrid([64, 64, 1]);
  const voxels = Uint8Array.from({ length: 64 * 64 }, (_, n) =>
    Number(n % 2 === 0 && Math.floor(n / 64) % 4 === 0),
  );
  const labelMap = createLabelMap({ grid, voxels, segments: [tumour] });
  let count = 0;
  const byInstance = toInstanceLabelMap(labelMap, emptyReview, (_, id) => ({ id, uid: `2.25.${++count}` }));
  expect(byInstance.segments).toHaveLength(512);
  expect(byInstance.voxels).toBeInstanceOf(Uint16Array);
  expect(new Set(byInstance.voxels).size).toBe(513);
  expect(new Set(byInstance.segments.map(({ trackingId }) => trackingId)).size).toBe(512);
});
