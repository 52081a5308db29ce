import { describe, expect, it } from "vitest";
import {
  evaluateRows,
  matchLesions,
  noChoices,
  type TimePoint,
  toCsv,
  toLesionRows,
  withPair,
} from "../../../src/follow-up/index.ts";
import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import { wholeBlock } from "../../../src/regions/index.ts";
import { emptyReview, type Finding, updateReview } from "../../../src/review/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const tumour = anySegment(1, { label: "Tumour", category: abnormality });
const node = anySegment(2, { label: "Lymph node", category: abnormality });

type Cuboid = readonly [label: number, i: number, j: number, k: number, size: number, uid?: string];

/** A study with cubes of voxels as its lesions. */
function timePoint(grid: Grid, cubes: readonly Cuboid[]): TimePoint {
  const labels = new Uint8Array(grid.size[0] * grid.size[1] * grid.size[2]);
  for (const [label, i, j, k, size] of cubes)
    for (let c = k; c < k + size; c++)
      for (let b = j; b < j + size; b++)
        for (let a = i; a < i + size; a++) labels[a + grid.size[0] * (b + grid.size[1] * c)] = label;
  const segments = [tumour, node];
  const target = { grid, labels: wholeBlock(grid, labels) };
  const list = updateReview(emptyReview, target, segments, false);
  const uidAt = ({ place: [a, b, c] }: Finding) =>
    cubes.find(([, i, j, k, size]) =>
      (
        [
          [a, i],
          [b, j],
          [c, k],
        ] as const
      ).every(([at, from]) => at >= from && at < from + size),
    )?.[5];
  const findings = list.findings.map((finding) => {
    const uid = uidAt(finding);
    return uid ? { ...finding, tracking: { id: uid, uid } } : finding;
  });
  return { grid, labels, segments, review: { ...list, findings } };
}

const findAt = ({ review }: TimePoint, i: number): number =>
  review.findings.find(({ box: { from } }) => from[0] === i)!.id;

const grid = straightGrid([40, 20, 20]);

