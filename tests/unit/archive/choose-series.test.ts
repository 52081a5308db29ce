import { describe, expect, test } from "vitest";
import { chooseSeries, refuseModality } from "../../../src/archive/choose-series.ts";
import { type ModelRule, parseRules, rulesOf } from "../../../src/archive/rules.ts";
import { type SeriesFacts, sharpnessOf, toSeriesFacts } from "../../../src/archive/series-facts.ts";

const ct: SeriesFacts = {
  seriesInstanceUID: "1.2.3",
  modality: "CT",
  sopInstanceUIDs: ["1", "2"],
  slices: 100,
  imageType: ["ORIGINAL", "PRIMARY", "AXIAL"],
  plane: "axial",
  sliceThicknessMm: 3,
  bodyPart: "ABDOMEN",
  kernel: "B30f",
  contrast: "with",
  description: "Abdomen portal venous",
};
const traits = { modality: "CT", plane: "axial" } as const;

async function ruleOf(yaml = ""): Promise<ModelRule> {
  const series = yaml === "" ? "" : `\n    series: { ${yaml} }`;
  return (await parseRules(`models:\n  - model: m${series}`, "rules.yaml")).models[0]!;
}

describe("a series is refused with its reason", () => {
  test.each<[string, Partial<SeriesFacts>, string, RegExp]>([
    ["", { modality: "MR" }, "modality", /modality is MR, not CT/],
    ["", { modality: "Maier^Vera" }, "modality", /modality is unknown/],
    ["modality: PT", {}, "modality", /is CT, not PT/],
    ["", { imageType: ["ORIGINAL", "PRIMARY", "LOCALIZER"] }, "localiser", /localiser/],
    ["", { imageType: ["DERIVED", "SECONDARY", "MPR"] }, "derived", /derived/],
    ["", { slices: 4 }, "too-few-slices", /4 slices, fewer than 5/],
    ["slices: { atMost: 50 }", {}, "too-many-slices", /100 slices, more than 50/],
    ["", { plane: "coronal" }, "plane", /coronal, not axial/],
    ["plane: sagittal", {}, "plane", /axial, not sagittal/],
    ["sliceThicknessMm: { atMost: 2.5 }", {}, "thickness", /3 mm thick, not at most 2.5/],
    ["sliceThicknessMm: { atLeast: 5 }", {}, "thickness", /not at least 5/],
    ["sliceThicknessMm: { atLeast: 4, atMost: 5 }", {}, "thickness", /not 4 to 5/],
    ["bodyPart: [HEAD, NECK]", {}, "body-part", /none of HEAD, NECK/],
    ["kernel: '^B[67]'", {}, "kernel", /does not match \^B\[67\]/],
    ["contrast: without", {}, "contrast", /with contrast, not without/],
    ["description: arterial", {}, "description", /does not match arterial/],
    ["notDescription: venous", {}, "description", /matches venous/],
  ])("%s %o", async (yaml, changed, code, reason) => {
    const { chosen, refused } = chooseSeries([{ ...ct, ...changed }], await ruleOf(yaml), traits);
    expect(chosen).toEqual([]);
    expect(refused.get("1.2.3")).toMatchObject({ code, reason: expect.stringMatching(reason) });
    expect(refused.get("1.2.3")!.reason).not.toContain("Abdomen portal");
  });

  test.each<[string, Partial<SeriesFacts>]>([
    ["bodyPart: liver", { bodyPart: undefined }],
    ["bodyPart: abdomen", {}],
    ["kernel: ^X", { kernel: undefined }],
    ["contrast: without", { contrast: undefined }],
    ["description: x", { description: "" }],
    ["plane: any", { plane: "coronal" }],
    ["", { plane: undefined }],
    ["derived: true", { imageType: ["DERIVED", "SECONDARY"] }],
  ])("but not by %s for what the header does not say: %o", async (yaml, changed) => {
    expect(chooseSeries([{ ...ct, ...changed }], await ruleOf(yaml), traits).chosen).toHaveLength(1);
  });

  test("by its modality before anything else is known, unless the server does not say it", async () => {
    const { series } = await ruleOf();
    expect(refuseModality("SR", series, traits)?.code).toBe("modality");
    expect(refuseModality("ct", series, traits)).toBeUndefined();
    expect(refuseModality("", series, traits)).toBeUndefined();
  });
});

