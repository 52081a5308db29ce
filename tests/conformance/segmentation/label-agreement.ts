import { expect } from "vitest";

/**
 * Compares labels of a run with those of the program that trained the model: at most 0.1 % of the labelled voxels may differ,
 * and every value with at least 1,000 voxels must have a Dice of 0.999 or higher.
 */
export function expectAgreement(
  found: Uint8Array | Uint16Array,
  expected: Uint8Array,
  values: readonly number[],
): void {
  const foreground = expected.filter((label) => label > 0).length;
  expect(foreground).toBeGreaterThan(1000);
  expect(found).toHaveLength(expected.length);
  const different = expected.filter((label, at) => label !== found[at]).length;
  expect(different).toBeLessThanOrEqual(1e-3 * foreground);
  for (const value of values) {
    const wanted = expected.filter((label) => label === value).length;
    if (wanted < 1000) continue;
    const both = expected.filter((label, at) => label === value && found[at] === value).length;
    const own = found.filter((label) => label === value).length;
    expect((2 * both) / (own + wanted)).toBeGreaterThanOrEqual(0.999);
  }
}