describe("lesions at two times", () => {
  const current = timePoint(grid, [
    [1, 2, 2, 2, 6, "1.2.3"],
    [1, 12, 2, 2, 5],
    [1, 22, 2, 2, 2],
    [1, 34, 12, 12, 2],
  ]);
  const prior = timePoint(grid, [
    [1, 30, 2, 2, 6, "1.2.3"],
    [1, 10, 2, 2, 4],
    [1, 25, 2, 2, 2],
    [2, 34, 12, 16, 2],
  ]);
  const pairs = matchLesions(current, prior);

  it("are the same by what they are tracked by, else where they overlap, else the nearest of their type", () => {
    const by = (i: number) => pairs.find((pair) => pair.current === findAt(current, i))!;
    expect(by(2)).toEqual({ current: findAt(current, 2), prior: findAt(prior, 30), by: "tracking" });
    expect(by(12)).toMatchObject({ prior: findAt(prior, 10), by: "overlap" });
    expect(by(22)).toMatchObject({ prior: findAt(prior, 25), by: "distance" });
    // A lymph node is near, but of another type.
    const alike = { ...prior, segments: [tumour, { ...node, type: { ...node.type, codeValue: "1" } }] };
    const apart = matchLesions(current, alike);
    expect(apart.find((pair) => pair.current === findAt(current, 34))?.prior).toBeUndefined();
    expect(apart.at(-1)).toEqual({ current: undefined, prior: findAt(prior, 34), by: undefined });
  });

  it("are matched in patient space, on grids that differ, after they were aligned", () => {
    const other = createGrid({
      size: [20, 40, 40],
      spacingMm: [1, 1, 1],
      originLps: [100, 0, 0],
      directionsLps: [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
      ],
    });
    // Columns run upwards, rows to the left, slices to the back: (i, j, k) of the one is (k, i, j) of the other.
    const turned = timePoint(other, [
      [1, 4, 11, 3, 4],
      [1, 14, 35, 14, 3],
    ]);
    expect(matchLesions(current, turned).filter(({ by }) => by)).toEqual([]);
    const aligned = matchLesions(current, turned, [100, 0, 0]);
    expect(aligned.filter(({ by }) => by === "overlap").map((pair) => pair.current)).toEqual([
      findAt(current, 12),
    ]);
    expect(aligned.find((pair) => pair.current === findAt(current, 34))).toMatchObject({ by: "distance" });
  });

  it("are matched by a person, which frees their last counterparts", () => {
    const [a, b] = [findAt(current, 12), findAt(current, 22)];
    const changed = withPair(pairs, a, findAt(prior, 25));
    expect(changed.find((pair) => pair.current === a)).toEqual({
      current: a,
      prior: findAt(prior, 25),
      by: "person",
    });
    expect(changed.find((pair) => pair.current === b)).toEqual({
      current: b,
      prior: undefined,
      by: undefined,
    });
    expect(changed).toContainEqual({ current: undefined, prior: findAt(prior, 10), by: undefined });
    const apart = withPair(changed, a, undefined);
    expect(apart.filter((pair) => pair.current === a)).toEqual([
      { current: a, prior: undefined, by: undefined },
    ]);
    // A lesion that was gone is found again.
    const back = withPair(apart, b, findAt(prior, 10));
    expect(back.filter((pair) => pair.prior === findAt(prior, 10))).toHaveLength(1);
  });

  it("leave out what was rejected", () => {
    const findings = current.review.findings.map((finding) => ({ ...finding, state: "rejected" as const }));
    const rejected = { ...current, review: { ...current.review, findings } };
    expect(matchLesions(rejected, prior).every((pair) => pair.current === undefined)).toBe(true);
  });

  it("are rows with their changes; targets go by the rules, or by the reader", () => {
    const now = timePoint(grid, [
      [1, 2, 2, 2, 12],
      [2, 20, 0, 0, 10],
      [1, 36, 15, 15, 2],
    ]);
    const before = timePoint(grid, [
      [1, 2, 2, 2, 10],
      [2, 20, 0, 0, 16],
    ]);
    const rows = toLesionRows(now, before, matchLesions(now, before));
    const [large, small, lymph] = rows;
    expect(large).toMatchObject({
      isTarget: true,
      isNode: false,
      isNew: false,
      by: "overlap",
      diameterChange: expect.closeTo(0.2, 9),
      volumeChange: expect.closeTo(0.728, 9),
    });
    expect(lymph).toMatchObject({ isTarget: true, isNode: true, current: { name: "Lymph node" } });
    expect(small).toMatchObject({
      isTarget: false,
      isNew: true,
      prior: undefined,
      current: { name: "Tumour 2" },
    });
    const sums = { nonTargetProgresses: false };
    expect(evaluateRows(rows, sums)).toMatchObject({ overall: "PD", reason: "new-lesions" });
    const chosen = toLesionRows(now, before, matchLesions(now, before), {
      ...noChoices,
      targets: new Map([[lymph!.id, false]]),
      news: new Map([[small!.id, false]]),
    });
    const result = evaluateRows(chosen, sums);
    const long = Math.hypot(12, 12);
    expect(result).toMatchObject({
      sumMm: expect.closeTo(long, 9),
      overall: "SD",
      nonTarget: "non-CR/non-PD",
    });
    const csv = toCsv(chosen, result, { current: "20260102", prior: "20250102" });
    const lines = csv.split("\r\n");
    expect(lines[1]).toMatch(/^Tumour 1,Tumour,overlap,target,no,Tumour,20250102,14\.1,/);
    expect(lines).toContain("overall response (RECIST 1.1),SD");
    expect(toCsv([{ ...large!, organ: '=1,"x"' }], result, { current: "", prior: "" })).toContain(
      `"'=1,""x"""`,
    );
  });
});
