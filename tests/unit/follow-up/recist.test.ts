import { describe, expect, it } from "vitest";
import { chooseTargets, evaluateRecist, type RecistInput } from "../../../src/follow-up/index.ts";

const lesion = (priorMm: number, currentMm: number | undefined, isNode = false) => ({
  isNode,
  priorMm,
  currentMm,
});
const evaluate = (input: Partial<RecistInput>) =>
  evaluateRecist({ targets: [], nonTargets: [], newLesions: 0, nonTargetProgresses: false, ...input });

describe("target lesions", () => {
  const named = (id: string, longMm: number, organ: string, shortMm = longMm, isNode = false) => ({
    id,
    longMm,
    shortMm,
    organ,
    isNode,
  });

  it("are the largest that can be measured, no more than five, and two of an organ", () => {
    const lesions = [
      named("small", 9.9, "lung"),
      ...["a", "b", "c"].map((id, n) => named(`liver ${id}`, 20 + n, "liver")),
      ...["a", "b", "c"].map((id, n) => named(`lung ${id}`, 40 + n, "lung")),
      named("bone", 12, "bone"),
      named("brain", 11, "brain"),
    ];
    expect(chooseTargets(lesions, 2)).toEqual(["lung c", "lung b", "liver c", "liver b", "bone"]);
  });

  it("are nodes by their short axis from 15 mm on, all of them of one organ", () => {
    const nodes = [
      named("long", 40, "neck", 14.9, true),
      ...["axilla", "groin", "neck"].map((organ, n) => named(organ, 30 + n, organ, 15, true)),
    ];
    expect(chooseTargets(nodes, 2)).toEqual(["neck", "groin"]);
  });

  it("must be twice as long as thick slices are apart", () => {
    expect(chooseTargets([named("a", 15, "lung"), named("b", 16, "lung")], 8)).toEqual(["b"]);
  });
});

describe("the response", () => {
  it.each([
    ["30 % below baseline", { targets: [lesion(60, 40), lesion(40, 30)] }, "PR", "sum-decreased"],
    ["less than 30 % below", { targets: [lesion(60, 40), lesion(40, 30.1)] }, "SD", "neither"],
    ["20 % and 5 mm above", { targets: [lesion(25, 30)] }, "PD", "sum-increased"],
    ["20 %, but less than 5 mm", { targets: [lesion(20, 24.9)] }, "SD", "neither"],
    ["5 mm, but less than 20 %", { targets: [lesion(100, 110)] }, "SD", "neither"],
    [
      "above the nadir, below baseline",
      { targets: [lesion(40, 60)], baselineSumMm: 100 },
      "PD",
      "sum-increased",
    ],
    [
      "30 % below an earlier baseline",
      { targets: [lesion(65, 66)], baselineSumMm: 100 },
      "PR",
      "sum-decreased",
    ],
    [
      "above an earlier nadir",
      { targets: [lesion(60, 60)], baselineSumMm: 100, nadirSumMm: 40 },
      "PD",
      "sum-increased",
    ],
    ["all gone", { targets: [lesion(20, undefined)] }, "CR", "all-gone"],
    ["nodes normal", { targets: [lesion(20, 9.9, true), lesion(20, undefined)] }, "CR", "all-gone"],
    ["a node of 10 mm", { targets: [lesion(20, 10, true)] }, "PR", "sum-decreased"],
    [
      "non-target disease left",
      { targets: [lesion(20, undefined)], nonTargets: [lesion(8, 8)] },
      "PR",
      "all-gone",
    ],
    ["both gone", { targets: [lesion(20, undefined)], nonTargets: [lesion(8, undefined)] }, "CR", "all-gone"],
    ["a new lesion", { targets: [lesion(100, 10)], newLesions: 1 }, "PD", "new-lesions"],
    [
      "non-target disease progresses",
      { targets: [lesion(20, 20)], nonTargets: [lesion(8, 30)], nonTargetProgresses: true },
      "PD",
      "non-target-progression",
    ],
    ["non-target disease only", { nonTargets: [lesion(8, 8)] }, "non-CR/non-PD", "neither"],
    ["non-target disease only, gone", { nonTargets: [lesion(8, undefined)] }, "CR", "all-gone"],
    ["nothing", {}, "NE", "neither"],
    [
      "a node without a short axis",
      { targets: [{ ...lesion(20, undefined, true), isUnmeasured: true }] },
      "NE",
      "unmeasured",
    ],
  ] satisfies [string, Partial<RecistInput>, string, string][])("with %s", (_, input, overall, reason) => {
    expect(evaluate(input)).toMatchObject({ overall, reason });
  });

  it("states its sums, baseline, nadir and changes", () => {
    expect(evaluate({ targets: [lesion(30, 40), lesion(20, 20)], baselineSumMm: 80 })).toMatchObject({
      priorSumMm: 50,
      sumMm: 60,
      baselineSumMm: 80,
      nadirSumMm: 50,
      fromBaseline: -0.25,
      fromNadir: expect.closeTo(0.2, 12),
      target: "PD",
      nonTarget: undefined,
    });
  });
});
