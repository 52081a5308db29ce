import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { CrfParameters, CrfProblem } from "../../../src/crf/index.ts";
import { refineProbabilities } from "../../../src/crf/mean-field.ts";
import { atOnce } from "../../../src/workers/index.ts";
import { noisyDiscs } from "../../unit/crf/noisy-discs.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";

const python = findPython("pydensecrf", "numpy");
const gentle: CrfParameters = {
  appearance: { weight: 3, distanceMm: 12, intensity: 0.05 },
  smoothness: { weight: 3, distanceMm: 3 },
  iterations: 5,
};
const strong: CrfParameters = {
  appearance: { weight: 10, distanceMm: 40, intensity: 0.1 },
  smoothness: { weight: 2, distanceMm: 1.5 },
  iterations: 10,
};
const cases: readonly (readonly [string, CrfProblem, CrfParameters])[] = [
  ["a slice of three classes", noisyDiscs([120, 110, 1]), gentle],
  [
    "a slice with oblong voxels and much noise",
    noisyDiscs([110, 90, 1], { classes: 4, spacingMm: [0.7, 1.4, 5], noise: 0.4 }),
    strong,
  ],
  ["a box of thick slices", noisyDiscs([56, 60, 14], { spacingMm: [0.8, 0.8, 4] }), gentle],
  [
    "a box of two classes and much noise",
    noisyDiscs([50, 54, 18], { classes: 2, spacingMm: [1.2, 0.9, 2.5], noise: 0.4 }),
    strong,
  ],
];

describe.skipIf(python.missing)(named("dense CRF against pydensecrf", python.path, python.missing), () => {
  let answer: Uint8Array[];

  beforeAll(() => {
    const base64 = (values: Float32Array) =>
      Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
    const input = JSON.stringify(
      cases.map(([, { size, spacingMm, intensities, probabilities }, parameters]) => ({
        size,
        spacingMm,
        intensities: base64(intensities),
        probabilities: base64(probabilities),
        ...parameters,
      })),
    );
    const output = execFileSync(python.path!, [join(import.meta.dirname, "reference_crf.py")], {
      input,
      maxBuffer: 1 << 28,
      encoding: "utf8",
    });
    answer = (JSON.parse(output) as string[]).map((labels) => Buffer.from(labels, "base64"));
  }, 300_000);

  test.each(cases.map(([name], index) => [name, index] as const))(
    "has its labels on 99.9 % of the voxels of %s",
    (_, index) => {
      const [, problem, parameters] = cases[index]!;
      const refined = atOnce(refineProbabilities(problem, parameters));
      const voxels = problem.intensities.length;
      const labelIn = (values: Float32Array, n: number): number => {
        let best = 0;
        for (let c = 1; c * voxels < values.length; c++)
          if (values[c * voxels + n]! > values[best * voxels + n]!) best = c;
        return best;
      };
      let [differ, moved] = [0, 0];
      for (let n = 0; n < voxels; n++) {
        const label = labelIn(refined, n);
        if (label !== answer[index]![n]) differ++;
        if (label !== labelIn(problem.probabilities, n)) moved++;
      }
      expect(moved / voxels).toBeGreaterThan(0.02);
      expect(differ / voxels).toBeLessThanOrEqual(0.001);
    },
    60_000,
  );
});
