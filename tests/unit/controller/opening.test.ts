import { describe, expect, it, vi } from "vitest";
import { readSeries } from "../../../src/dicom/index.ts";
import { writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { findTerm } from "../../../src/terminology/index.ts";
import { createLabelMap, type LabelMap, type Segment } from "../../../src/volume/index.ts";
import { makeSeries } from "../dicom/make-series.ts";
import { rectangle, structureSet } from "../dicom-objects/structure-set.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { bareSeries, createController, FakeHost, workHere } from "./fake-host.ts";

const series = await readSeries(makeSeries());
const liver = anySegment(1, { label: "Liver" });

/** A file of the series in which the first voxels of its first slice are the segment's. */
function fileOf(voxels: number, segment: Segment = liver, name = "liver.dcm"): File {
  const labels = new Uint8Array(series.volume.voxels.length).fill(segment.segmentNumber, 0, voxels);
  const labelMap: LabelMap = createLabelMap({
    grid: series.volume.grid,
    segments: [segment],
    voxels: labels,
  });
  return new File([writeDicomSeg(labelMap, { source: series }).slice()], name);
}

describe("a study", () => {
  it("takes the place of the last one on the screen, and nothing of that is left", async () => {
    const { controller, host } = createController();
    const first = await controller.context.open(bareSeries(straightGrid([4, 4, 2])), [liver]);
    first.session.describeSegments([], "nothing");
    expect(controller.state.isUnsaved).toBe(true);
    const second = await controller.context.open(series, [liver]);
    expect(host.disposals).toBe(1);
    expect(host.shown?.session).toBe(second.session);
    expect(controller.state).toMatchObject({ isUnsaved: false, undoName: undefined, activeSegment: 1 });
    expect(controller.state.study).toMatchObject({ modality: "CT", unit: "HU", axialAxis: 2 });
    controller.close();
    expect(controller.study).toBeUndefined();
    expect(controller.state).toMatchObject({ study: undefined, segments: [] });
    expect(() => controller.segments.select(1)).toThrow("Open one first");
  });

  it("that is opened while the model of another is still fetched wins; the other is told", async () => {
    const { controller } = createController();
    let fetched: (() => void) | undefined;
    const fetching = new Promise<void>((resolve) => {
      fetched = resolve;
    });
    vi.spyOn(controller.models, "chooseFor").mockReturnValueOnce(fetching);
    const first = controller.opening.open(bareSeries(straightGrid([4, 4, 2])));
    const second = await controller.opening.open(series);
    fetched!();
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    expect(controller.study).toBe(second);
  });

  it("that is opened while a segment is added to another gets none of it", async () => {
    const { controller } = createController();
    await controller.context.open(bareSeries(straightGrid([4, 4, 2])), [liver]);
    const adding = controller.segments.add({ label: "Cyst", term: findTerm("78961009")! });
    const second = await controller.context.open(series, [liver]);
    await expect(adding).rejects.toMatchObject({ code: "cancelled" });
    expect(second.session.segments).toEqual([liver]);
  });

  it("that is opened while another is still being shown wins; the other is told", async () => {
    const host = new FakeHost();
    let showFirst: (() => void) | undefined;
    const waiting = new Promise<void>((resolve) => {
      showFirst = resolve;
    });
    let shown = 0;
    const { controller } = createController({
      host: {
        show: async (study) => {
          if (shown++ === 0) await waiting;
          return host.show(study);
        },
      },
    });
    const first = controller.context.open(bareSeries(straightGrid([4, 4, 2])), []);
    const second = await controller.context.open(series, [liver]);
    showFirst!();
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    expect(controller.study).toBe(second);
  });
});

describe("a segmentation", () => {
  it("is opened at once where nothing is drawn, as a step", async () => {
    const { controller, said } = createController();
    const { session } = await controller.context.open(series, []);
    await controller.opening.openSegmentation(fileOf(3));
    expect(session.counts.voxels(1)).toBe(3);
    expect(controller.state).toMatchObject({ undoName: "opening liver.dcm", question: undefined });
    expect(said()).toBe("Opened liver.dcm: Liver.");
    controller.undo();
    expect(session.segments).toEqual([]);
  });

  it("is opened from a structure set too; where regions overlap, the user is asked and told what is cut", async () => {
    const { controller, said, answer } = createController();
    const { session } = await controller.context.open(series, []);
    const structures = (overlap: boolean) =>
      new File(
        [
          structureSet(series, [
            { name: "Body", contours: [rectangle(1, [-0.5, -0.5], [3.5, 3.5])] },
            { name: "Organ", contours: [rectangle(overlap ? 1 : 2, [0.5, 0.5], [2.5, 2.5])] },
          ]),
        ],
        "plan.dcm",
      );
    await controller.opening.openSegmentation(structures(false));
    expect([session.counts.voxels(1), session.counts.voxels(2)]).toEqual([16, 4]);
    expect(said()).toBe("Opened plan.dcm: Body, Organ.");

    const opened = controller.opening.replaceBy(structures(true));
    expect(await answer("flatten")).toBe("Overlapping segments");
    await opened;
    expect([session.counts.voxels(1), session.counts.voxels(2)]).toEqual([12, 4]);

    const declined = controller.opening.replaceBy(structures(true));
    controller.undo();
    await answer("cancel");
    await declined;
    expect([session.counts.voxels(1), session.counts.voxels(2)]).toEqual([16, 4]);
  });

  it("is a reference where the user says so: it is compared as edits go on, and its differences are known", async () => {
    const { controller, answer } = createController();
    const { session } = await controller.context.open(series, []);
    await controller.opening.openSegmentation(fileOf(4));
    const computed = new Set<boolean | undefined>();
    controller.subscribe(() => computed.add(controller.state.comparison?.isComputing));
    const opened = controller.opening.openSegmentation(fileOf(4, anySegment(3, { label: "Liver" })));
    expect(await answer("compare")).toBe("How should this segmentation be used?");
    await opened;
    expect([...computed]).toEqual([undefined, true, false]);
    expect(controller.state.comparison?.rows).toEqual([
      expect.objectContaining({ segmentNumber: 1, dice: 1, hd95: 0 }),
    ]);
    expect(controller.state.differenceFrom).toBe("reference");
    expect([controller.differences.other?.(0), controller.differences.other?.(16)]).toEqual([true, false]);
    const edit = session.beginEdit("hand", "stroke");
    edit.setRow({ i: 0, end: 2, j: 0, k: 0 }, 0);
    edit.commit();
    await expect.poll(() => controller.state.comparison?.rows[0]?.dice, { timeout: 5000 }).toBeLessThan(1);
    expect(controller.operands.all.map(({ source, label }) => [source, label])).toEqual([
      ["reference", "Liver (reference)"],
    ]);
    controller.comparison.close();
    expect(controller.state).toMatchObject({ comparison: undefined, differenceFrom: undefined });
  });

  it("that is read more slowly than the next reference does not take its place, nor come back once it is closed", async () => {
    const { controller } = createController({
      work: {
        ...workHere,
        readDicomSeg: async (file, options) => {
          if ((file as File).name === "slow.dcm") await slow;
          return workHere.readDicomSeg(file, options);
        },
      },
    });
    await controller.context.open(series, [liver]);
    let read = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      read = resolve;
    });
    const first = controller.comparison.open(fileOf(4, liver, "slow.dcm"));
    await controller.comparison.open(fileOf(2, liver, "quick.dcm"));
    read();
    await first;
    expect(controller.state.comparison?.name).toBe("quick.dcm");
    const again = controller.comparison.open(fileOf(4));
    controller.comparison.close();
    await again;
    expect(controller.state.comparison).toBeUndefined();
    expect(controller.comparison.reference).toEqual([]);
  });

  it("stays out where the user says so, and while something is drawn", async () => {
    const { controller, answer } = createController();
    const { session } = await controller.context.open(series, []);
    await controller.opening.openSegmentation(fileOf(2));
    const opened = controller.opening.openSegmentation(fileOf(5));
    await answer(undefined);
    await opened;
    expect(session.counts.voxels(1)).toBe(2);
    session.beginEdit("hand", "stroke");
    await expect(controller.opening.openSegmentation(fileOf(5))).rejects.toMatchObject({ code: "busy" });
  });
});
