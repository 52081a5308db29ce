import { AutosegError } from "../errors.ts";
import { type Grid, ijkToLps, lpsToIjk, type Plane, type Point } from "../geometry/index.ts";

/** What a user indicates: where the object is, or where it is not. Points are in LPS millimetres. */
export type Prompt =
  /** A point in the object or, with `adds: false`, outside it. */
  | { readonly kind: "click"; readonly at: Point<"lps">; readonly adds: boolean; readonly plane?: Plane }
  /** A box around the object on one slice of `plane`, given by two opposite corners. */
  | { readonly kind: "box"; readonly corners: readonly [Point<"lps">, Point<"lps">]; readonly plane: Plane }
  /** A closed line around the object on one slice of `plane`. */
  | {
      readonly kind: "lasso";
      readonly points: readonly Point<"lps">[];
      readonly plane: Plane;
      /**
       * Whether it is the object's exact outline on that slice: the slice is not outlined again, and the object is followed
       * from it.
       */
      readonly isExact?: boolean;
    }
  /** A line through the object or, with `adds: false`, outside it, on one slice of `plane`. */
  | {
      readonly kind: "scribble";
      readonly points: readonly Point<"lps">[];
      readonly adds: boolean;
      readonly plane: Plane;
    };

/** Whether a prompt indicates the object, rather than its outside. */
export function promptAdds(prompt: Prompt): boolean {
  return prompt.kind === "box" || prompt.kind === "lasso" || prompt.adds;
}

export function pointsOf(prompt: Prompt): readonly Point<"lps">[] {
  if (prompt.kind === "click") return [prompt.at];
  return prompt.kind === "box" ? prompt.corners : prompt.points;
}

/**
 * Checks prompts against the image and each other.
 * @throws AutosegError `invalid-argument` for an empty list, a prompt outside the image or with too few points, if no prompt
 * indicates the object, and for two prompts that contradict each other at one voxel.
 */
export function checkPrompts(grid: Grid, prompts: readonly Prompt[]): void {
  if (prompts.length === 0) throw wrong("There is no prompt. Click on the structure to outline.");
  const clicked = new Map<string, boolean>();
  for (const prompt of prompts) {
    const points = pointsOf(prompt);
    const least = prompt.kind === "lasso" ? 3 : 1;
    if (points.length < least)
      throw wrong(`A ${prompt.kind} has ${points.length} points; it needs at least ${least}. Draw it again.`);
    for (const point of prompt.kind === "click" ? points : points.slice(0, 1)) checkInside(grid, point);
    if (prompt.kind !== "click") continue;
    const voxel = lpsToIjk(grid, prompt.at).map(Math.round).join();
    if (clicked.get(voxel) === !prompt.adds)
      throw wrong(
        `Two clicks contradict each other: at ${describePoint(prompt.at)} one adds and one excludes. Remove one of them.`,
      );
    clicked.set(voxel, prompt.adds);
  }
  if (!prompts.some(promptAdds)) throw wrong("All prompts exclude. Click on the structure to outline first.");
}

function checkInside(grid: Grid, point: Point<"lps">): void {
  const ijk = lpsToIjk(grid, point);
  if (ijk.every((index, axis) => index >= -0.5 && index <= grid.size[axis]! - 0.5)) return;
  const corners = [0, 1].flatMap((i) =>
    [0, 1].flatMap((j) =>
      [0, 1].map((k) =>
        ijkToLps(grid, [i * (grid.size[0] - 1), j * (grid.size[1] - 1), k * (grid.size[2] - 1)]),
      ),
    ),
  );
  const [lower, upper] = [Math.min, Math.max].map(
    (choose) => corners.reduce((a, b) => a.map((value, n) => choose(value, b[n]!)) as never) as Point<"lps">,
  );
  throw wrong(
    `The point ${describePoint(point)} lies outside the image, which reaches from ${describePoint(lower!)} to ${describePoint(upper!)}. Choose a point within it.`,
  );
}

function describePoint(point: Point<"lps">): string {
  return `${point.map((value) => value.toFixed(1)).join(", ")} mm (LPS)`;
}

function wrong(message: string): AutosegError<"invalid-argument"> {
  return new AutosegError("invalid-argument", message, { argument: "prompts" });
}
