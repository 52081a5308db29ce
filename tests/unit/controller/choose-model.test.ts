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
});
