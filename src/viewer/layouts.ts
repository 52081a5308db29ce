import type { Plane } from "../geometry/index.ts";

/** A place in a layout: the main plane, the other two, the surfaces, a prior study. */
export type Place = "main" | "second" | "third" | "surfaces" | "prior";

/** An arrangement of panes: a CSS grid whose areas are places. */
export interface Layout {
  readonly columns: string;
  readonly rows: string;
  readonly areas: readonly string[];
}

const half = "repeat(2, minmax(0, 1fr))";

/** The layouts, in the order of the menu and its shortcut. A pane without a place in the layout is hidden. */
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

/** The layouts available for any study; the one with a prior study requires one to be open. */
export const layoutNames: readonly LayoutName[] = (Object.keys(layouts) as LayoutName[]).filter(
  (name) => name !== "prior",
);

/** The next layout; the first after the last. */
export function nextLayout(name: LayoutName): LayoutName {
  return layoutNames[(layoutNames.indexOf(name) + 1) % layoutNames.length]!;
}

/** Whether a layout has a place. */
export function hasPlace(name: LayoutName, place: Place): boolean {
  const { areas }: Layout = layouts[name];
  return areas.some((row) => row.split(" ").includes(place));
}

/** The place of a plane's pane: the main plane first, the others in the given order. */
export function placeOf(plane: Plane, mainPlane: Plane, planes: readonly Plane[]): Place {
  if (plane === mainPlane) return "main";
  return planes.filter((other) => other !== mainPlane).indexOf(plane) === 0 ? "second" : "third";
}
