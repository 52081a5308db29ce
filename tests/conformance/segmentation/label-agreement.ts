import { expect } from "vitest";

/**
 * Compares labels of a run with those of the program that trained the model: at most 0.1 % of the labelled voxels may differ,
 * and every value with at least 1,000 voxels of the model's grid must have a Dice of 0.999 or higher.
 * @param perModelVoxel voxels of the series for each voxel of the model: they change together where two classes are equal.
 */
export function expectAgreement(
  found: Uint8Array | Uint16Array,
  expected: Uint8Array,
  values: readonly number[],
  perModelVoxel = 1,
): void {
  expect(found).toHaveLength(expected.length);
  const [wanted, own, both] = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)];
  let [foreground, different] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    const [label, other] = [expected[at]!, found[at]!];
    wanted[label]!++;
    own[other]!++;
    if (label > 0) foreground++;
    if (label === other) both[label]!++;
    else different++;
  }
  expect(foreground).toBeGreaterThan(1000);
  expect(different).toBeLessThanOrEqual(1e-3 * foreground);
  for (const value of values) {
    if (wanted[value]! < 1000 * perModelVoxel) continue;
    expect((2 * both[value]!) / (own[value]! + wanted[value]!)).toBeGreaterThanOrEqual(0.999);
  }
}
