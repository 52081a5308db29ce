import { afterEach, describe, expect, test, vi } from "vitest";
import { readSeries } from "../../../src/dicom/index.ts";
import {
  readDicomSeg,
  type SegReadProgress,
  writeDicomSeg,
  writeFractionalSeg,
} from "../../../src/dicom-objects/index.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { makeSlices, toDicomFile } from "../dicom/make-series.ts";
import { overlappingPixels } from "./overlapping.ts";
import { letterF, liver, sourceOn, tumour } from "./phantom.ts";

const source = await readSeries(
  makeSlices({ columns: 12, rows: 10, slices: 5 }).map((slice, k) => toDicomFile(`${k}.dcm`, slice)),
);
const { grid } = source.volume;
const labelMap = letterF(grid, [liver, tumour]);
const fine = createGrid({ ...grid, size: [9, 9, 9], spacingMm: [0.4, 0.6, 1.1] });
const { studyInstanceUID, frameOfReferenceUID, header } = source;
const onFine = { ...sourceOn(fine, {}, "2"), studyInstanceUID, frameOfReferenceUID, header };

type Phase = SegReadProgress["phase"];

const objects: readonly (readonly [string, Uint8Array, readonly Phase[]])[] = [
  ["BINARY", writeDicomSeg(labelMap, { source }), ["placing"]],
  ["compressed", writeDicomSeg(labelMap, { source, compression: "deflated" }), ["placing"]],
  ["LABELMAP", writeDicomSeg(labelMap, { source, type: "LABELMAP" }), ["placing"]],
  [
    "LABELMAP in RLE",
    writeDicomSeg(labelMap, { source, type: "LABELMAP", compression: "rle" }),
    ["decoding", "placing"],
  ],
  [
    "FRACTIONAL",
    writeFractionalSeg([{ segment: liver, fractions: labelMap.voxels.map((label) => 60 * label) }], grid, {
      source,
      fractionalType: "OCCUPANCY",
    }),
    ["surveying", "placing"],
  ],
  ["overlapping", overlappingPixels(source, 3), ["placing"]],
  [
    "of another grid",
    writeDicomSeg(letterF(fine, [liver, tumour]), { source: onFine }),
    ["surveying", "placing"],
  ],
];

/** A clock by which every look at it is a second after the one before: each step of the work is then a turn. */
function slowClock(): void {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(objects)("an object that is %s", (_, bytes, phases) => {
  test("says how far its reading is, frame by frame, to the end of each phase", async () => {
    const told: SegReadProgress[] = [];
    await readDicomSeg(bytes, { source, onProgress: (progress) => told.push(progress) });
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(phases);
    for (const phase of phases) {
      const done = told.filter((each) => each.phase === phase);
      const { framesTotal } = done[0]!;
      expect(done.map(({ framesDone }) => framesDone)).toEqual(
        Array.from({ length: framesTotal }, (_frame, index) => index + 1),
      );
    }
  });

  test("is left at once when it is called off, whatever the phase", async () => {
    const told: SegReadProgress[] = [];
    await readDicomSeg(bytes, { source, onProgress: (progress) => told.push(progress) });
    for (let step = 0; step < told.length; step++) {
      const abort = new AbortController();
      let steps = 0;
      const onProgress = (): void => {
        if (steps++ === step) abort.abort();
      };
      const reading = readDicomSeg(bytes, { source, signal: abort.signal, onProgress });
      await expect(reading).rejects.toMatchObject({ code: "cancelled" });
      expect(steps).toBe(step + 1);
    }
  });

  test("lets other work of the thread in, which may call it off", async () => {
    slowClock();
    const abort = new AbortController();
    setImmediate(() => abort.abort());
    await expect(readDicomSeg(bytes, { source, signal: abort.signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  test("is the same whether it is read in turns or at once", async () => {
    const { parts } = await readDicomSeg(bytes, { source });
    slowClock();
    expect((await readDicomSeg(bytes, { source })).parts).toEqual(parts);
  });
});

test("nothing is read of an object that was called off before", async () => {
  const reading = readDicomSeg(new Uint8Array(), { source, signal: AbortSignal.abort() });
  await expect(reading).rejects.toMatchObject({ code: "cancelled" });
});