describe("of several that fit", () => {
  const thin = { ...ct, seriesInstanceUID: "1.2.4", sliceThicknessMm: 1, kernel: "B70f" };
  const soft = { ...ct, seriesInstanceUID: "1.2.5", sliceThicknessMm: 1 };
  const long = { ...soft, seriesInstanceUID: "1.2.6", slices: 200 };

  test("the first preference that tells them apart decides, and the reason names it", async () => {
    const { chosen, refused } = chooseSeries([ct, thin, soft, long], await ruleOf(), traits);
    expect(chosen.map(({ seriesInstanceUID }) => seriesInstanceUID)).toEqual(["1.2.6"]);
    expect([...refused].map(([uid, { reason }]) => [uid, reason.replace(/.*: /, "")]).sort()).toEqual([
      ["1.2.3", "thinnest."],
      ["1.2.4", "soft kernel."],
      ["1.2.5", "most slices."],
    ]);
  });

  test("the UID decides where nothing else does, in whatever order they come", async () => {
    const twin = { ...ct, seriesInstanceUID: "1.2.2" };
    for (const series of [
      [ct, twin],
      [twin, ct],
    ]) {
      const { chosen, refused } = chooseSeries(series, await ruleOf(), traits);
      expect(chosen[0]!.seriesInstanceUID).toBe("1.2.2");
      expect(refused.get("1.2.3")!.reason).toMatch(/nothing else tells them apart/);
    }
  });

  test("all are taken where the rule says so", async () => {
    const rule = { ...(await ruleOf()), take: "all" as const };
    expect(chooseSeries([ct, thin], rule, traits).chosen).toHaveLength(2);
  });

  test.each([
    ["thickest", "1.2.3"],
    ["sharp kernel", "1.2.4"],
  ] as const)("by %s", async (preference, uid) => {
    const rule = { ...(await ruleOf()), prefer: [preference] };
    expect(chooseSeries([soft, thin, ct], rule, traits).chosen[0]!.seriesInstanceUID).toBe(uid);
  });
});

describe("rules", () => {
  test.each([
    ["models: []", "models"],
    ["models:\n  - model: m\n    sereis: {}", "models.0.sereis"],
    ["models:\n  - model: m\n    series: { kernel: '[' }", "models.0.series.kernel"],
    ["models:\n  - model: m\nlimits: { hours: 25:00-06:00 }", "limits.hours"],
    ["models: [", ""],
  ])("that cannot be used are refused with their place: %s", async (yaml, path) => {
    await expect(parseRules(yaml, "rules.yaml")).rejects.toMatchObject({
      code: "invalid-rules",
      details: { path },
    });
  });

  test("of a model alone take what it is made for", () => {
    expect(rulesOf(["ct-abdomen"]).models[0]).toMatchObject({
      model: "ct-abdomen",
      take: "best",
      type: "BINARY",
      outputs: [],
      priority: "normal",
      series: { slices: { atLeast: 5, atMost: 5000 }, derived: false },
    });
  });
});

describe("facts of a series", () => {
  test("come from a header; the frames of one image are its slices", () => {
    const header = {
      Modality: ["MR"],
      NumberOfFrames: [40],
      ImageOrientationPatient: [0, 1, 0, 0, 0, -1],
      SliceThickness: [4],
      ContrastBolusAgent: ["NONE"],
      SeriesDescription: ["T1"],
    };
    expect(toSeriesFacts(header, { seriesInstanceUID: "1.2", sopInstanceUIDs: ["1"] })).toMatchObject({
      modality: "MR",
      slices: 40,
      plane: "sagittal",
      sliceThicknessMm: 4,
      contrast: "without",
      description: "T1",
    });
    const many = toSeriesFacts({}, { seriesInstanceUID: "1.2", sopInstanceUIDs: ["1", "2", "3"] });
    expect(many).toMatchObject({ slices: 3, plane: undefined, modality: "" });
    const coronal = toSeriesFacts({ ImageOrientationPatient: [1, 0, 0, 0, 0, -1] }, many);
    expect(coronal.plane).toBe("coronal");
  });

  test.each([
    ["B30f", 0],
    ["Br44", 1],
    ["B70f", 2],
    ["STANDARD", 0],
    ["BONEPLUS", 2],
    ["DETAIL", 1],
    ["FC18", 0],
    ["FC51", 2],
    ["B", 0],
    ["YA", 2],
    ["something", undefined],
    [undefined, undefined],
  ] as const)("kernel %s: %s", (kernel, sharpness) => expect(sharpnessOf(kernel)).toBe(sharpness));
});
