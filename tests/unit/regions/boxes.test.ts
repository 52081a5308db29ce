import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boxOfLabels,
  boxSize,
  cutBlock,
  emptyBox,
  GrowingBox,
  ijkAt,
  isInBox,
  labelBoxes,
  labelledBox,
  maskOf,
  moveBox,
  offsetIn,
  type Triple,
  uniteBoxes,
  voxelsInBox,
  withMargin,
} from "../../../src/regions/index.ts";
import { anyTarget } from "../editing/targets.ts";

const index = fc.integer({ min: -3, max: 9 });
const anyBox = fc
  .tuple(fc.tuple(index, index, index), fc.tuple(fc.nat(6), fc.nat(6), fc.nat(6)))
  .map(([from, size]) => ({
    from,
    to: from.map((first, axis) => first + size[axis]!) as unknown as Triple,
  }));

describe("boxes", () => {
  it("begin with the first voxel and end before the last", () => {
    const growing = new GrowingBox();
    expect(growing.box).toEqual(emptyBox);
    growing.add(2, 5, 7, 1);
    growing.add(3, 4, 6, 2);
    expect(growing.box).toEqual({ from: [2, 6, 1], to: [5, 8, 3] });
    growing.clear();
    expect(growing.box).toEqual(emptyBox);
  });

  it("of labels are the smallest that hold them, wherever the block lies and however wide the labels are", () => {
    fc.assert(
      fc.property(anyTarget, anyBox, ({ labels }, { from }) => {
        const box = moveBox(labels.box, from);
        for (const values of [labels.values, Uint16Array.from(labels.values)]) {
          const boxes = labelBoxes({ box, values });
          expect(labelledBox({ box, values })).toEqual([...boxes.values()].reduce(uniteBoxes, emptyBox));
          for (let label = 1; label <= 3; label++) {
            const places = [...values.keys()].filter((n) => values[n] === label).map((n) => ijkAt(box, n));
            const found = boxes.get(label);
            expect(found === undefined).toBe(places.length === 0);
            if (!found) continue;
            const ends = [0, 1, 2].map((axis) => places.map((place) => place[axis]!));
            expect(found.from).toEqual(ends.map((along) => Math.min(...along)));
            expect(found.to).toEqual(ends.map((along) => Math.max(...along) + 1));
          }
        }
        expect(voxelsInBox(boxOfLabels({ box, values: labels.values }, [77]))).toBe(0);
        expect(boxOfLabels({ box, values: labels.values }, [0, 1])).toEqual(box);
      }),
    );
  });

  it("of a mask may reach beyond the block, where there is nothing", () => {
    fc.assert(
      fc.property(anyTarget, anyBox, fc.nat(2), ({ labels }, any, margin) => {
        const box = withMargin(any, margin);
        const mask = maskOf(labels, [1, 3], box);
        expect(mask).toHaveLength(voxelsInBox(box));
        for (const [offset, value] of mask.entries()) {
          const ijk = ijkAt(box, offset);
          const label = isInBox(labels.box, ijk) ? labels.values[offsetIn(labels.box, ...ijk)]! : 0;
          expect(value).toBe(label === 1 || label === 3 ? 1 : 0);
        }
        const part = cutBlock(labels, box);
        expect(part.values).toHaveLength(voxelsInBox(part.box));
        expect(boxSize(part.box).every((count, axis) => count <= boxSize(labels.box)[axis]!)).toBe(true);
      }),
    );
  });
});
