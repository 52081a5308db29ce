import fc from "fast-check";
import { expect, test } from "vitest";
import { SegmentationSession } from "../../../src/editing/index.ts";
import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import { boxOfLabels, wholeBlock } from "../../../src/regions/index.ts";
import { countLabels } from "../../../src/volume/label-map.ts";
import { segment } from "../../bench/ct-series.ts";

/** Rows of a few words, of some voxels more, and of many words. */
const grids = [8, 13, 44].map(
  (columns): Grid =>
    createGrid({
      size: [columns, 5, 4],
      spacingMm: [0.5, 0.75, 2],
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    }),
);

/** Labels in runs, so that some are longer than a word. */
const anyLabels = (count: number): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.record({ label: fc.integer({ min: 0, max: 3 }), length: fc.integer({ min: 1, max: 30 }) }), {
      minLength: 1,
      maxLength: 60,
    })
    .map((runs) => {
      const labels = new Uint8Array(count);
      let at = 0;
      for (const { label, length } of runs) {
        labels.fill(label, at, at + length);
        at += length;
      }
      return labels;
    });

const anyCase = fc.constantFrom(...grids).chain((grid) => {
  const count = grid.size[0] * 20;
  return fc.record({
    grid: fc.constant(grid),
    first: anyLabels(count),
    second: anyLabels(count),
    third: anyLabels(count),
    voxel: fc.nat(count - 1),
    owned: fc.constantFrom(undefined, [1, 3]),
    end: fc.constantFrom("commit", "cancel"),
  });
});

test("a whole result that is written: with others behind it, by itself, taken back and come again", () => {
  fc.assert(
    fc.property(anyCase, ({ grid, first, second, third, voxel, owned, end }) => {
      const session = new SegmentationSession(grid, [segment(1), segment(2), segment(3)], 2);
      session.replace("run", "first", first, { segments: session.segments, types: new Map() });
      /** What the edit may not turn into background stays. */
      const kept = (labels: Uint8Array, before: Uint8Array): Uint8Array =>
        labels.map((label, n) => (owned && label === 0 && before[n] === 2 ? 2 : label));
      const expectCounts = () => {
        for (const label of [1, 2, 3]) {
          expect(session.counts.voxels(label)).toBe(countLabels(session.voxels)[label]);
          for (let i = 0; i < grid.size[0]; i++)
            expect(session.counts.voxelsInSlice(label, i, 0)).toBe(
              session.voxels.filter((found, n) => found === label && n % grid.size[0] === i).length,
            );
        }
      };

      const edit = session.beginEdit("run", "second", owned && { owned });
      edit.writeAll(second);
      const afterSecond = kept(second, first);
      expect(session.voxels).toEqual(afterSecond);
      expect(edit.originals(3, 40)).toEqual(first.slice(3, 40));
      expect(edit.hasChanged).toBe(afterSecond.some((label, n) => label !== first[n]));
      expectCounts();
      const [columns, rows] = grid.size;
      const row = Math.floor(voxel / columns);
      edit.set(voxel % columns, row % rows, Math.floor(row / rows), 3);
      edit.writeAll(third);
      expect(edit.originals(0, first.length)).toEqual(first);
      expectCounts();
      const afterThird = session.voxels.slice();
      edit[end as "commit" | "cancel"]();
      expect(session.voxels).toEqual(end === "commit" ? afterThird : first);
      expectCounts();
      if (end === "cancel") return;
      session.undo();
      expect(session.voxels).toEqual(first);
      session.redo();
      expect(session.voxels).toEqual(afterThird);
      expectCounts();
    }),
    { seed: Number(process.env.AUTOSEG_SEED), numRuns: 200 },
  );
});

