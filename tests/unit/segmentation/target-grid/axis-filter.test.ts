import { describe, expect, it } from "vitest";
import { createAxisFilter } from "../../../../src/segmentation/plan/target-grid/axis-filter.ts";
import {
  findSeparateAxis,
  layOutAxis,
  roundHalfEven,
  toMapping,
} from "../../../../src/segmentation/plan/target-grid/grid-axes.ts";
import recorded from "./recorded.json" with { type: "json" };

const line = Float32Array.from(recorded.line);
const positionsFor = (count: number, align: "edges" | "centres") =>
  layOutAxis({ count: 8, part: { first: 0, count: 8 }, spacingMm: 1 }, 8 / count, align).positions;

describe("an axis filter", () => {
  it.each([
    ["a cubic spline, finer", "cubic", "edges", recorded.cubic],
    ["a cubic spline, coarser", "cubic", "edges", recorded.coarser],
    ["lines between the centres of the end voxels", "linear", "centres", recorded.corners],
  ] as const)("gives what SciPy and scikit-image give: %s", (_, kind, align, expected) => {
    const into = new Float32Array(expected.length);
    createAxisFilter(kind, 8, positionsFor(expected.length, align)).apply(
      line,
      { count: 1, areRows: true },
      into,
    );
    for (const [index, value] of expected.entries()) expect(into[index]).toBeCloseTo(value, 6);
  });

  const kinds = ["cubic", "linear", "nearest"] as const;
  it.each(kinds.flatMap((kind) => [2, 3, 4, 7, 8].map((count) => [kind, count] as const)))(
    "filters every line as it does one alone, whichever way they lie: %s, %i lines",
    (kind, count) => {
      const filter = createAxisFilter(kind, 8, positionsFor(11, "edges"));
      const lines = Array.from({ length: count }, (_, n) => line.map((value) => value * Math.sin(n + 1)));
      const alone = lines.map((one) => {
        const into = new Float32Array(11);
        filter.apply(one, { count: 1, areRows: false }, into);
        return into;
      });
      const [rows, beside] = [new Float32Array(11 * count), new Float32Array(11 * count)];
      const [given, expected] = [lines, alone].map((of) => of.flatMap((one) => [...one])) as [
        number[],
        number[],
      ];
      filter.apply(Float32Array.from(given), { count, areRows: true }, rows);
      expect([...rows]).toEqual(expected);
      const turned = Float32Array.from(given, (_, at) => lines[at % count]![Math.floor(at / count)]!);
      filter.apply(turned, { count, areRows: false }, beside);
      for (const [at, value] of beside.entries())
        expect(value).toBe(alone[at % count]![Math.floor(at / count)]);
    },
  );

  it("takes the upper of two voxels at the same distance", () => {
    const into = new Float32Array(3);
    createAxisFilter("nearest", 8, Float64Array.of(-0.5, 0.5, 7.5)).apply(
      line,
      { count: 1, areRows: true },
      into,
    );
    expect([...into]).toEqual([3, -1, 6]);
  });
});

describe("the axis of a target grid", () => {
  const axisOf = (count: number, spacingMm: number) => ({ count, part: { first: 0, count }, spacingMm });

  it("has the number of voxels that Python rounds to", () => {
    expect([0.5, 1.5, 2.5, -1.5, 2.4].map(roundHalfEven)).toEqual([0, 2, 2, -2, 2]);
    expect(layOutAxis(axisOf(5, 1), 2, "edges").count).toBe(2);
    expect(layOutAxis(axisOf(7, 1), 2, "edges").count).toBe(4);
    expect(layOutAxis(axisOf(7, 1), 2, "first-voxel").count).toBe(4);
    expect(layOutAxis(axisOf(1, 1), 40, "edges").count).toBe(1);
  });

  it("keeps its first voxel and its exact spacing where only these are in common", () => {
    const { positions } = layOutAxis(axisOf(7, 1), 1.5, "first-voxel");
    expect([...positions]).toEqual([0, 1.5, 3, 4.5, 6]);
  });

  it("is padded on both sides, more at the end, and nothing is read from the padding", () => {
    const axis = layOutAxis(axisOf(4, 1), 1, "edges");
    const kept = { first: 0, count: 4 };
    const mapping = toMapping(axis, { align: "edges", kept, patchSize: 7, back: "linear" });
    expect(mapping).toMatchObject({ modelCount: 7, content: { first: 1, count: 4 } });
    expect([...mapping.back!.lower]).toEqual([1, 2, 3, 4]);
    expect(Math.max(...mapping.back!.upper)).toBe(4);
  });

  it.each(recorded.halfway)(
    "goes back to the voxel that MONAI takes for the nearest: $spacing of $wanted mm",
    (found) => {
      const axis = layOutAxis(axisOf(found.nearest.length, found.spacing), found.wanted, "first-voxel");
      const kept = { first: 0, count: axis.count };
      const mapping = toMapping(axis, { align: "first-voxel", kept, patchSize: 1, back: "nearest" });
      expect(axis.count).toBe(found.count);
      expect([...mapping.back!.lower]).toEqual(found.nearest);
    },
  );

  it("has background where the model saw nothing", () => {
    const axis = layOutAxis(axisOf(10, 1), 2, "edges");
    const kept = { first: 1, count: 2 };
    const { covered } = toMapping(axis, { align: "edges", kept, patchSize: 1, back: "nearest" });
    expect(covered).toEqual({ first: 2, count: 4 });
  });

  it("is resampled by itself where its voxels alone are long", () => {
    expect(findSeparateAxis(3, [1, 1, 4], [1, 1, 1])).toBe(2);
    expect(findSeparateAxis(3, [1, 1, 2], [5, 1, 1])).toBe(0);
    expect(findSeparateAxis(3, [1, 1, 3], [1, 1, 3])).toBeUndefined();
    expect(findSeparateAxis(3, [0.2, 1, 1], [1, 1, 4])).toBeUndefined();
  });
});
