import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAutosegError } from "../../../src/errors.ts";
import {
  compareWithSnapshot,
  differenceMap,
  restoreSnapshot,
  takeSnapshot,
} from "../../../src/review/index.ts";

const labels = (length: number) => fc.uint8Array({ minLength: length, maxLength: length, max: 3 });
const twoLabelMaps = fc
  .integer({ min: 0, max: 60 })
  .chain((length) => fc.tuple(labels(length), labels(length)));

describe("a snapshot", () => {
  it("gives back the labels as they were", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000, max: 2 }), (voxels) => {
        expect(restoreSnapshot(takeSnapshot(voxels))).toEqual(voxels);
      }),
    );
  });

  it("takes little memory where labels lie together", () => {
    const voxels = new Uint8Array(1_000_000).fill(1, 1000, 500_000);
    expect(takeSnapshot(voxels).ends).toHaveLength(3);
  });
});

describe("changes since a snapshot", () => {
  it("are counted voxel by voxel", () => {
    fc.assert(
      fc.property(twoLabelMaps, ([before, after]) => {
        const changes = compareWithSnapshot(takeSnapshot(before), after, [3, 1]);
        expect(changes.map(({ segmentNumber }) => segmentNumber)).toEqual([1, 3]);
        for (const { segmentNumber, added, removed, voxelsBefore, voxelsAfter, dice } of changes) {
          const count = (test: (was: boolean, is: boolean) => boolean) =>
            [...before.keys()].filter((n) => test(before[n] === segmentNumber, after[n] === segmentNumber))
              .length;
          expect(added).toBe(count((was, is) => !was && is));
          expect(removed).toBe(count((was, is) => was && !is));
          expect([voxelsBefore, voxelsAfter]).toEqual([count((was) => was), count((_, is) => is)]);
          const either = voxelsBefore + voxelsAfter;
          expect(dice).toBe(either === 0 ? 1 : (2 * count((was, is) => was && is)) / either);
        }
        const map = differenceMap(takeSnapshot(before), after, 1);
        for (const n of before.keys())
          expect(map[n]).toBe(
            [
              [0, 2],
              [3, 1],
            ][Number(before[n] === 1)]![Number(after[n] === 1)],
          );
      }),
    );
  });

  it("need labels of the same grid", () => {
    try {
      compareWithSnapshot(takeSnapshot(new Uint8Array(3)), new Uint8Array(4), [1]);
      expect.unreachable();
    } catch (error) {
      expect(isAutosegError(error, "invalid-geometry")).toBe(true);
    }
  });
});
