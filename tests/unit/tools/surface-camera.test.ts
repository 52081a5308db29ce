import { describe, expect, it } from "vitest";
import { createGrid, cross, dot, ijkToLps } from "../../../src/geometry/index.ts";
import { cameraFromFront, firstVoxelOnRay, turned } from "../../../src/tools/turning-camera.ts";

const grid = createGrid({
  size: [6, 5, 4],
  spacingMm: [0.5, 0.75, 3],
  originLps: [10, -20, 30],
  directionsLps: [
    [0, 1, 0],
    [1, 0, 0],
    [0, 0, -1],
  ],
});

describe("the camera of surfaces", () => {
  const front = cameraFromFront([-10, -20, 0], [10, 20, 40], 1);

  it("looks from the front at the middle of what is drawn, the head up", () => {
    expect(front).toMatchObject({ focalPoint: [0, 0, 20], towardsViewer: [0, -1, 0], up: [0, 0, 1] });
  });

  it.each([0.5, 1, 1.8])(
    "has all of it in sight in a picture %s times as wide as high, also when it is turned to a side",
    (aspect) => {
      const camera = cameraFromFront([-10, -20, 0], [10, 20, 40], aspect);
      for (const angle of [0, 0.6, Math.PI / 2]) {
        const { towardsViewer, up, halfHeightMm } = turned(camera, angle, 0);
        const sideways = cross(up, towardsViewer);
        for (const x of [-10, 10])
          for (const y of [-20, 20])
            for (const z of [-20, 20]) {
              expect(Math.abs(dot([x, y, z], sideways))).toBeLessThan(halfHeightMm * aspect);
              expect(Math.abs(dot([x, y, z], up))).toBeLessThan(halfHeightMm);
            }
      }
    },
  );

  it("shows the patient's right side when the front is turned to the right of the screen, where the left hand is", () => {
    const { towardsViewer, up } = turned(front, Math.PI / 2, 0);
    expect(towardsViewer[0]).toBeCloseTo(-1);
    expect(up[2]).toBeCloseTo(1);
  });

  it("shows the head from above when the front is turned down; its axes stay perpendicular", () => {
    const { towardsViewer, up } = turned(front, 0, Math.PI / 2);
    expect(towardsViewer[2]).toBeCloseTo(1);
    const many = Array.from({ length: 50 }).reduce(
      (camera: typeof front) => turned(camera, 0.3, -0.2),
      front,
    );
    expect(dot(many.towardsViewer, many.up)).toBeCloseTo(0);
    expect(dot(up, towardsViewer)).toBeCloseTo(0);
  });
});

describe("a ray through labels", () => {
  const voxels = new Uint8Array(6 * 5 * 4);
  const at = (i: number, j: number, k: number) => i + 6 * (j + 5 * k);
  voxels[at(2, 3, 1)] = 1;
  voxels[at(4, 3, 1)] = 2;
  const along = (i: number, j: number, k: number, direction: readonly [number, number, number]) => ({
    from: ijkToLps(grid, [i, j, k]),
    direction,
  });

  it.each([
    ["the first voxel from one side", along(-50, 3, 1, [0, 1, 0]), () => true, [2, 3, 1]],
    ["the first from the other, from a place behind it", along(-50, 3, 1, [0, -1, 0]), () => true, [4, 3, 1]],
    ["what is shown only", along(0, 3, 1, [0, 1, 0]), (label: number) => label === 2, [4, 3, 1]],
    ["nothing beside them", along(0, 2, 1, [0, 1, 0]), () => true, undefined],
  ])("meets %s", (_, ray, isShown, expected) => {
    const found = firstVoxelOnRay(grid, ray, (place) => {
      const label = voxels[at(place[0], place[1], place[2])]!;
      return label > 0 && isShown(label);
    });
    expect(found).toEqual(expected);
  });
});
