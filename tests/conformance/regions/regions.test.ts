import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { findComponents, findHoles, type GridAxis } from "../../../src/regions/index.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";
import { createRandom } from "../metrics/mask-pairs.ts";

interface Answer {
  readonly parts: Record<"6" | "26", string>;
  readonly boxes: readonly (readonly [readonly number[], readonly number[]])[];
  readonly holes: Record<string, string>;
}

const python = findPython("scipy", "numpy");
const size = [61, 47, 33] as const;
const cases = [
  { name: "balls and shells", mask: shells(0.01) },
  { name: "balls and shells in noise", mask: shells(0.2) },
  { name: "noise", mask: shells(1) },
];

/** Balls, many of them hollow, and voxels here and there that are set or cleared. */
function shells(noise: number): Uint8Array {
  const random = createRandom(11);
  const mask = new Uint8Array(size[0] * size[1] * size[2]);
  for (let ball = 0; ball < 60; ball++) {
    const centre = size.map((count) => random() * count);
    const [radius, wall] = [2 + random() * 6, random() < 0.6 ? 1.7 : 9];
    let at = 0;
    for (let k = 0; k < size[2]; k++)
      for (let j = 0; j < size[1]; j++)
        for (let i = 0; i < size[0]; i++, at++) {
          const distance = Math.hypot(i - centre[0]!, j - centre[1]!, k - centre[2]!);
          if (distance < radius && distance > radius - wall) mask[at] = 1;
        }
  }
  return mask.map((value) => (random() < noise ? Number(random() < 0.4) : value));
}

function decode(text: string): Buffer {
  return Buffer.from(text, "base64");
}

describe.skipIf(python.missing)(named("regions against SciPy", python.path, python.missing), () => {
  let answers: readonly Answer[];

  beforeAll(() => {
    const input = JSON.stringify(
      cases.map(({ mask }) => ({ size, mask: Buffer.from(mask).toString("base64") })),
    );
    const script = join(import.meta.dirname, "reference_regions.py");
    const output = execFileSync(python.path!, [script], { input, maxBuffer: 2 ** 26 });
    answers = JSON.parse(output.toString()) as Answer[];
  });

  test.each(cases.map(({ name, mask }, index) => ({ name, mask, index })))(
    "parts with their numbers and boxes, and holes: $name",
    ({ mask, index }) => {
      const { parts, boxes, holes } = answers[index]!;
      for (const connectivity of [6, 26] as const) {
        const { numbers } = findComponents(mask, size, connectivity);
        expect(Buffer.compare(Buffer.from(numbers.buffer), decode(parts[`${connectivity}`]))).toBe(0);
      }
      const found = findComponents(mask, size, 26);
      expect(boxes).toEqual(
        Array.from({ length: found.count }, (_, part) => {
          const { from, to } = found.box(part + 1);
          return [from, to];
        }),
      );
      for (const axis of [undefined, 0, 1, 2] as (GridAxis | undefined)[]) {
        const ours = findHoles(mask, size, axis);
        expect(Buffer.compare(Buffer.from(ours), decode(holes[axis ?? "volume"]!)), `${axis}`).toBe(0);
      }
    },
  );
});