test("a whole result of which it is known where its labels lie, among them none at all", () => {
  const labels = [1, 2, 3];
  fc.assert(
    fc.property(anyCase, fc.boolean(), fc.boolean(), ({ grid, first, second }, hasFirst, hasSecond) => {
      const [before, after] = [
        hasFirst ? first : first.map(() => 0),
        hasSecond ? second : second.map(() => 0),
      ];
      // Rows, slices and columns of background alone, which the labels made above seldom have.
      for (const voxels of [before, after])
        for (let n = 0; n < voxels.length; n++)
          if (voxels === after ? n % grid.size[0] < 3 : n < grid.size[0] * 8) voxels[n] = 0;
      const session = new SegmentationSession(
        grid,
        labels.map((label) => segment(label)),
        2,
        { labels: before },
      );
      const edit = session.beginEdit("run", "second");
      edit.writeAll(after, boxOfLabels(wholeBlock(grid, after), labels));
      edit.commit();
      expect(session.voxels).toEqual(after);
      for (const label of labels)
        expect(session.counts.box(label)).toEqual(boxOfLabels(wholeBlock(grid, after), [label]));
      session.undo();
      expect(session.voxels).toEqual(before);
      for (const label of labels)
        expect(session.counts.box(label)).toEqual(boxOfLabels(wholeBlock(grid, before), [label]));
    }),
    { seed: Number(process.env.AUTOSEG_SEED), numRuns: 200 },
  );
});

test("a whole result that is taken back before anything else is written", () => {
  fc.assert(
    fc.property(anyCase, ({ grid, first, second }) => {
      const session = new SegmentationSession(grid, [segment(1), segment(2), segment(3)], 2);
      session.replace("run", "first", first, { segments: session.segments, types: new Map() });
      const edit = session.beginEdit("run", "second");
      edit.writeAll(second);
      const { start, length, before, after } = edit.changes;
      const redone = first.slice();
      for (let n = 0; n < start.length; n++) {
        expect(new Set(redone.slice(start[n]!, start[n]! + length[n]!))).toEqual(new Set([before[n]]));
        redone.fill(after[n]!, start[n]!, start[n]! + length[n]!);
      }
      expect(redone).toEqual(second);
      edit.cancel();
      expect(session.voxels).toEqual(first);
      expect(session.history.nextUndo?.name).toBe(
        first.some(Boolean) ? "first" : session.history.nextUndo?.name,
      );
    }),
    { seed: Number(process.env.AUTOSEG_SEED), numRuns: 200 },
  );
});

test("a whole result changes what a box and a range of image values leave it, wherever in memory it begins", () => {
  const anyEnds = (size: number) =>
    fc.tuple(fc.nat(size), fc.nat(size)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(
    fc.property(
      anyCase.chain((it) => {
        const [columns, rows, slices] = it.grid.size;
        return fc.tuple(fc.constant(it), anyEnds(columns), anyEnds(rows), anyEnds(slices));
      }),
      fc.nat(3),
      fc.boolean(),
      ([{ grid, first, second }, [i0, i1], [j0, j1], [k0, k1]], offset, hasRange) => {
        const image = Int16Array.from(first, (_, n) => n % 7);
        const session = new SegmentationSession(grid, [segment(1), segment(2), segment(3)], 2, {
          image,
          labels: first,
        });
        const labels = new Uint8Array(second.length + offset).subarray(offset);
        labels.set(second);
        const edit = session.beginEdit("hand", "second", {
          box: { from: [i0, j0, k0], to: [i1, j1, k1] },
          ...(hasRange && { range: { lower: 2, upper: 5 } }),
        });
        edit.writeAll(labels);
        const [columns, rows] = grid.size;
        const expected = first.map((label, n) => {
          const [i, row] = [n % columns, Math.floor(n / columns)];
          const [j, k] = [row % rows, Math.floor(row / rows)];
          const isIn = i >= i0 && i < i1 && j >= j0 && j < j1 && k >= k0 && k < k1;
          return isIn && (!hasRange || (image[n]! >= 2 && image[n]! <= 5)) ? second[n]! : label;
        });
        expect(session.voxels).toEqual(expected);
        edit.cancel();
        expect(session.voxels).toEqual(first);
      },
    ),
    { seed: Number(process.env.AUTOSEG_SEED), numRuns: 100 },
  );
});
