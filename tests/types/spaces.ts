/** Spaces, units and label maps: what must not be confused does not compile. */
import {
  createLabelMap,
  createVolume,
  type Grid,
  ijkToLps,
  type LabelMap,
  lpsToIjk,
  type Point,
  type Volume,
  writeDicomSeg,
} from "cornerstone-autoseg";
import { createLabelMap16, type LabelMap16 } from "cornerstone-autoseg/dicom-seg";
import { expectType } from "./expect.ts";

declare const grid: Grid;
declare const source: Parameters<typeof writeDicomSeg>[1]["source"];

// A plain literal fits either space, a point of one does not fit the other.
const lps = ijkToLps(grid, [1, 2, 3]);
expectType<Point<"lps">>()(lps);
expectType<Point<"ijk">>()(lpsToIjk(grid, lps));
// @ts-expect-error: a position in the patient is no voxel index
ijkToLps(grid, lps);
// @ts-expect-error: a voxel index is no position in the patient
lpsToIjk(grid, lpsToIjk(grid, lps));

const ct = createVolume({ grid, voxels: new Int16Array(8), unit: "HU", modality: "CT" });
expectType<Volume<"HU">>()(ct);
const either: Volume = ct;
// @ts-expect-error: numbers without a unit are no Hounsfield units
const hounsfield: Volume<"HU"> = createVolume({ ...ct, unit: "arbitrary" });
// @ts-expect-error: voxels of 64 bits are never made
createVolume({ grid, voxels: new Float64Array(8), unit: "HU", modality: "CT" });
export type Used = [typeof either, typeof hounsfield];

const drawn = createLabelMap({ grid, segments: [] });
expectType<LabelMap>()(drawn);
const wide: LabelMap16 = createLabelMap16({ grid, segments: [], voxels: new Uint16Array(8) });
writeDicomSeg(drawn, { source });
writeDicomSeg([drawn, wide], { source });
// @ts-expect-error: 16-bit labels are for files, not for drawing
const narrow: LabelMap = wide;
// @ts-expect-error: labels may be edited in place, but not exchanged
drawn.voxels = new Uint8Array(8);
export type AlsoUsed = typeof narrow;
