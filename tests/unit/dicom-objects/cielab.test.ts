import { describe, expect, test } from "vitest";
import { fromDicomLab, type Rgb, toDicomLab } from "../../../src/dicom-objects/seg/cielab.ts";

describe("CIELab", () => {
  test("has DICOM's encoding of white, black and grey", () => {
    const [lightness, a, b] = toDicomLab([255, 255, 255]);
    expect(lightness).toBeGreaterThan(65530);
    // 0x8080 is a* = b* = 0.
    expect(Math.abs(a - 0x8080)).toBeLessThan(5);
    expect(Math.abs(b - 0x8080)).toBeLessThan(5);
    expect(toDicomLab([0, 0, 0])).toEqual([0, 0x8080, 0x8080]);
  });

  test("gives every colour back", () => {
    const steps = [0, 1, 37, 64, 101, 128, 180, 221, 254, 255];
    for (const red of steps)
      for (const green of steps)
        for (const blue of steps) {
          const rgb: Rgb = [red, green, blue];
          expect(fromDicomLab(toDicomLab(rgb))).toEqual(rgb);
        }
  });
});
