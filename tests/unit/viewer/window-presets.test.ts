import { describe, expect, it } from "vitest";
import type { Dataset, SourceSeries } from "../../../src/dicom/index.ts";
import { windowPresets } from "../../../src/viewer/window-presets.ts";

const series = (modality: string, header: Dataset, voxels: ArrayLike<number> = [0, 0, 10, 20, 30]) =>
  ({
    modality,
    header,
    volume: { voxels, unit: modality === "CT" ? "HU" : "arbitrary" },
  }) as unknown as SourceSeries;
const names = (...args: Parameters<typeof series>) => windowPresets(series(...args)).map(({ name }) => name);

describe("windows to choose from", () => {
  it("of MR begin with the file's own, if it has one", () => {
    const [first] = windowPresets(series("MR", { WindowCenter: [300, 40], WindowWidth: [700, 80] }));
    expect(first).toEqual({ name: "file", center: 300, width: 700 });
    expect(names("MR", { WindowCenter: [300] })).toEqual(["fitted"]);
    expect(names("MR", { WindowCenter: [0], WindowWidth: [0] })).toEqual(["fitted"]);
  });

  it("of CT have the liver in two phases", () => {
    const presets = windowPresets(series("CT", {}));
    expect(presets[0]?.name).toBe("abdomen");
    expect(presets).toContainEqual({ name: "liverPortal", center: 90, width: 150 });
  });

  it("of PET go from zero to an SUV, in the unit of the image", () => {
    const header = {
      Units: ["BQML"],
      CorrectedImage: ["ATTN", "DECY"],
      DecayCorrection: ["ADMIN"],
      PatientWeight: [80],
      RadiopharmaceuticalInformationSequence: [{ RadionuclideTotalDose: [80e6] }],
    };
    const [five, ten] = windowPresets(series("PT", header));
    expect(five).toEqual({ name: "suv5", center: 2500, width: 5000 });
    expect(ten).toEqual({ name: "suv10", center: 5000, width: 10_000 });
    expect(windowPresets(series("PT", { Units: ["GML"] }))[0]).toEqual({
      name: "suv5",
      center: 2.5,
      width: 5,
    });
  });

  it("of PET without SUV, and of NM, go from zero to what the values need", () => {
    expect(windowPresets(series("PT", {}))).toEqual([{ name: "fitted", center: 10, width: 20 }]);
    expect(names("NM", {})).toEqual(["fitted"]);
  });
});
