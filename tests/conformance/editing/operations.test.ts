import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  computeChanges,
  type EditOperation,
  type EditTarget,
  type PlanePoint,
  writeRuns,
} from "../../../src/editing/index.ts";
import { randomWalk } from "../../../src/editing/operations/random-walker.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { wholeBlock } from "../../../src/regions/index.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";

/** What the reference wrote beside its masks. */
interface About {
  readonly spacing: [number, number, number];
  readonly sizes: Record<string, [number, number, number]>;
  readonly deep: [number, number, number];
  readonly polygon: PlanePoint[];
  readonly seeds: [index: number, label: number][];
}

const trainFolder = fileURLToPath(new URL("../../../../shared/data/train/ct-liver-lits", import.meta.url));
const python = findPython("scipy", "skimage", "SimpleITK", "PIL");
const missing = python.missing ?? (existsSync(trainFolder) ? undefined : "no ../shared/data/train");

/** How many voxels may differ, of some ten thousand that change: where a distance or a sum lies on the limit. */
const fewVoxels = 3;

describe.skipIf(missing)(named("editing of a real liver and its tumours", !missing, missing), () => {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-editing-"));
  let about: About;

  const bytes = (name: string) => {
    const { buffer, byteOffset, length } = readFileSync(join(folder, `${name}.bin`));
    return buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
  };
  const mask = (name: string) => new Uint8Array(bytes(name));
  /** That mask on its grid, with an image of the same size if one is given. */
  const target = (name: string, image?: Int16Array | Float32Array): EditTarget => {
    const grid = createGrid({
      size: about.sizes[name]!,
      spacingMm: about.spacing,
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    });
    return { grid, labels: wholeBlock(grid, mask(name)), ...(image && { image: wholeBlock(grid, image) }) };
  };
  const ctTarget = () => target("labels", new Int16Array(bytes("image")));
  const edited = (from: EditTarget, operation: EditOperation) => {
    const labels = from.labels.values.slice();
    writeRuns(labels, computeChanges(from, operation));
    return labels;
  };
  const differing = (a: Uint8Array, b: Uint8Array) =>
    a.reduce((sum, label, n) => sum + Number(label !== b[n]), 0);

  beforeAll(() => {
    const script = join(import.meta.dirname, "reference_operations.py");
    execFileSync(python.path!, [script, trainFolder, "volume-04b", folder], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    about = JSON.parse(readFileSync(join(folder, "about.json"), "utf8")) as About;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each<[string, string, EditOperation]>([
    ["SciPy's distances", "grow", { kind: "margin", segmentNumber: 2, marginMm: 5 }],
    ["SciPy's distances", "shrink", { kind: "margin", segmentNumber: 1, marginMm: -4 }],
    ["SciPy's distances", "hollow", { kind: "hollow", segmentNumber: 1, thicknessMm: 3, surface: "outer" }],
    ["SciPy's median_filter", "median", { kind: "smooth-median", segmentNumber: 2, kernelMm: 7 }],
    ["SciPy's gaussian_filter", "gaussian", { kind: "smooth-gaussian", segmentNumber: 1, sigmaMm: 3 }],
    ["SciPy's gaussian_filter", "joint", { kind: "smooth-joint", segmentNumbers: [1, 2], sigmaMm: 2 }],
    ["SciPy's binary_fill_holes", "fillHoles", { kind: "fill-holes", segmentNumber: 1 }],
    ["SciPy's binary_fill_holes", "fillHolesBySlice", { kind: "fill-holes", segmentNumber: 1, sliceAxis: 2 }],
    [
      "ITK's ConnectedComponent",
      "keepLargest",
      { kind: "islands", segmentNumber: 2, action: "keep-largest" },
    ],
    [
      "ITK's ConnectedComponent",
      "removeSmall",
      { kind: "islands", segmentNumber: 2, action: "remove-small", minimumMl: 0.2 },
    ],
  ])("agrees with %s: %s", (_, name, operation) => {
    const from = operation.kind === "fill-holes" ? target("holed") : ctTarget();
    const [found, expected] = [edited(from, operation), mask(name)];
    expect(differing(expected, from.labels.values), "voxels that the reference changes").toBeGreaterThan(
      fewVoxels,
    );
    expect(differing(found, expected)).toBeLessThanOrEqual(fewVoxels);
  });

  test("agrees with scikit-image's flood", () => {
    const from = ctTarget();
    const found = edited(from, { kind: "flood-fill", segmentNumber: 3, at: about.deep, tolerance: 12 });
    expect(differing(found, mask("flood"))).toBe(0);
    expect(differing(found, from.labels.values)).toBeGreaterThan(1);
  });

  test("agrees with scikit-image's grid_points_in_poly: scissors", () => {
    const found = edited(ctTarget(), {
      kind: "scissors",
      segmentNumber: 1,
      how: "erase-inside",
      sliceAxis: 2,
      polygon: about.polygon,
      slices: [7, 7],
    });
    expect(differing(found, mask("scissors"))).toBe(0);
  });

  test("agrees with SciPy's distances: filling between slices", () => {
    const from = target("sparse");
    const found = edited(from, { kind: "interpolate", segmentNumber: 1, sliceAxis: 2 });
    const [least, most] = [mask("interpolatedAtLeast"), mask("interpolatedAtMost")];
    const filled = differing(least, from.labels.values);
    expect(filled).toBeGreaterThan(10_000);
    expect(least.every((label, n) => label === found[n] || found[n] === most[n])).toBe(true);
    expect(differing(least, most) / filled).toBeLessThan(0.1);
  });

  test("fills between every fourth slice of the liver to a Dice of 0.95 of what was drawn", () => {
    const [found, drawn] = [
      edited(target("sparse"), { kind: "interpolate", segmentNumber: 1, sliceAxis: 2 }),
      mask("labels"),
    ];
    let [both, sum] = [0, 0];
    const lastDrawn = 36 * about.sizes.labels![0] * about.sizes.labels![1];
    for (let n = 0; n < lastDrawn; n++) {
      both += Number(found[n] === 1 && drawn[n] === 1);
      sum += Number(found[n] === 1) + Number(drawn[n] === 1);
    }
    expect((2 * both) / sum).toBeGreaterThan(0.95);
  });

  test("agrees with SciPy's dijkstra: growing from seeds", () => {
    const { grid, image } = target("noisy", new Float32Array(bytes("noisy")));
    const found = edited(
      { grid, labels: wholeBlock(grid, new Uint8Array(image!.values.length)), image: image! },
      {
        kind: "grow-from-seeds",
        seeds: about.seeds.map(([index, label]) => ({ label, voxels: Uint32Array.of(index) })),
        reachMm: 1000,
        costPerMm: 1,
      },
    );
    // Costs are counted in whole parts of the range, so paths that cost nearly the same may be taken for each other.
    expect(differing(found, mask("grown")) / found.length).toBeLessThan(0.02);
  });

  test("agrees with scikit-image's watershed: splitting, from seeds and from the deepest places", () => {
    const from = target("dumbbell");
    const expected = mask("split");
    const voxels = expected.reduce((sum, label) => sum + Number(label > 0), 0);
    const split = { kind: "split", segmentNumber: 1, at: [18, 18, 10], into: [2] } as const;
    const seeded = edited(from, {
      ...split,
      seeds: [
        [18, 18, 10],
        [35, 22, 10],
      ],
    });
    expect(differing(seeded, expected) / voxels).toBeLessThan(0.02);
    expect(differing(edited(from, split), expected) / voxels).toBeLessThan(0.02);
  });

  test("agrees with scikit-image's random_walker", () => {
    const size = about.sizes.walk!;
    const certain = mask("certain");
    const found = randomWalk({
      image: new Float32Array(bytes("walk")),
      size,
      spacingMm: [1, 1, 1],
      edge: 12,
      certain: Int16Array.from(certain, (label) => label - 1),
      labelCount: 3,
      prior: () => 0,
      priorWeight: 0,
    });
    const expected = new Float32Array(bytes("probabilities"));
    for (let label = 0; label < 3; label++) {
      let largest = 0;
      for (let n = 0; n < certain.length; n++)
        largest = Math.max(largest, Math.abs(found[label]![n]! - expected[label * certain.length + n]!));
      expect(largest, `label ${label}`).toBeLessThan(0.005);
    }
  });
});
