import type { Grid } from "./grid.ts";
import type { Vector } from "./point.ts";

/** Letters of the patient directions +x, +y, +z and their opposites (PS3.3 C.7.6.1.1.1). */
const letters = [
  ["L", "R"],
  ["P", "A"],
  ["S", "I"],
] as const;

export type OrientationLetter = "L" | "R" | "P" | "A" | "S" | "I";

/** Anatomical planes of slices. */
export type Plane = "axial" | "coronal" | "sagittal";

/**
 * One axis of a view of a grid: the grid axis (0 = i, 1 = j, 2 = k) that it follows, and whether it runs from the last voxel
 * to the first.
 */
export interface OrientedAxis {
  readonly axis: 0 | 1 | 2;
  readonly flipped: boolean;
}

/** Columns, rows and slices of a plane, each as a grid axis. */
export interface PlaneAxes {
  readonly columns: OrientedAxis;
  readonly rows: OrientedAxis;
  readonly slices: OrientedAxis;
}

/**
 * The grid axis closest to each patient axis (x = Left, y = Posterior, z = Superior), and whether it runs the opposite way.
 * Axes of an oblique grid are assigned by the largest cosine first, so that each is used once.
 */
export function toPatientAxes(grid: Grid): readonly [OrientedAxis, OrientedAxis, OrientedAxis] {
  const candidates = [0, 1, 2].flatMap((axis) =>
    [0, 1, 2].map((patientAxis) => ({ axis, patientAxis, cosine: grid.directionsLps[axis]![patientAxis]! })),
  );
  candidates.sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine));
  const assigned: (OrientedAxis | undefined)[] = [undefined, undefined, undefined];
  const taken = new Set<number>();
  for (const { axis, patientAxis, cosine } of candidates) {
    if (assigned[patientAxis] || taken.has(axis)) continue;
    assigned[patientAxis] = { axis: axis as 0 | 1 | 2, flipped: cosine < 0 };
    taken.add(axis);
  }
  return assigned as [OrientedAxis, OrientedAxis, OrientedAxis];
}

/**
 * The grid's axes as a radiologist views the plane. Axial: columns to the Left, rows to the Posterior, slices to the
 * Superior. Coronal: columns to the Left, rows to the Inferior, slices to the Posterior. Sagittal: columns to the Posterior,
 * rows to the Inferior, slices to the Left.
 */
export function toPlaneAxes(grid: Grid, plane: Plane): PlaneAxes {
  const [x, y, z] = toPatientAxes(grid);
  const reversed = (axis: OrientedAxis): OrientedAxis => ({ axis: axis.axis, flipped: !axis.flipped });
  switch (plane) {
    case "axial":
      return { columns: x, rows: y, slices: z };
    case "coronal":
      return { columns: x, rows: reversed(z), slices: y };
    case "sagittal":
      return { columns: y, rows: reversed(z), slices: x };
  }
}

/** The plane of the grid's k slices, by the patient axis closest to their normal. */
export function acquisitionPlane(grid: Grid): Plane {
  const [x, y, z] = toPatientAxes(grid);
  if (z.axis === 2) return "axial";
  if (y.axis === 2) return "coronal";
  if (x.axis === 2) return "sagittal";
  throw new Error("unreachable: every grid axis is assigned to one patient axis");
}

/** The grid axis along which the images were acquired. */
export const acquisitionAxis = 2;

/** Orientation letters of a direction, strongest component first, components under 10 % omitted: "L", "AR", … */
export function toOrientationLetters(direction: Vector<"lps">): string {
  return [0, 1, 2]
    .map((axis) => ({ axis, component: direction[axis]! }))
    .filter(({ component }) => Math.abs(component) > 0.1)
    .sort((a, b) => Math.abs(b.component) - Math.abs(a.component))
    .map(({ axis, component }): OrientationLetter => letters[axis]![component > 0 ? 0 : 1])
    .join("");
}
