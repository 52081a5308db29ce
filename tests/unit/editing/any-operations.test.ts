import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  computeChanges,
  describeOperation,
  type EditOperation,
  type EditTarget,
  writeRuns,
} from "../../../src/editing/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { anyOperation, label } from "./any-operation.ts";
import { anyTarget } from "./targets.ts";

/** The changes; none where the operation cannot be done on these labels. */
function changesOrNone(target: EditTarget, operation: EditOperation, limits = {}) {
  try {
    return computeChanges(target, operation, limits);
  } catch (error) {
    if (isAutosegError(error, "invalid-argument")) return undefined;
    throw error;
  }
}

describe("any sequence of operations", () => {
  it("taken back gives the first labels, done again the last", () => {
    fc.assert(
      fc.property(anyTarget, fc.array(anyOperation, { maxLength: 6 }), (target, operations) => {
        const { values } = target.labels;
        const first = values.slice();
        const steps = operations.flatMap((operation) => {
          const runs = changesOrNone(target, operation);
          if (!runs) return [];
          writeRuns(values, runs);
          return [runs];
        });
        const last = values.slice();
        for (const runs of steps.toReversed()) writeRuns(values, runs, "before");
        expect(values).toEqual(first);
        for (const runs of steps) writeRuns(values, runs);
        expect(values).toEqual(last);
      }),
      { numRuns: 300 },
    );
  });

  it("changes nothing beyond its limits", () => {
    fc.assert(
      fc.property(anyTarget, anyOperation, label, fc.nat(3), (target, operation, locked, row) => {
        const { grid, labels, image } = target;
        const limits = {
          locked: [locked],
          box: { from: [0, Math.min(row, grid.size[1] - 1), 0], to: grid.size },
          range: { lower: -3, upper: 2 },
        } as const;
        const runs = changesOrNone(target, operation, limits);
        const after = labels.values.slice();
        if (runs) writeRuns(after, runs);
        for (const [n, before] of labels.values.entries()) {
          if (before === after[n]) continue;
          expect(before).not.toBe(locked);
          expect(after[n]).not.toBe(locked);
          expect(Math.abs(image!.values[n]! + 0.5)).toBeLessThanOrEqual(2.5);
          expect(Math.floor(n / grid.size[0]) % grid.size[1]).toBeGreaterThanOrEqual(limits.box.from[1]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("has a name for the undo button", () => {
    fc.assert(
      fc.property(anyOperation, (operation) => {
        const name = describeOperation(operation, (number) => `Segment ${number}`);
        expect(name).toMatch(/^[a-z].{5,}$/);
        expect(name).not.toMatch(/undefined|NaN|object/);
      }),
    );
  });
});
