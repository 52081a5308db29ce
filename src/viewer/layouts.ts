import type { Plane } from "../geometry/index.ts";

/** What can stand in a place of a layout: the plane that is worked in, the other two, the segments in 3-D, a prior study. */
export type Place = "main" | "second" | "third" | "surfaces" | "prior";

/** How the panes are arranged: a grid of CSS, whose areas are places. */
export interface Layout {
  readonly columns: string;
  readonly rows: string;
  readonly areas: readonly string[];
}

const half = "repeat(2, minmax(0, 1fr))";

/** The layouts, in the order of the menu and of their key. A pane whose place a layout does not have is not shown. */
export const layouts = {
  single: { columns: "minmax(0, 1fr)", rows: "minmax(0, 1fr)", areas: ["main"] },
  mpr: {
    columns: "minmax(0, 1.9fr) minmax(0, 1fr)",
    rows: half,
    areas: ["main second", "main third"],
  },
  "one-three": {
    columns: "minmax(0, 2.4fr) minmax(0, 1fr)",
    rows: "repeat(3, minmax(0, 1fr))",
    areas: ["main second", "main third", "main surfaces"],
  },
  "mpr-3d": { columns: half, rows: half, areas: ["main second", "third surfaces"] },
  prior: { columns: half, rows: "minmax(0, 1fr)", areas: ["main prior"] },
} as const satisfies Readonly<Record<string, Layout>>;

export type LayoutName = keyof typeof layouts;

/** Those that any study has; the layout with a prior study is there while one is open. */
export const layoutNames: readonly LayoutName[] = (Object.keys(layouts) as LayoutName[]).filter(
  (name) => name !== "prior",
);

/** The layout that follows another one, the first after the last. */
export function nextLayout(name: LayoutName): LayoutName {
  return layoutNames[(layoutNames.indexOf(name) + 1) % layoutNames.length]!;
}

/** Whether a layout has a place. */
export function hasPlace(name: LayoutName, place: Place): boolean {
  const { areas }: Layout = layouts[name];
  return areas.some((row) => row.split(" ").includes(place));
}

/** Where the pane of a plane stands: the main plane first, the others in the order in which they are given. */
export function placeOf(plane: Plane, mainPlane: Plane, planes: readonly Plane[]): Place {
  if (plane === mainPlane) return "main";
  return planes.filter((other) => other !== mainPlane).indexOf(plane) === 0 ? "second" : "third";
}
