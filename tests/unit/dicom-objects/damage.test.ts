import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkDicomSeg,
  readDicomSeg,
  readDicomSegExactly,
  writeDicomSeg,
  writeFractionalSeg,
} from "../../../src/dicom-objects/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { axialGrid, letterF, liver, sourceOn } from "./phantom.ts";

const source = sourceOn(axialGrid);
const objects = {
  BINARY: writeDicomSeg(letterF(axialGrid), { source }),
  LABELMAP: writeDicomSeg(letterF(axialGrid), { source, type: "LABELMAP" }),
  FRACTIONAL: writeFractionalSeg(
    [{ segment: liver, fractions: letterF(axialGrid).voxels.map((label) => label * 30) }],
    axialGrid,
    { source, fractionalType: "PROBABILITY" },
  ),
};

/** Some bytes changed, and perhaps the end cut off. */
const damage: fc.Arbitrary<Damage> = fc.record({
  type: fc.constantFrom("BINARY", "LABELMAP", "FRACTIONAL"),
  changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
  cutAt: fc.option(fc.nat()),
});

interface Damage {
  readonly type: keyof typeof objects;
  readonly changes: readonly (readonly [number, number])[];
  readonly cutAt: number | null;
}

function damaged({ type, changes, cutAt }: Damage): Uint8Array {
  const bytes = objects[type].slice();
  for (const [at, value] of changes) bytes[at % bytes.length] = value;
  return cutAt === null ? bytes : bytes.subarray(0, cutAt % bytes.length);
}

describe("a damaged object", () => {
  test("is read, or refused in words: never anything else", async () => {
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        const bytes = damaged(how);
        const acts = [
          () => readDicomSegExactly(bytes, { source }),
          () => readDicomSeg(bytes, { source }),
          () => checkDicomSeg(bytes, { source }),
        ];
        for (const act of acts) {
          try {
            await act();
          } catch (error) {
            if (!isAutosegError(error)) throw error;
            expect(error.message).toMatch(/\.$/);
          }
        }
      }),
      { numRuns: Number(process.env.AUTOSEG_DAMAGE ?? 300) },
    );
  });
});
