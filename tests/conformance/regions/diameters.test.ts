import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { longestDiameters } from "../../../src/regions/diameters.ts";
import { findComponents, wholeBox } from "../../../src/regions/index.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";

const train = fileURLToPath(new URL("../../../../shared/data/train", import.meta.url));
const python = findPython("scipy", "numpy", "PIL");
const missing = python.missing ?? (existsSync(train) ? undefined : "no ../shared/data/train");
const sources = [join(train, "ct-liver-lits:2"), join(train, "mr-glioma-lgg:1")];
/** Not the same along any two axes. */
const spacingMm = [0.7, 0.9, 2.5] as const;

describe.skipIf(missing)(named("long and short axes against brute force", python.path, missing), () => {
  test("are the same of 200 tumours of liver and brain", () => {
    const script = join(import.meta.dirname, "reference_diameters.py");
    const output = execFileSync(
      python.path!,
      [script, "200", ...spacingMm.slice(0, 2).map(String), ...sources],
      {
        maxBuffer: 2 ** 28,
      },
    );
    const lesions = JSON.parse(output.toString()) as {
      size: [number, number, number];
      mask: string;
      longMm: number;
      shortMm: number[];
    }[];
    expect(lesions).toHaveLength(200);
    for (const { size, mask, longMm, shortMm } of lesions) {
      const parts = findComponents(Uint8Array.from(Buffer.from(mask, "base64")), size, 26);
      const [diameter] = longestDiameters(parts, wholeBox({ size }), spacingMm, 2);
      expect(diameter!.lengthMm).toBeCloseTo(longMm, 6);
      // Of equally long axes any counts.
      const nearest = Math.min(...shortMm.map((mm) => Math.abs(mm - diameter!.shortAxisMm)));
      expect(nearest, `short axis of a lesion of ${longMm.toFixed(1)} mm`).toBeLessThan(1e-6);
    }
  });
});
