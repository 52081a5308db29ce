import { describe, expect, it } from "vitest";
import { compareVoxels } from "../../../src/cli/compare-model.ts";
import { exampleManifest } from "../model/example-manifest.ts";

describe("a model against a reference", () => {
  it("agrees class by class", () => {
    const manifest = exampleManifest();
    const found = Uint8Array.of(0, 1, 1, 1, 0, 0, 7);
    const reference = Uint16Array.of(0, 1, 1, 0, 1, 300, 7);
    expect(compareVoxels({ manifest }, found, reference)).toEqual([
      { value: 1, label: "Liver", modelVoxels: 3, referenceVoxels: 3, dice: 2 / 3, differentVoxels: 2 },
      {
        value: 2,
        label: "Liver tumour",
        modelVoxels: 0,
        referenceVoxels: 0,
        dice: undefined,
        differentVoxels: 0,
      },
    ]);
  });
});
