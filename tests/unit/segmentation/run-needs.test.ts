import { totalmem } from "node:os";
import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../src/model/index.ts";
import { createInferencePlan } from "../../../src/segmentation/plan/inference-plan.ts";
import { checkMemory } from "../../../src/segmentation/plan/memory-limit.ts";
import { runNeeds } from "../../../src/segmentation/plan/run-needs.ts";
import { exampleJson, exampleManifest, exampleOfThreePlanes } from "../model/example-manifest.ts";
import { partsManifest } from "../model/parts-manifest.ts";
import { gridOf } from "./plain-grid.ts";
import { acquisitions, exampleWith, volumeOf } from "./pointwise-models.ts";

const cube = (sums: "float16" | "float32", more: object = {}) => ({
  adjacentSlices: undefined,
  layout: "NCDHW",
  shape: [1, 1, 4, 4, 4],
  intensity: { kind: "fixed", subtract: 0, divideBy: 1 },
  resampling: {
    inPlane: "target-grid",
    spacingMm: [1, 1, 1],
    align: "edges",
    interpolation: "cubic",
    tiles: { overlap: 0.5, placement: "spread", weights: { kind: "constant" }, sums },
    back: { values: "averaged", interpolation: "linear" },
  },
  ...more,
});
const output = { layout: "NCDHW", shape: [1, 3, 4, 4, 4], averaged: "logits" };

describe("what a run takes", () => {
  it.each([
    ["slices", exampleManifest()],
    ["planes and a network that weighs them", parseManifest(exampleOfThreePlanes(), "m")],
    ["a target grid", exampleWith(cube("float32"), output)],
  ])("is as many runs of %s as there are, in a box fewer", (_, manifest) => {
    const volume = volumeOf([27, 31, 19], [1, 1, 1], acquisitions.coronal!, () => 10);
    const box = { from: [3, 3, 3], to: [6, 6, 6] } as const;
    for (const extent of [{}, { box }]) {
      const plan = createInferencePlan(volume, manifest, extent);
      const needs = runNeeds(volume.grid, manifest, extent);
      expect(needs).toMatchObject({ units: plan.units.length, slices: plan.slicesTotal, isAtMost: false });
    }
  });

  it("may be less where the model crops first", () => {
    expect(
      runNeeds(gridOf([16, 16, 16]), exampleWith(cube("float32", { crop: "non-zero" }), output)).isAtMost,
    ).toBe(true);
  });

  it("counts the channels that a head makes classes of, not the classes", () => {
    const grid = gridOf([64, 64, 64]);
    const classes = 9;
    const shape = (channels: number) => ({ ...output, shape: [1, channels, 4, 4, 4] });
    const head = { classes, weights: Buffer.from(new Float32Array(classes * 4).buffer).toString("base64") };
    const memory = (own: object) => runNeeds(grid, exampleWith(cube("float32"), own)).memoryBytes;
    // A slab of four slices, and the output of two units.
    expect(memory(shape(classes)) - memory({ ...shape(3), head })).toBe(
      4 * (classes - 3) * (4 * 64 * 64 + 2 * 4 * 4 * 4),
    );
  });

  it("counts what outputs are added up in, of parts the largest, and no part that is not run", () => {
    const grid = gridOf([64, 64, 64]);
    const memory = (sums: "float16" | "float32") =>
      runNeeds(grid, exampleWith(cube(sums), output)).memoryBytes;
    // A slab of four slices of three classes and the weights, in two bytes less a value.
    expect(memory("float32") - memory("float16")).toBe(2 * 4 * 4 * 64 * 64);
    const parts = partsManifest(cube("float32"), output);
    const [whole, part] = [runNeeds(grid, parts), runNeeds(grid, parts, { classes: [2] })];
    expect(part.units).toBe(whole.units / 2);
    expect([...part.unitsOf.keys()]).toEqual(["wall"]);
    expect(whole.memoryBytes - part.memoryBytes).toBe(3);
    expect(() => runNeeds(grid, parts, { classes: [9] })).toThrow('has no class "9"');
  });
});

describe("the limit of memory", () => {
  /** As many classes as there are labels, added up in slabs of four slices. */
  const classes = 65_535;
  const segments = Array.from({ length: classes - 1 }, (_, at) => ({
    ...exampleJson().segments[0],
    value: at + 1,
    channel: at + 1,
    label: `Class ${at + 1}`,
  }));
  const manifest = exampleWith(
    cube("float16"),
    { ...output, shape: [1, classes, 4, 4, 4] },
    { segments, postprocessing: [] },
  );

  it("refuses the classes of a model on a series for which no computer has the memory, before the run", () => {
    const plan = (size: number) =>
      createInferencePlan(
        volumeOf([size, size, 4], [1, 1, 1], acquisitions.oblique!, () => 1),
        manifest,
      );
    expect(plan(8).units.length).toBe(9);
    expect(() => plan(512)).toThrow(
      /^The model example needs \d+ GB of memory for this series, but a run can have \d+ GB at most\. Limit the run to a box, or choose/,
    );
  });

  it("is what the computer has", () => {
    expect(() => checkMemory("m", totalmem())).not.toThrow();
    expect(() => checkMemory("m", totalmem() + 1)).toThrow(
      expect.objectContaining({ code: "out-of-memory" }),
    );
    expect(() => checkMemory("m", 3 * 2 ** 30, 2 ** 31)).toThrow(
      "needs 3.0 GB of memory for this series, but",
    );
  });
});
