import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../src/model/index.ts";
import { exampleJson, exampleManifest, exampleOfThreePlanes } from "../model/example-manifest.ts";
import { acquisitions, exampleWith, segmentPointwise, volumeOf } from "./pointwise-models.ts";

const everything = { segments: "all", entropy: true } as const;
const size = [48, 32, 3] as const;

/** A series of one pixel of the model a voxel, on which a network answers the same everywhere. */
function probabilitiesOf(manifest: ReturnType<typeof exampleWith>, answer: readonly number[]) {
  const volume = volumeOf(size, [1.1, 1.1, 3], acquisitions["head first supine"]!, () => 0);
  const { slices } = segmentPointwise(volume, manifest, () => answer, { probabilities: everything });
  const { segments, entropy } = slices[1]!.probabilities!;
  return {
    of: (segmentNumber: number) =>
      segments.find((segment) => segment.segmentNumber === segmentNumber)!.values[700],
    entropy: entropy![700],
    slices,
  };
}

describe("probabilities", () => {
  it("of a softmax are those of its logits, with their entropy over that of even odds", () => {
    const { of, entropy } = probabilitiesOf(exampleManifest(), [
      Math.log(0.5),
      Math.log(0.31),
      Math.log(0.19),
    ]);
    expect([of(1), of(2)]).toEqual([Math.round(255 * 0.31), Math.round(255 * 0.19)]);
    const nats = -(0.5 * Math.log(0.5) + 0.31 * Math.log(0.31) + 0.19 * Math.log(0.19));
    expect(entropy).toBe(Math.round((255 * nats) / Math.log(3)));
    expect(probabilitiesOf(exampleManifest(), [0, 0, 0]).entropy).toBe(255);
    expect(probabilitiesOf(exampleManifest(), [0, 100, 0])).toMatchObject({ entropy: 0 });
  });

  it("of a graph that gives probabilities are its own", () => {
    const manifest = exampleWith({}, { values: "probabilities" });
    const { of } = probabilitiesOf(manifest, [0.5, 0.31, 0.19]);
    expect([of(1), of(2)]).toEqual([79, 48]);
  });

  it("of a sigmoid stand alone, and the least decided segment makes the entropy", () => {
    const manifest = exampleWith({}, { activation: "sigmoid" });
    const { of, entropy } = probabilitiesOf(manifest, [9, Math.log(0.85 / 0.15), Math.log(0.4 / 0.6)]);
    expect([of(1), of(2)]).toEqual([Math.round(255 * 0.85), Math.round(255 * 0.4)]);
    const bits = -(0.4 * Math.log2(0.4) + 0.6 * Math.log2(0.6));
    expect(Math.abs(entropy! - 255 * bits)).toBeLessThan(0.6);
  });

  it("are the mean of those that meet", () => {
    const manifest = parseManifest({ ...exampleOfThreePlanes(), consensus: { kind: "mean" } }, "m");
    const volume = volumeOf([12, 10, 8], [1, 1, 1], acquisitions["head first supine"]!, () => 0);
    const answers: Record<string, readonly number[]> = {
      axial: [0, 1, 0],
      coronal: [0.5, 0.5, 0],
      sagittal: [0.42, 0.58, 0],
    };
    const { slices } = segmentPointwise(volume, manifest, (_, graph) => answers[graph]!, {
      probabilities: { segments: [1], entropy: false },
    });
    for (const { probabilities } of slices) {
      expect(probabilities!.entropy).toBeUndefined();
      expect(probabilities!.segments.map(({ segmentNumber }) => segmentNumber)).toEqual([1]);
      for (const value of probabilities!.segments[0]!.values)
        expect(value).toBe(Math.round((255 * 2.08) / 3));
    }
  });

  it("lie where their labels lie, whatever way the series was acquired", () => {
    for (const directions of Object.values(acquisitions)) {
      const volume = volumeOf(
        [20, 14, 9],
        [1.3, 0.9, 2],
        directions,
        (lps) => 3 * lps[0]! + 2 * lps[1]! - lps[2]!,
      );
      const plain = exampleWith({ plane: "coronal" });
      const answer = (inputs: readonly number[]) => [0, (inputs[1]! - 0.3) * 40, (inputs[1]! - 0.5) * 80];
      const { slices } = segmentPointwise(volume, plain, answer, { probabilities: everything });
      let wrong = 0;
      for (const { labels, probabilities } of slices) {
        const [first, second] = probabilities!.segments.map(({ values }) => values);
        for (const [index, label] of labels.entries()) {
          const values = [255 - first![index]! - second![index]!, first![index]!, second![index]!];
          // Rounding may hide a lead of one.
          if (values[label]! < Math.max(...values) - 2) wrong++;
        }
      }
      expect(wrong).toBe(0);
    }
  });

  it("are handed out for all segments by name of their value, not their channel", () => {
    const [liver, tumour] = exampleJson().segments;
    const segments = [
      { ...liver!, value: 7, channel: 2 },
      { ...tumour!, value: 3, channel: 1 },
    ];
    const manifest = exampleWith({}, { values: "probabilities" }, { segments, postprocessing: [] });
    const { of } = probabilitiesOf(manifest, [0.5, 0.31, 0.19]);
    expect([of(7), of(3)]).toEqual([48, 79]);
  });

  describe("at temperatures", () => {
    const segmentsAt = (...temperatures: readonly (number | undefined)[]) =>
      exampleJson().segments.map((segment, index) => ({ ...segment, temperature: temperatures[index] }));
    const softmaxOf = (logits: readonly number[], temperature: number): number[] => {
      const powers = logits.map((logit) => Math.exp(logit / temperature));
      const sum = powers.reduce((total, power) => total + power, 0);
      return powers.map((power) => Math.round((255 * power) / sum));
    };

    it("of a softmax are those of its logits over the temperature of the likeliest segment", () => {
      const manifest = exampleWith({}, {}, { segments: segmentsAt(1.5, 3) });
      for (const [logits, temperature] of [
        [[0, 4, 3], 1.5],
        [[0, 3, 4], 3],
        // Background wins: what it may be instead decides.
        [[5, 3, 1], 1.5],
        [[5, 1, 3], 3],
      ] as const) {
        const [, first, second] = softmaxOf(logits, temperature);
        const { of } = probabilitiesOf(manifest, logits);
        expect([of(1), of(2)]).toEqual([first, second]);
      }
    });

    it("of a graph that gives probabilities are those of their logarithms", () => {
      const manifest = exampleWith({}, { values: "probabilities" }, { segments: segmentsAt(2, 2) });
      const [, first, second] = softmaxOf([0.9, 0.06, 0.04].map(Math.log), 2);
      const { of } = probabilitiesOf(manifest, [0.9, 0.06, 0.04]);
      expect([of(1), of(2)]).toEqual([first, second]);
      expect(probabilitiesOf(manifest, [1, 0, 0])).toMatchObject({ entropy: 0 });
    });

    it("of a sigmoid are each its own segment's", () => {
      const odds = (probability: number) => Math.log(probability / (1 - probability));
      const at = (logit: number, temperature: number) =>
        Math.round(255 / (1 + Math.exp(-logit / temperature)));
      const logits = exampleWith({}, { activation: "sigmoid" }, { segments: segmentsAt(2, undefined) });
      const first = probabilitiesOf(logits, [9, 3, -1]);
      expect([first.of(1), first.of(2)]).toEqual([at(3, 2), at(-1, 1)]);
      const given = exampleWith(
        {},
        { activation: "sigmoid", values: "probabilities" },
        { segments: segmentsAt(2, undefined) },
      );
      const second = probabilitiesOf(given, [1, 0.8, 0.3]);
      expect([second.of(1), second.of(2)]).toEqual([at(odds(0.8), 2), at(odds(0.3), 1)]);
      expect(probabilitiesOf(given, [1, 1, 0]).of(1)).toBe(255);
    });

    it("leave every label as it is, also where several patches and mirrors meet", () => {
      const volume = volumeOf(
        [20, 14, 9],
        [1.3, 0.9, 2],
        acquisitions["oblique"]!,
        (lps) => 3 * lps[0]! + 2 * lps[1]! - lps[2]!,
      );
      const answer = (inputs: readonly number[]) => [0, (inputs[1]! - 0.3) * 40, (inputs[1]! - 0.5) * 80];
      for (const input of [{}, { mirrors: ["columns", "rows"] }])
        for (const activation of ["softmax", "sigmoid"]) {
          const [plain, tempered] = [segmentsAt(), segmentsAt(0.4, 5)].map((segments) =>
            segmentPointwise(volume, exampleWith(input, { activation }, { segments }), answer, {
              probabilities: everything,
            }),
          );
          let changed = 0;
          for (const [index, { labels, probabilities }] of tempered!.slices.entries()) {
            expect(labels).toEqual(plain!.slices[index]!.labels);
            const before = plain!.slices[index]!.probabilities!.segments[0]!.values;
            probabilities!.segments[0]!.values.forEach((value, at) => {
              if (value !== before[at]) changed++;
            });
          }
          expect(changed).toBeGreaterThan(0);
        }
    });
  });
});
