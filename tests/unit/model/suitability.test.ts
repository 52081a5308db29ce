import { describe, expect, test } from "vitest";
import { createGrid } from "../../../src/geometry/index.ts";
import {
  type ImageFacts,
  modelFit,
  noneFits,
  parseManifest,
  suitabilityWarnings,
  whyChoose,
} from "../../../src/model/index.ts";
import { exampleJson } from "./example-manifest.ts";

/** An abdomen as the example model, liver on CT, expects it. */
const abdomen: ImageFacts = {
  modality: "CT",
  bodyParts: ["ABDOMEN"],
  descriptions: [],
  contrast: "with",
  grid: gridOf([512, 512, 100], [0.8, 0.8, 3]),
};

function gridOf(
  size: readonly [number, number, number],
  spacingMm: readonly [number, number, number],
  plane: "axial" | "sagittal" = "axial",
) {
  return createGrid({
    size,
    spacingMm,
    originLps: [0, 0, 0],
    directionsLps:
      plane === "axial"
        ? [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ]
        : [
            [0, 1, 0],
            [0, 0, -1],
            [-1, 0, 0],
          ],
  });
}

/** A liver model that sees 256 x 256 pixels. */
const json = (() => {
  const example = exampleJson();
  const shape = [1, 3, 256, 256];
  const liver = { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" };
  return {
    ...example,
    input: { ...example.input, shape },
    output: { ...example.output, shape },
    segments: example.segments.map((segment) => ({ ...segment, type: liver })),
  };
})();

const manifest = parseManifest(json, "example");

const warn = (image: Partial<ImageFacts>, suitedFor?: typeof manifest.suitedFor): string[] =>
  suitabilityWarnings({ ...manifest, ...(suitedFor && { suitedFor }) }, { ...abdomen, ...image });

test("an image that the model was made for has no warning", () => {
  expect(warn({})).toEqual([]);
});

describe("a mismatch is said in a sentence", () => {
  test.each<[string, Partial<ImageFacts>, RegExp]>([
    ["modality", { modality: "MR" }, /was made for CT, but this series is MR/],
    [
      "body part",
      { bodyParts: ["HEAD"] },
      /made for the abdomen, but the header says that this series shows the head/,
    ],
    [
      "described body part",
      { bodyParts: [], descriptions: ["CT Schaedel nativ"] },
      /the description says .* the head/,
    ],
    [
      "unknown body part",
      { bodyParts: [] },
      /does not say which part of the body it shows\. .* for the abdomen/,
    ],
    [
      "body part in words that nobody knows",
      { bodyParts: ["XYZ"], descriptions: ["routine"] },
      /does not say which part of the body it shows/,
    ],
    ["single slice", { grid: gridOf([512, 512, 1], [0.8, 0.8, 3]) }, /a single slice/],
    ["distance", { grid: gridOf([512, 512, 40], [0.8, 0.8, 10]) }, /10 mm apart/],
    [
      "plane",
      { grid: gridOf([512, 512, 60], [0.8, 0.8, 5], "sagittal") },
      /reads axial slices, .* sagittal slices, 5 mm apart/,
    ],
    ["field of view", { grid: gridOf([512, 512, 100], [2, 2, 3]) }, /field of view is 1024 x 1024 mm/],
  ])("%s", (_, image, message) => {
    expect(warn(image)).toEqual([expect.stringMatching(message)]);
  });
});

describe("what is not known is no mismatch", () => {
  test.each<[string, Partial<ImageFacts>]>([
    ["a body part in the description", { bodyParts: [], descriptions: ["Oberbauch nativ"] }],
    ["several regions of which one fits", { bodyParts: ["CHESTABDOMEN"] }],
    ["whole body", { bodyParts: ["WHOLEBODY"] }],
    ["isotropic in another plane", { grid: gridOf([256, 256, 200], [1, 1, 1], "sagittal") }],
  ])("%s", (_, image) => {
    expect(warn(image)).toEqual([]);
  });

  test("the header counts before the description", () => {
    expect(warn({ bodyParts: ["LIVER"], descriptions: ["Brain protocol"] })).toEqual([]);
  });
});

describe("whether a model fits", () => {
  const fitOf = (image: Partial<ImageFacts>, of = manifest) => modelFit(of, { ...abdomen, ...image }).fit;

  test("is known from the header, or from the description", () => {
    expect(fitOf({})).toBe("fits");
    expect(fitOf({ bodyParts: [], descriptions: ["CT Abdomen"] })).toBe("fits");
    expect(fitOf({ bodyParts: ["BRAIN"] })).toBe("does-not-fit");
    expect(fitOf({ modality: "MR" })).toBe("does-not-fit");
  });

  test.each([["3D Cor T1 FAST IR-prepped GRE"], ["Ax T2 FLAIR"], ["sag t2"], ["localizer"], [""]])(
    "is unknown where the words %j do not tell",
    (description) => {
      expect(fitOf({ bodyParts: [], descriptions: [description] })).toBe("unknown");
    },
  );

  test.each([
    ["Schädel MRT", "head"],
    ["RM cerveau^cérébral", "head"],
    ["cine SAX 8 mm", "chest"],
    ["Cœur ciné", "chest"],
    ["hígado", "abdomen"],
  ])("%j is of the %s", (description, region) => {
    const { reason, fit } = modelFit(manifest, { ...abdomen, bodyParts: [], descriptions: [description] });
    if (region === "abdomen") expect(fit).toBe("fits");
    else expect(reason).toContain(`shows the ${region}`);
  });

  test("goes by the names of segments whose codes are not known, and says where a model names no part", () => {
    const odd = (label: string) => ({
      ...manifest,
      title: "Model",
      segments: manifest.segments.map(({ anatomicRegion: _, ...segment }) => ({
        ...segment,
        label,
        type: { codeValue: "1", codingSchemeDesignator: "99TEST", codeMeaning: label },
      })),
    });
    expect(fitOf({}, odd("Liver cyst"))).toBe("fits");
    expect(modelFit(odd("Thing"), abdomen)).toEqual({
      fit: "unknown",
      reason: '"Model" does not say which part of the body it was made for.',
    });
  });
});

describe("a manifest that says more", () => {
  test("contrast", () => {
    expect(warn({ contrast: "without" }, { contrast: "with" })).toEqual([
      expect.stringMatching(/with contrast\. These have none/),
    ]);
    expect(warn({ contrast: undefined }, { contrast: "with" })).toEqual([]);
  });

  test("body parts, distance and field of view in place of those of segments and input", () => {
    expect(warn({ bodyParts: ["HEAD"] }, { bodyParts: ["BRAIN"] })).toEqual([]);
    expect(warn({}, { sliceDistanceMm: 2 })).toEqual([expect.stringMatching(/3 mm apart/)]);
    expect(warn({}, { fieldOfViewMm: [450, 600] })).toEqual([
      expect.stringMatching(/410 x 410 mm.*at least 450 mm/),
    ]);
    expect(warn({}, { fieldOfViewMm: [100, 300] })).toEqual([expect.stringMatching(/300 mm at most/)]);
  });

  test("is checked", () => {
    expect(() => parseManifest({ ...json, suitedFor: { contrast: "maybe" } }, "x")).toThrow(
      /suitedFor.contrast/,
    );
  });
});

describe("a series whose header does not name the part of the body", () => {
  const silent: ImageFacts = { ...abdomen, bodyParts: [], descriptions: ["1.5 mm"] };
  const looksLike = (
    ...regions: readonly (readonly ["abdomen" | "chest" | "head", number])[]
  ): ImageFacts => ({
    ...silent,
    seen: { regions: new Map(regions), slices: 40 },
  });

  test("is what its slices look like, and how many of them do is said", () => {
    const { fit, reason } = modelFit(manifest, looksLike(["abdomen", 27], ["chest", 9]));
    expect(fit).toBe("fits");
    expect(reason).toContain("27 of 40 slices look like the abdomen");
    expect(suitabilityWarnings(manifest, looksLike(["abdomen", 27])).join()).not.toContain(
      "slices look like",
    );
  });

  test("is not offered a model for another part", () => {
    const { fit, reason } = modelFit(manifest, looksLike(["head", 38]));
    expect(fit).toBe("does-not-fit");
    expect(reason).toContain("38 of 40 slices look like the head");
    expect(noneFits(looksLike(["head", 38]))).toBe(
      "No model fits: the header does not name the part of the body, but 38 of 40 slices look like the head.",
    );
  });

  test("may be one of several: a model for one of them is neither offered as fitting nor refused", () => {
    const oneOf = (...regions: readonly ("abdomen" | "chest" | "head")[]): ImageFacts => ({
      ...silent,
      seen: { regions: new Map(regions.map((region) => [region, 35])), slices: 40, isOneOf: true },
    });
    const { fit, reason } = modelFit(manifest, oneOf("chest", "abdomen"));
    expect(fit).toBe("unknown");
    expect(reason).toContain(
      "35 of 40 slices look like the chest or abdomen; it is not possible to tell which",
    );
    expect(whyChoose(oneOf("chest", "abdomen"))).toContain("look like the chest or abdomen; it is not");
    expect(whyChoose(silent)).toContain("Choose the model");
    expect(modelFit(manifest, oneOf("chest", "head"))).toMatchObject({
      fit: "does-not-fit",
      reason: expect.stringContaining("35 of 40 slices look like the chest or head, and none like that"),
    });
    expect(noneFits(oneOf("chest", "head"))).toContain("35 of 40 slices look like the chest or head");
  });

  test("stays unknown where nothing can be said", () => {
    expect(modelFit(manifest, silent).fit).toBe("unknown");
  });

  test("what the header names counts before what slices look like", () => {
    expect(modelFit(manifest, { ...looksLike(["head", 38]), bodyParts: ["ABDOMEN"] }).fit).toBe("fits");
    expect(noneFits({ ...looksLike(["head", 38]), bodyParts: ["KNEE"] })).toContain("No model here");
  });
});

test("a model of several series fits as any other: which they are is chosen", () => {
  const { adjacentSlices: _, ...input } = exampleJson().input;
  const series = [{ name: "native" }, { name: "arterial" }, { name: "venous" }];
  const manifest = parseManifest({ ...exampleJson(), input: { ...input, series } }, "m");
  expect(modelFit(manifest, abdomen)).toEqual(modelFit(parseManifest(exampleJson(), "m"), abdomen));
});
