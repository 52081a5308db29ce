import { expect, it } from "vitest";
import { createGrid } from "../../../src/geometry/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { openStudy } from "./fake-host.ts";

it("an organ that touches the border of the scan is said to be cut off there, however the grid is laid out", async () => {
  const sides = async (isFlipped: boolean) => {
    const { size, spacingMm } = straightGrid([3, 3, 3]);
    const grid = createGrid({
      size,
      spacingMm,
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, isFlipped ? -1 : 1],
      ],
    });
    const { controller, session } = await openStudy([anySegment(1), anySegment(2)], grid);
    const edit = session.beginEdit("run", "run");
    edit.set(1, 1, 0, 1);
    edit.set(1, 1, 1, 2);
    edit.commit();
    return controller.state.segments.map(({ cutOff }) => cutOff.join(""));
  };
  expect(await sides(false)).toEqual(["I", ""]);
  expect(await sides(true)).toEqual(["S", ""]);
});
