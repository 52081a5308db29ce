import { join } from "node:path";
import { readVolume } from "../../scripts/evaluate-models/read-volume.ts";
import { createGrid, type Grid, ijkToLps } from "../../src/geometry/index.ts";
import { createVolume, resampleVolume, type Volume } from "../../src/volume/index.ts";

/** CT series in the folder of real DICOM, from the feet up, and the part used of each. */
const parts: Readonly<Record<string, { readonly folder: string; readonly aboveZMm?: number }>> = {
  thighs: { folder: "dicom/sarcoma-ct-mr-pet-rtstruct" },
  abdomen: { folder: "dicom/ct-abdomen" },
  /** Slices below this also show a liver. */
  chest: { folder: "dicom/ct-lung-rtstruct", aboveZMm: -38 },
  head: { folder: "dicom-odd/series/ge-head-ct-gantry-tilt-18.5-variable-spacing-1.08-4-7mm" },
};
const pixelMm = 500 / 256;
const airHu = -1000;

/**
 * A CT from feet to head, joined from series of several patients on one grid: pairs of thighs to fill the slices, then an
 * abdomen, three copies of the part of a chest above its liver, and a head.
 * @param folder with `dicom` and `dicom-odd`.
 * @param slices of 256 x 256 voxels of 1.95 mm, `sliceMm` apart.
 */
export async function wholeBody(folder: string, slices: number, sliceMm: number): Promise<Volume> {
  const slabs: Record<string, Float32Array> = {};
  for (const [name, part] of Object.entries(parts))
    slabs[name] = toSlab(await readVolume(join(folder, part.folder), "CT"), sliceMm, part);
  const grid = createGrid({
    size: [256, 256, slices],
    spacingMm: [pixelMm, pixelMm, sliceMm],
    originLps: [-250, -250, 0],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  });
  const voxels = new Float32Array(256 * 256 * slices);
  let to = voxels.length;
  const putBelow = (slab: Float32Array): void => {
    const fitting = slab.subarray(Math.max(0, slab.length - to));
    to -= fitting.length;
    voxels.set(fitting, to);
  };
  for (const name of ["head", "chest", "chest", "chest", "abdomen"]) putBelow(slabs[name]!);
  while (to > 0) putBelow(slabs["thighs"]!);
  return createVolume({ grid, voxels, unit: "HU", modality: "CT" });
}

/** The slices of a series on the grid of the joined one, centred. */
function toSlab(volume: Volume, sliceMm: number, { aboveZMm }: { readonly aboveZMm?: number }): Float32Array {
  const { size } = volume.grid;
  const corner = (k: number) => ijkToLps(volume.grid, [(size[0] - 1) / 2, (size[1] - 1) / 2, k]);
  const [first, last] = [corner(0), corner(size[2] - 1)];
  const top = Math.max(first[2], last[2]);
  const bottom = Math.max(Math.min(first[2], last[2]), aboveZMm ?? Number.NEGATIVE_INFINITY);
  const [x, y] = corner((size[2] - 1) / 2);
  const grid: Grid = createGrid({
    size: [256, 256, Math.floor((top - bottom) / sliceMm) + 1],
    spacingMm: [pixelMm, pixelMm, sliceMm],
    originLps: [x - 250, y - 250, bottom],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  });
  return Float32Array.from(resampleVolume(volume, grid).volume.voxels, (hu) => Math.max(hu, airHu));
}
