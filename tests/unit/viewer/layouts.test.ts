import { describe, expect, it, test } from "vitest";
import { hasPlace, layoutNames, layouts, nextLayout, placeOf } from "../../../src/viewer/layouts.ts";

const planes = ["axial", "sagittal", "coronal"] as const;

describe.each(layoutNames)("the layout %s", (name) => {
  const { areas, columns, rows } = layouts[name] as (typeof layouts)["mpr"];
  const tracks = (list: string): number =>
    [...list.matchAll(/repeat\((\d)|minmax/g)].reduce((sum, [, times]) => sum + Number(times ?? 0), 0) ||
    list.split("minmax").length - 1;

  it("has an area for every cell of its grid", () => {
    expect(areas.length).toBe(tracks(rows));
    for (const row of areas) expect(row.split(" ").length).toBe(tracks(columns));
  });

  it("shows the plane that is worked in", () => expect(hasPlace(name, "main")).toBe(true));
});

test("the key goes through all layouts and begins again", () => {
  const seen = layoutNames.map(() => "");
  let name = layoutNames[0]!;
  for (const at of seen.keys()) {
    seen[at] = name;
    name = nextLayout(name);
  }
  expect(new Set(seen)).toEqual(new Set(layoutNames));
  expect(name).toBe(layoutNames[0]);
});

test("the plane that is worked in has the main place, the others keep their order", () => {
  const places = (main: (typeof planes)[number]) => planes.map((plane) => placeOf(plane, main, planes));
  expect(places("axial")).toEqual(["main", "second", "third"]);
  expect(places("sagittal")).toEqual(["second", "main", "third"]);
  expect(places("coronal")).toEqual(["second", "third", "main"]);
});
