import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyRescale } from "../../../src/dicom/pixels/rescale.ts";
import type { StoredValues } from "../../../src/dicom/pixels/stored-values.ts";

const plain = { stated: "slope and intercept", type: "HU" } as const;

describe("applyRescale", () => {
  it("writes whole numbers in their place, if it has their length, and leaves the stored ones alone", () => {
    const stored = Uint16Array.of(0, 24, 4095);
    for (const slope of [1, 2]) {
      const place = new Int16Array(3);
      expect(applyRescale(stored, { ...plain, slope, intercept: -1024 }, place)).toBe(place);
      expect([...place]).toEqual([-1024, 24 * slope - 1024, 4095 * slope - 1024]);
    }
    expect(applyRescale(stored, { ...plain, slope: 1, intercept: 30_000 }, new Int16Array(3))).toEqual(
      Float32Array.of(30_000, 30_024, 34_095),
    );
    expect(applyRescale(stored, { ...plain, slope: 1, intercept: 0 }, new Int16Array(4))).toEqual(
      Int16Array.from(stored),
    );
    expect([...stored]).toEqual([0, 24, 4095]);
  });

  it.each<{ stored: StoredValues; slope?: number; intercept: number; as: "Int16Array" | "Float32Array" }>([
    { stored: Uint16Array.of(0, 1024, 4095), intercept: -1024, as: "Int16Array" },
    { stored: Uint16Array.of(0, 33791), intercept: -1024, as: "Int16Array" },
    { stored: Uint16Array.of(0, 33792), intercept: -1024, as: "Float32Array" },
    { stored: Int16Array.of(-31744, 5), intercept: -1024, as: "Int16Array" },
    { stored: Int16Array.of(-31745, 5), intercept: -1024, as: "Float32Array" },
    { stored: Uint16Array.of(65535, 0), intercept: 0, as: "Float32Array" },
    { stored: Uint8Array.of(0, 255), intercept: -1024, as: "Int16Array" },
    { stored: Int16Array.of(-3, 4), slope: 2, intercept: 1, as: "Int16Array" },
    { stored: Int16Array.of(-3, 4), intercept: 1e6, as: "Float32Array" },
    { stored: Int16Array.of(-3, 4), slope: 0.5, intercept: 0, as: "Float32Array" },
    { stored: Uint32Array.of(7, 70_000), intercept: 0, as: "Float32Array" },
  ])("$stored times $slope plus $intercept is a $as", ({ stored, slope = 1, intercept, as }) => {
    const expected = Array.from(stored, (value) => slope * value + intercept);
    const found = applyRescale(stored, { ...plain, slope, intercept });
    expect(found.constructor.name).toBe(as);
    expect([...found]).toEqual(expected);
  });

  it("gives slope * stored + intercept for whole numbers of any size and sign", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint16Array({ minLength: 1 }),
          fc.int16Array({ minLength: 1 }),
          fc.int8Array({ minLength: 1 }),
        ),
        fc.constantFrom(1, 1, 2, -3),
        fc.integer({ min: -70_000, max: 70_000 }),
        (stored, slope, intercept) => {
          const expected = Array.from(stored, (value) => slope * value + intercept + 0);
          const found = applyRescale(stored as StoredValues, { ...plain, slope, intercept });
          expect(Array.from(found, (value) => value + 0)).toEqual(expected);
        },
      ),
    );
  });
});
