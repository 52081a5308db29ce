import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { readStripCase } from "../../../scripts/evaluate-models/strips.ts";
import { comparePanoptic } from "../../../src/metrics/index.ts";
import { findInstances, type Mask } from "../../../src/regions/index.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";
import { createMaskPairs, createRandom } from "./mask-pairs.ts";

const python = findPython("panoptica", "numpy");
const train = fileURLToPath(new URL("../../../../shared/data/train", import.meta.url));

/** Instances of two masks on one grid: connected parts, or split where they touch. */
const instancesOf = ({ grid, voxels }: Mask, splitDepthMm?: number) =>
  findInstances(voxels, grid, 26, splitDepthMm === undefined ? undefined : { splitDepthMm }).numbers;

interface Pair {
  readonly name: string;
  readonly size: Mask["grid"]["size"];
  readonly found: Int32Array;
  readonly reference: Int32Array;
}

/** The mask with some voxels less, and some pieces of it gone. */
function worn({ grid, voxels }: Mask, seed: number): Mask {
  const random = createRandom(seed);
  const { numbers, count } = findInstances(voxels, grid, 26);
  const isGone = Array.from({ length: count + 1 }, () => random() < 0.3);
  return {
    grid,
    voxels: voxels.map((voxel, n) => (voxel && !isGone[numbers[n]!] && random() < 0.85 ? 1 : 0)),
  };
}

async function pairsToCompare(): Promise<Pair[]> {
  const made = createMaskPairs()
    .filter(({ found, reference }) => found.voxels.includes(1) && reference.voxels.includes(1))
    .flatMap(({ name, found, reference }) =>
      [undefined, 1].map((split) => ({
        name: `${name}${split === undefined ? "" : ", split"}`,
        size: found.grid.size,
        found: instancesOf(found, split),
        reference: instancesOf(reference, split),
      })),
    );
  if (!existsSync(train)) return made;
  const tumours = 2;
  const real = await Promise.all(
    ["volume-00", "volume-04"].map(async (name, index): Promise<Pair> => {
      const { size, labels } = await readStripCase(train, "ct-liver-lits", name);
      const spacingMm = [1, 1, 2] as const;
      const mask: Mask = {
        grid: { size, spacingMm },
        voxels: labels.map((label) => (label === tumours ? 1 : 0)),
      };
      return {
        name: `tumours of ${name}`,
        size,
        found: instancesOf(worn(mask, index + 1)),
        reference: instancesOf(mask, 1.5),
      };
    }),
  );
  return [...made, ...real];
}

const pairs = python.missing ? [] : await pairsToCompare();

describe.skipIf(python.missing)(
  named("panoptic quality against panoptica", python.path, python.missing),
  () => {
    let answer: ReturnType<typeof comparePanoptic>[];

    beforeAll(() => {
      const base64 = (values: Int32Array) =>
        Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
      const input = JSON.stringify(
        pairs.map(({ size, found, reference }) => ({
          size,
          found: base64(found),
          reference: base64(reference),
        })),
      );
      const script = join(import.meta.dirname, "reference_panoptic.py");
      answer = JSON.parse(
        execFileSync(python.path!, [script], {
          input,
          maxBuffer: 1 << 28,
          encoding: "utf8",
          stdio: ["pipe", "pipe", "ignore"],
        }),
      );
    }, 300_000);

    test.each(pairs.map(({ name }, index) => [name, index] as const))(
      "is the same to 1e-6: %s",
      (_, index) => {
        const { found, reference } = pairs[index]!;
        // Just half is a pair there, against the definition.
        const own = comparePanoptic(found, reference, 0.5 - 1e-9);
        const expected = answer[index]!;
        expect([own.truePositives, own.falsePositives, own.falseNegatives]).toEqual([
          expected.truePositives,
          expected.falsePositives,
          expected.falseNegatives,
        ]);
        for (const key of ["pq", "sq", "rq", "instanceDice"] as const)
          if (own.truePositives > 0) expect(Math.abs(own[key]! - expected[key]!)).toBeLessThan(1e-6);
      },
    );
  },
);
