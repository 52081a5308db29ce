import { expect, test } from "vitest";
import { colorMapOf } from "../../../src/controller/index.ts";
import { findPython } from "../installed.ts";
import { runPython } from "./python.ts";

test("colour maps of overlays are DICOM's palettes, to within 3 of 255", (context) => {
  const { missing } = findPython("pydicom", "numpy");
  if (missing) context.skip(missing);
  const palettes = runPython<Readonly<Record<string, readonly (readonly number[])[]>>>(
    "reference_palettes.py",
    [],
    "",
  );
  for (const [name, palette] of [
    ["hotIron", "HOT_IRON"],
    ["pet", "PET"],
    ["hotMetalBlue", "HOT_METAL_BLUE"],
  ] as const) {
    const { stops } = colorMapOf(name);
    const worst = palettes[palette]!.map((rgb, n) => {
      const at = n / 255;
      const next = stops.findIndex(([place]) => place >= at);
      const [from, to] = [stops[Math.max(0, next - 1)]!, stops[next]!];
      const part = to[0] === from[0] ? 1 : (at - from[0]) / (to[0] - from[0]);
      return Math.max(
        ...rgb.map((value, c) => Math.abs(from[c + 1]! * (1 - part) + to[c + 1]! * part - value)),
      );
    });
    expect(Math.max(...worst), name).toBeLessThanOrEqual(3);
  }
});
