import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  acquisitionPlane,
  type Grid,
  type OrientedAxis,
  type Plane,
  scale,
  toOrientationLetters,
  toPlaneAxes,
  type Vector,
} from "../../../src/geometry/index.ts";
import { toPatientAxes } from "../../../src/geometry/oriented-axes.ts";
import { arbitraryGrid } from "./arbitrary-grid.ts";

const L: Vector<"lps"> = [1, 0, 0];
const P: Vector<"lps"> = [0, 1, 0];
const S: Vector<"lps"> = [0, 0, 1];
const R = scale(L, -1);
const A = scale(P, -1);
const I = scale(S, -1);

function gridAlong(...directionsLps: Grid["directionsLps"]): Grid {
  return { size: [4, 3, 2], spacingMm: [0.5, 0.75, 5], originLps: [0, 0, 0], directionsLps };
}

/** Axes written as "+i -j +k". */
function tell(axes: readonly OrientedAxis[]): string {
  return axes.map(({ axis, flipped }) => `${flipped ? "-" : "+"}${"ijk"[axis]}`).join(" ");
}

/** How CT and MR are acquired: directions of growing column, row and slice, and the planes seen in them. */
const acquisitions: {
  name: string;
  grid: Grid;
  plane: Plane;
  axial: string;
  coronal: string;
  sagittal: string;
}[] = [
  {
    name: "axial, supine, head first, slices upwards",
    grid: gridAlong(L, P, S),
    plane: "axial",
    axial: "+i +j +k",
    coronal: "+i -k +j",
    sagittal: "+j -k +i",
  },
  {
    name: "axial, slices downwards (left-handed)",
    grid: gridAlong(L, P, I),
    plane: "axial",
    axial: "+i +j -k",
    coronal: "+i +k +j",
    sagittal: "+j +k +i",
  },
  {
    name: "axial, prone",
    grid: gridAlong(R, A, S),
    plane: "axial",
    axial: "-i -j +k",
    coronal: "-i -k -j",
    sagittal: "-j -k -i",
  },
  {
    name: "axial, feet first, supine",
    grid: gridAlong(R, P, I),
    plane: "axial",
    axial: "-i +j -k",
    coronal: "-i +k +j",
    sagittal: "+j +k -i",
  },
  {
    name: "coronal",
    grid: gridAlong(L, I, P),
    plane: "coronal",
    axial: "+i +k -j",
    coronal: "+i +j +k",
    sagittal: "+k +j +i",
  },
  {
    name: "sagittal",
    grid: gridAlong(P, I, L),
    plane: "sagittal",
    axial: "+k +i -j",
    coronal: "+k +j +i",
    sagittal: "+i +j +k",
  },
  {
    name: "axial, tilted by 20 degrees towards the feet",
    grid: gridAlong(L, [0, Math.cos(0.35), -Math.sin(0.35)], [0, Math.sin(0.35), Math.cos(0.35)]),
    plane: "axial",
    axial: "+i +j +k",
    coronal: "+i -k +j",
    sagittal: "+j -k +i",
  },
];

describe.each(acquisitions)("$name", ({ grid, plane, axial, coronal, sagittal }) => {
  test(`is ${plane}`, () => {
    expect(acquisitionPlane(grid)).toBe(plane);
  });

  test.each([
    ["axial", axial],
    ["coronal", coronal],
    ["sagittal", sagittal],
  ] as const)("%s: columns, rows, slices are %s", (view, expected) => {
    const { columns, rows, slices } = toPlaneAxes(grid, view);
    expect(tell([columns, rows, slices])).toBe(expected);
  });
});

describe("any grid", () => {
  test("has each of its axes in a plane exactly once", () => {
    fc.assert(
      fc.property(arbitraryGrid, fc.constantFrom<Plane>("axial", "coronal", "sagittal"), (grid, plane) => {
        const { columns, rows, slices } = toPlaneAxes(grid, plane);
        expect([columns.axis, rows.axis, slices.axis].sort()).toEqual([0, 1, 2]);
      }),
    );
  });

  test("shows its k slices in the plane it was acquired in", () => {
    fc.assert(
      fc.property(arbitraryGrid, (grid) => {
        expect(toPlaneAxes(grid, acquisitionPlane(grid)).slices.axis).toBe(2);
      }),
    );
  });

  test("has axes that run the way they are said to run", () => {
    fc.assert(
      fc.property(arbitraryGrid, (grid) => {
        toPatientAxes(grid).forEach(({ axis, flipped }, patientAxis) => {
          const cosine = grid.directionsLps[axis]![patientAxis]!;
          expect(flipped ? -cosine : cosine).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });
});

describe("toOrientationLetters", () => {
  test.each<{ direction: Vector<"lps">; letters: string }>([
    { direction: L, letters: "L" },
    { direction: R, letters: "R" },
    { direction: P, letters: "P" },
    { direction: A, letters: "A" },
    { direction: S, letters: "S" },
    { direction: I, letters: "I" },
    { direction: [0.8, -0.6, 0], letters: "LA" },
    { direction: [-0.3, 0.2, -0.93], letters: "IRP" },
    { direction: [0.05, 0.998, 0], letters: "P" },
  ])("$direction is $letters", ({ direction, letters }) => {
    expect(toOrientationLetters(direction)).toBe(letters);
  });

  test("gives opposite directions opposite letters", () => {
    const opposite: Record<string, string> = { L: "R", R: "L", P: "A", A: "P", S: "I", I: "S" };
    fc.assert(
      fc.property(arbitraryGrid, ({ directionsLps: [i] }) => {
        const turned = [...toOrientationLetters(i)].map((letter) => opposite[letter]).join("");
        expect(toOrientationLetters(scale(i, -1))).toBe(turned);
      }),
    );
  });
});
