import { describe, expect, it } from "vitest";
import { colorMaps } from "../../../src/controller/color-maps.ts";
import type { Overlay } from "../../../src/controller/controller-host.ts";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { bareSeries, createController, FakeHost } from "./fake-host.ts";

const ctGrid = straightGrid([10, 10, 4], [2, 2, 5]);
/** PET in coronal slices, coarser, 8 mm further to the left. */
const petGrid = createGrid({
  size: [3, 2, 4],
  spacingMm: [6, 10, 5],
  originLps: [8, 0, 12],
  directionsLps: [
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
});
const withFrame = (series: SourceSeries, change: object = {}): SourceSeries => ({
  ...series,
  frameOfReferenceUID: "1.2.9",
  frameOfReferenceIsDerived: false,
  ...change,
});
const ct = withFrame(bareSeries(ctGrid));
function pet(change: object = {}): SourceSeries {
  const base = bareSeries(
    petGrid,
    Int16Array.from({ length: 24 }, (_, n) => n),
  );
  const volume = { ...base.volume, unit: "arbitrary", modality: "PT" };
  const header = { Units: ["GML"], SeriesDescription: ["WB"] };
  return withFrame(
    { ...base, header, volume, modality: "PT", seriesInstanceUID: "1.2.4" } as SourceSeries,
    change,
  );
}

/** A host whose panes can show an overlay. */
async function open(canOverlay = true) {
  const host = new FakeHost();
  const shown: (Overlay | undefined)[] = [];
  const { controller, said } = createController({
    host: {
      show: (study) => ({
        ...host.show(study),
        ...(canOverlay && { showOverlay: async (overlay: Overlay | undefined) => void shown.push(overlay) }),
      }),
    },
  });
  await controller.context.open(ct, []);
  return { controller, shown, said };
}

describe("a second series over that of the study", () => {
  it("is shown in an SUV window with a colour map, configured, and taken away", async () => {
    const { controller, shown } = await open();
    const series = pet();
    await controller.fusion.open(series);
    const look = { range: { lower: 0, upper: 7 }, colorMap: "hotIron", opacity: 0.5 };
    expect(shown).toEqual([{ series, ...look }]);
    expect(controller.state.fusion).toMatchObject({
      ...look,
      modality: "PT",
      suvFactor: 1,
      title: "PT · WB",
    });
    await controller.fusion.configure({ opacity: 0.8, colorMap: "pet" });
    expect(shown.at(-1)).toMatchObject({ opacity: 0.8, colorMap: "pet", range: look.range });
    await controller.fusion.close();
    expect(shown.at(-1)).toBeUndefined();
    expect(controller.state.fusion).toBeUndefined();
    await controller.fusion.configure({ opacity: 1 });
    expect(shown).toHaveLength(3);
  });

  it("has a value at a place in the patient, by its own grid", async () => {
    const { controller } = await open();
    await controller.fusion.open(pet());
    // 8 + 6 mm to the left, 10 mm down from 12, 5 mm back: the voxel (1, 1, 1).
    expect(controller.fusion.valueAt([14, 5, 2])).toBe(1 + 3 * (1 + 2 * 1));
    expect(controller.fusion.valueAt([16.9, 7.4, 6.9])).toBe(1 + 3 * (1 + 2 * 1));
    expect(controller.fusion.valueAt([3, 5, 2])).toBeUndefined();
    await controller.fusion.close();
    expect(controller.fusion.valueAt([14, 5, 2])).toBeUndefined();
  });

  it("goes with the study, and says where it lies elsewhere in the patient", async () => {
    const { controller, said } = await open();
    const far = { ...petGrid, originLps: [900, 0, 0] as const };
    const series = pet();
    await controller.fusion.open({ ...series, volume: { ...series.volume, grid: far } });
    expect(said()).toBe("The two series do not overlap in the patient.");
    controller.close();
    expect(controller.state.fusion).toBeUndefined();
  });

  it("of MR has the window of its values, in grey", async () => {
    const { controller } = await open();
    await controller.fusion.open({ ...pet(), modality: "MR", header: {} });
    expect(controller.state.fusion).toMatchObject({ colorMap: "grey", range: { lower: 1, upper: 22 } });
  });

  it.each([
    ["another frame of reference", { frameOfReferenceUID: "1.2.8" }, "frame-of-reference"],
    ["none", { frameOfReferenceIsDerived: true }, "frame-of-reference"],
  ])("is refused where it has %s", async (_, change, reason) => {
    const { controller, shown } = await open();
    await expect(controller.fusion.open(pet(change))).rejects.toMatchObject({
      code: "overlay-not-possible",
      details: { reason },
    });
    expect(shown).toEqual([]);
  });

  it("is refused where the screen cannot show two, or nothing is open", async () => {
    const { controller } = await open(false);
    await expect(controller.fusion.open(pet())).rejects.toMatchObject({ details: { reason: "viewports" } });
    controller.close();
    await expect(controller.fusion.open(pet())).rejects.toMatchObject({ code: "not-open" });
  });
});

it("colour maps go from black at 0 to white at 1, upwards", () => {
  for (const { stops } of colorMaps) {
    expect(stops[0]).toEqual([0, 0, 0, 0]);
    expect(stops.at(-1)).toEqual([1, 255, 255, 255]);
    const places = stops.map(([at]) => at);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  }
});
