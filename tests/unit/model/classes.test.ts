import { describe, expect, it } from "vitest";
import { chooseClasses, findClasses, type ModelManifest, toSegments } from "../../../src/model/index.ts";
import { exampleManifest } from "./example-manifest.ts";
import { partsManifest } from "./parts-manifest.ts";

const input = {
  adjacentSlices: undefined,
  layout: "NCDHW",
  shape: [1, 1, 4, 4, 4],
  intensity: { kind: "fixed", subtract: 0, divideBy: 1 },
  resampling: {
    inPlane: "target-grid",
    spacingMm: [1, 1, 1],
    align: "edges",
    interpolation: "cubic",
    tiles: { overlap: 0.5, placement: "spread", weights: { kind: "constant" } },
    back: { values: "averaged", interpolation: "linear" },
  },
};
const parts = partsManifest(input, { layout: "NCDHW", averaged: "logits" });
const example = exampleManifest();

const networksOf = ({ networks }: ModelManifest) => networks.map(({ name }) => name);

describe("chooseClasses", () => {
  it("keeps all where nothing is chosen", () => {
    expect(chooseClasses(example, undefined)).toEqual({ manifest: example, segments: toSegments(example) });
  });

  it("leaves out segments, and parts without a kept class with their weights", () => {
    const { manifest, segments } = chooseClasses(parts, [2]);
    expect(segments.map(({ label }) => label)).toEqual(["Liver tumour"]);
    expect(segments[0]!.algorithmParameters).toBe(`weights SHA-256 ${"b".repeat(64)}`);
    expect(networksOf(manifest)).toEqual(["wall"]);
    expect(networksOf(chooseClasses(parts, [1, 2]).manifest)).toEqual(["whole", "wall"]);
    expect(networksOf(chooseClasses(example, [2]).manifest)).toEqual(networksOf(example));
  });

  it.each([
    { operation: "keep-touching", values: [2], touching: [1] },
    { operation: "remove-small-components", values: [1], smallerThanMl: 1, becomes: 2 },
    { operation: "keep-largest-component", values: [1, 2] },
  ] as const)("runs parts that the clean-up of a kept class goes by: $operation", (step) => {
    const manifest = { ...parts, postprocessing: [step] } as unknown as ModelManifest;
    expect(networksOf(chooseClasses(manifest, [2]).manifest)).toEqual(["whole", "wall"]);
    expect(chooseClasses(manifest, [2]).segments).toHaveLength(1);
  });

  it("refuses a class that there is not, and none at all", () => {
    expect(() => chooseClasses(example, [1, 7])).toThrow('The model Example has no class "7".');
    expect(() => chooseClasses(example, [])).toThrow("No class of Example was chosen.");
  });
});

describe("findClasses", () => {
  it("goes by labels in any case, and by values", () => {
    expect(findClasses(example, [" liver TUMOUR", "1"])).toEqual([2, 1]);
  });

  it("says what there is, of many those first that may have been meant", () => {
    const [segment] = example.segments;
    const segments = Array.from({ length: 117 }, (_, n) => ({
      ...segment!,
      value: n + 1,
      label: n === 100 ? "Spleen" : `Vertebra ${n}`,
    }));
    const find = () => findClasses({ ...example, segments }, ["spleeen"]);
    expect(find).toThrow(
      expect.objectContaining({ code: "invalid-argument", details: { argument: "classes" } }),
    );
    expect(find).toThrow(/has no class "spleeen". It has Spleen, Vertebra 0, .* and 97 more\.$/);
  });
});
