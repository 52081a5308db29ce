import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  bootstrapMean,
  compareMasks,
  detectLesions,
  wilcoxonSignedRank,
} from "../../../src/metrics/index.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";
import { createMaskPairs, createRandom } from "./mask-pairs.ts";

interface Answer {
  readonly masks: readonly {
    readonly scipy: { dice: number; hd95: number; surfaceDice: number };
    readonly monai: { hd95: number; surfaceDice: number } | null;
    readonly lesions: { lesions: number; found: number; falsePositives: number };
  }[];
  readonly wilcoxon: readonly { everySign: number | null; scipy: number | null }[];
  readonly bootstrap: readonly [number, number];
}

const monai = findPython("monai", "torch", "scipy", "numpy");
const python = monai.path ? monai : findPython("scipy", "numpy");
const pairs = createMaskPairs();
const random = createRandom(3);
const around = (count: number, shift: number, digits: number) =>
  Array.from({ length: count }, () => Number((random() - 0.5 + shift).toFixed(digits)));
/** With ties and zeros where few digits are kept. */
const paired = [around(5, 0.2, 9), around(12, 0.1, 1), around(16, 0.3, 1), around(30, 0.1, 9)];
const values = [0.966, 0.967, 0.947, 0.949, 0.938, 0.901, 0.955, 0.42];

describe.skipIf(python.missing)(named("agreement against SciPy", python.path, python.missing), () => {
  let answer: Answer;

  beforeAll(() => {
    const input = JSON.stringify({
      masks: pairs.map(({ found, reference, tolerance }) => ({
        size: found.grid.size,
        spacing: found.grid.spacingMm,
        tolerance,
        found: Buffer.from(found.voxels).toString("base64"),
        reference: Buffer.from(reference.voxels).toString("base64"),
      })),
      paired,
      values,
    });
    const script = join(import.meta.dirname, "reference_metrics.py");
    const output = execFileSync(python.path!, [script, ...(monai.path ? ["monai"] : [])], {
      input,
      maxBuffer: 2 ** 26,
      stdio: ["pipe", "pipe", "pipe"],
    });
    answer = JSON.parse(output.toString()) as Answer;
  });

  test.each(pairs.map(({ name }, index) => ({ name, index })))(
    "Dice, HD95 and surface Dice: $name",
    ({ index }) => {
      const { found, reference, tolerance } = pairs[index]!;
      const ours = compareMasks(found, reference, tolerance);
      const { dice, hd95, surfaceDice } = answer.masks[index]!.scipy;
      expect(ours.dice).toBeCloseTo(dice, 12);
      expect(ours.hd95).toBeCloseTo(hd95, 4);
      expect(ours.surfaceDice).toBeCloseTo(surfaceDice, 12);
    },
  );

  test.for(pairs.map(({ name }, index) => ({ name, index })))(
    "HD95 and surface Dice of MONAI: $name",
    ({ index }, context) => {
      const theirs = answer.masks[index]!.monai;
      if (monai.missing) context.skip(monai.missing);
      const { found, reference, tolerance } = pairs[index]!;
      const ours = compareMasks(found, reference, tolerance);
      expect(ours.hd95).toBeCloseTo(theirs!.hd95, 4);
      expect(ours.surfaceDice).toBeCloseTo(theirs!.surfaceDice, 6);
    },
  );

  test.each(pairs.map(({ name }, index) => ({ name, index })))("lesions: $name", ({ index }) => {
    const { found, reference } = pairs[index]!;
    expect(detectLesions(found, reference)).toMatchObject(answer.masks[index]!.lesions);
  });

  test("Wilcoxon's p, with ties and zeros too", () => {
    for (const [index, differences] of paired.entries()) {
      const { everySign, scipy } = answer.wilcoxon[index]!;
      const ours = wilcoxonSignedRank(differences);
      expect(everySign ?? scipy).not.toBeNull();
      if (everySign !== null) expect(ours).toBeCloseTo(everySign, 10);
      if (scipy !== null) expect(ours).toBeCloseTo(scipy, 10);
    }
  });

  test("the bootstrap interval, as far as two generators of random numbers agree", () => {
    const [lower, upper] = bootstrapMean(values, { resamples: 100_000 }).interval!;
    expect(Math.abs(lower - answer.bootstrap[0])).toBeLessThan(0.003);
    expect(Math.abs(upper - answer.bootstrap[1])).toBeLessThan(0.003);
  });
});
