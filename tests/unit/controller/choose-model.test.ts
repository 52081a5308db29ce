import { describe, expect, it } from "vitest";
import { chooseModel, describeChoice } from "../../../src/controller/choose-model.ts";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { exampleManifest } from "../model/example-manifest.ts";

/** A series of which the header says only this. */
function series(modality: string, words: Readonly<Record<string, string>> = {}): SourceSeries {
  return {
    modality,
    header: Object.fromEntries(Object.entries(words).map(([keyword, value]) => [keyword, [value]])),
    volume: { grid: straightGrid([64, 64, 20]) },
  } as unknown as SourceSeries;
}

function model(name: string, bodyPart: string, modality = "MR") {
  const manifest = exampleManifest();
  const [network] = manifest.networks;
  return {
    name,
    manifest: {
      ...manifest,
      title: name,
      suitedFor: { bodyParts: [bodyPart] },
      networks: [{ ...network!, input: { ...network!.input, modality } }],
    },
  };
}

const brain = model("brain", "HEAD");
const brainTwin = model("brain-attention", "HEAD");
const heart = model("heart", "HEART");
const liver = model("liver", "LIVER", "CT");
const all = [liver, heart, brain, brainTwin];

describe("the model to begin with", () => {
  it("is one that fits the body part, the chosen one before others", () => {
    const head = series("MR", { BodyPartExamined: "HEAD" });
    expect(chooseModel(head, all, undefined)).toBe("brain");
    expect(chooseModel(head, all, "brain-attention")).toBe("brain-attention");
    expect(chooseModel(head, all, "heart")).toBe("brain");
    expect(chooseModel(series("MR", { SeriesDescription: "cine SAX" }), all, "brain")).toBe("heart");
  });

  it("is none where the body part is not known and models of several are there", () => {
    const unknown = series("MR", { SeriesDescription: "3D Cor T1 FAST IR-prepped GRE" });
    expect(chooseModel(unknown, all, "heart")).toBeUndefined();
    expect(describeChoice(unknown, undefined, all).modelWarnings).toEqual([
      "This series does not say which part of the body it shows. Choose the model that was made for it.",
    ]);
  });

  it("is the only kind that there is where the body part is not known; it is said, and asked before it runs", () => {
    const unknown = series("MR");
    expect(chooseModel(unknown, [liver, brain, brainTwin], undefined)).toBe("brain");
    const { modelFit, modelWarnings } = describeChoice(unknown, brain.manifest, all);
    expect(modelFit?.fit).toBe("unknown");
    expect(modelWarnings[0]).toMatch(/^This series does not say which part of the body it shows/);
  });

  it("is none where all are made for another part of the body", () => {
    const knee = series("MR", { BodyPartExamined: "KNEE" });
    expect(chooseModel(knee, all, "heart")).toBeUndefined();
    expect(describeChoice(knee, undefined, all).modelWarnings).toEqual([
      "No model here was made for the part of the body that this series shows.",
    ]);
  });

  it("stays where none is made for the modality", () => {
    expect(chooseModel(series("PT"), all, "liver")).toBe("liver");
  });

  it("is none, with the reason, where the slices look like another part of the body", () => {
    // Two legs: soft tissue around cortical bone.
    const grid = straightGrid([96, 48, 6], [4, 4, 10]);
    const voxels = new Int16Array(96 * 48 * 6).fill(-1000);
    for (let k = 0; k < 6; k++)
      for (let j = 0; j < 48; j++)
        for (let i = 0; i < 96; i++) {
          const r = 4 * Math.hypot(i < 48 ? i - 24 : i - 72, j - 24);
          if (r < 80) voxels[i + 96 * (j + 48 * k)] = r < 14 ? 1100 : 50;
        }
    const legs = { ...series("CT"), volume: { grid, voxels, unit: "HU" } } as unknown as SourceSeries;
    expect(chooseModel(legs, all, "liver")).toBeUndefined();
    const choice = describeChoice(legs, undefined, all);
    expect(choice.noneFits).toBe(
      "No model fits: the header does not name the part of the body, but 6 of 6 slices look like the limbs.",
    );
    expect(choice).toMatchObject({ misfits: ["liver"], modelWarnings: [choice.noneFits] });
    // One that a person chooses all the same says so.
    expect(describeChoice(legs, liver.manifest, all).modelFit?.fit).toBe("does-not-fit");
    expect(describeChoice(series("CT", { BodyPartExamined: "LIVER" }), liver.manifest, all)).toMatchObject({
      misfits: [],
      noneFits: undefined,
    });
  });

  it("is not the heart for a head of an MR whose header is silent", () => {
    // A ball: sections of a head that end in a vertex.
    const grid = straightGrid([64, 64, 30], [4, 4, 6]);
    const voxels = new Int16Array(64 * 64 * 30);
    for (let k = 0, at = 0; k < 30; k++)
      for (let j = 0; j < 64; j++)
        for (let i = 0; i < 64; i++, at++) {
          const t = 1 - Math.max(0, (k - 12) / 17) ** 2;
          if (((i - 31.5) / 19) ** 2 + ((j - 31.5) / 24) ** 2 <= t) voxels[at] = 300;
        }
    const volume = { grid, voxels, unit: "arbitrary", modality: "MR" };
    const head = { ...series("MR"), volume } as unknown as SourceSeries;
    expect(chooseModel(head, all, "heart")).toBe("brain");
    expect(describeChoice(head, brain.manifest, all)).toMatchObject({
      misfits: ["heart"],
      noneFits: undefined,
      modelFit: { fit: "fits" },
    });
  });
});
