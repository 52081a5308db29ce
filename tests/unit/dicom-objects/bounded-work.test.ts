import { afterEach, describe, expect, test, vi } from "vitest";
import { readDicomSeg, readDicomSegExactly, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { type FileFormId, fileForms } from "../../../src/export/index.ts";
import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import { measureSegments } from "../../../src/regions/index.ts";
import { joinHoles, type Outline, traceOutlines } from "../../../src/regions/outlines.ts";
import { segmentMasks } from "../../../src/regions/segment-masks.ts";
import { createLabelMap, createLabelMap16, type Segment } from "../../../src/volume/index.ts";
import { overlappingPixels } from "./overlapping.ts";
import { axialGrid, liver, sourceOn, tumour } from "./phantom.ts";

const grid = createGrid({ ...axialGrid, size: [128, 128, 64] });
const source = sourceOn(grid);
const voxels = grid.size[0] * grid.size[1] * grid.size[2];

/** Counts the elements of all typed arrays of labels that are made while `work` goes on. */
async function countAllocated<T>(work: () => T | Promise<T>): Promise<{ result: T; elements: number }> {
  let elements = 0;
  for (const name of ["Uint8Array", "Uint16Array", "Int32Array"] as const) {
    const Original = globalThis[name];
    vi.stubGlobal(
      name,
      new Proxy(Original, {
        construct(target, [first, ...rest], newTarget) {
          if (typeof first === "number") elements += first;
          return Reflect.construct(target, [first, ...rest], newTarget === target ? target : newTarget);
        },
      }),
    );
  }
  try {
    return { result: await work(), elements };
  } finally {
    vi.unstubAllGlobals();
  }
}

afterEach(() => vi.unstubAllGlobals());

describe("many segments of one pixel at one place", () => {
  test.each([40, 80, 400])("%s of them take one grid and their pixels", async (count) => {
    const bytes = overlappingPixels(source, count);
    const { result, elements } = await countAllocated(() => readDicomSeg(bytes, { source, bits: 16 }));
    expect(result.parts).toHaveLength(count);
    expect(result.parts.slice(1).map((part) => part.voxels.length)).toEqual(Array(count - 1).fill(1));
    expect(result.parts.flatMap(({ segments }) => segments)).toHaveLength(count);
    // One whole grid, and for each segment the few numbers of its table and box.
    expect(elements).toBeLessThan(voxels + 4096 * count);
  });

  test.each<FileFormId>(["rtstruct", "sr", "stl"])("are written as %s part by part", async (form) => {
    const { parts, origin } = await readDicomSeg(overlappingPixels(source, 80), { source, bits: 16 });
    const write = () => [...fileForms[form].write({ labelMaps: parts, source, segmentation: origin }, "out")];
    const { result, elements } = await countAllocated(write);
    expect(result.length).toBe(form === "stl" ? 80 : 1);
    expect(elements).toBeLessThan(voxels);
  });

  test("are spread over whole grids only where these are few, and small", async () => {
    const few = await readDicomSeg(overlappingPixels(source, 3), { source });
    expect(few.labelMaps.map(({ voxels: { length } }) => length)).toEqual([voxels, voxels, voxels]);
    const many = await readDicomSeg(overlappingPixels(source, 400), { source, bits: 16 });
    expect(() => many.labelMaps).toThrow(expect.objectContaining({ code: "overlapping-segments" }));
    for (const form of ["nifti", "nrrd"] as const)
      expect(() => [
        ...fileForms[form].write({ labelMaps: many.parts, source, segmentation: many.origin }, "out"),
      ]).toThrow(expect.objectContaining({ code: "overlapping-segments" }));
  });
});

test("frames far apart, of a grid of their own, take the box around what is drawn", async () => {
  const fine = createGrid({ ...grid, size: [200, 200, 300], spacingMm: [0.4, 0.5, 0.51] });
  const labelMap = createLabelMap({ grid: fine, segments: [liver] });
  const at = (i: number, j: number, k: number) => i + 200 * (j + 200 * k);
  for (const k of [150, 151]) labelMap.voxels[at(100, 90, k)] = liver.segmentNumber;
  const { studyInstanceUID, frameOfReferenceUID, header } = source;
  const drawnOn = { ...sourceOn(fine), studyInstanceUID, frameOfReferenceUID, header };
  const bytes = writeDicomSeg(labelMap, { source: drawnOn });
  const { result, elements } = await countAllocated(() => readDicomSeg(bytes, { source }));
  expect(result.own!.map((part) => part.voxels.length)).toEqual([2]);
  expect(elements).toBeLessThan(2 * voxels);
});

test("a few bytes that ask for more voxels than they can hold are refused", async () => {
  // Two corners of a grid of its own: what lies between them is more than any file of that size draws.
  const fine: Grid = createGrid({ ...grid, size: [900, 900, 200], spacingMm: [0.1, 0.1, 0.5] });
  const labelMap = createLabelMap({ grid: fine, segments: [liver] });
  labelMap.voxels[0] = liver.segmentNumber;
  for (let k = 1; k < 200; k++) labelMap.voxels[900 * 900 * (k + 1) - 1] = liver.segmentNumber;
  const { studyInstanceUID, frameOfReferenceUID, header } = source;
  const drawnOn = { ...sourceOn(fine), studyInstanceUID, frameOfReferenceUID, header };
  const bytes = writeDicomSeg(labelMap, { source: drawnOn, type: "LABELMAP", compression: "deflated" });
  expect(bytes.length).toBeLessThan(2 ** 20);
  await expect(readDicomSeg(bytes, { source })).rejects.toMatchObject({
    message: expect.stringMatching(/more than|far more voxels than its \d+ bytes/),
  });
});

test("labels scattered over a whole grid are outlined by none", () => {
  const segments = Array.from(
    { length: 200 },
    (_, index): Segment => ({ ...liver, segmentNumber: index + 1 }),
  );
  const labelMap = createLabelMap({
    grid,
    segments,
    voxels: new Uint8Array(voxels).map((_, at) => 1 + (at % 200)),
  });
  expect(() => [...segmentMasks([labelMap], 0)]).toThrow(
    expect.objectContaining({ code: "segmentation-not-writable" }),
  );
  const halves = createLabelMap({
    grid,
    segments: segments.slice(0, 2),
    voxels: new Uint8Array(voxels).map((_, at) => 1 + (at % 2)),
  });
  expect([...segmentMasks([halves], 0)]).toHaveLength(2);
});

test("an abnormality of more pieces than anybody counts is measured as a whole", () => {
  const drawn = new Uint8Array(voxels);
  for (let at = 0; at < voxels; at++) {
    const [i, j, k] = [at % 128, Math.floor(at / 128) % 128, Math.floor(at / 128 ** 2)];
    if (i % 2 === 0 && j % 2 === 0 && k % 8 === 0) drawn[at] = tumour.segmentNumber;
  }
  const labelMap = createLabelMap({ grid, segments: [tumour], voxels: drawn });
  const measured = measureSegments([labelMap], source.volume);
  expect(measured).toHaveLength(1);
  expect(measured[0]!.volumeMl).toBeCloseTo((64 * 64 * 8 * 0.7 * 0.9 * 2.5) / 1000, 6);
});

test("holes are joined in one walk, however many there are", () => {
  const [columns, rows] = [401, 401];
  const isInside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < columns && y < rows && !(x % 2 === 1 && y % 2 === 1);
  const outlines = traceOutlines(isInside, [columns, rows]);
  const holes = outlines.length - 1;
  expect(holes).toBe(200 * 200);
  // Corners are looked at a few times each, not once for every hole.
  let reads = 0;
  const watched = outlines.map(
    (outline) =>
      new Proxy(outline, {
        get(target, key, receiver) {
          if (typeof key === "string" && /^\d+$/.test(key)) reads++;
          return Reflect.get(target, key, receiver);
        },
      }) as Outline,
  );
  const [joined, ...others] = joinHoles(watched);
  expect(others).toEqual([]);
  expect(joined).toHaveLength(4 + holes * (4 + 4));
  expect(reads).toBeLessThan(40 * 4 * holes);
});

test("numbers over 255 overlap in few voxels too", async () => {
  const bytes = overlappingPixels(source, 300);
  const { parts } = await readDicomSeg(bytes, { source, bits: 16 });
  expect(parts[299]).toMatchObject({ voxels: Uint16Array.of(300) });
  expect(() => createLabelMap16(parts[299]!)).not.toThrow();
  expect(() => readDicomSegExactly(bytes, { source })).toThrow(
    expect.objectContaining({ code: "invalid-segmentation" }),
  );
});

test("an object without a pixel that is set is empty, not refused", async () => {
  const labelMap = createLabelMap({ grid, segments: [liver] });
  const bytes = writeDicomSeg(labelMap, { source });
  expect(readDicomSegExactly(bytes, { source }).voxels.some((label) => label !== 0)).toBe(false);
});
