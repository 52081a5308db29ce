import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readVolume } from "../../../../scripts/evaluate-models/read-volume.ts";
import { createSegmenter } from "../../../../src/segmentation/index.ts";
import { mosaicOf } from "./mosaic.ts";
import { widenModel } from "./widened-model.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");

export interface HighResolution {
  /** Folder of a model whose network is convolutions only. */
  readonly model: string;
  /** Of a slice, of one of the places that it shows side by side, and of a tile, in pixels. */
  readonly side: number;
  /** Of a slice, where they are fewer than its columns. */
  readonly rows?: number;
  readonly cell: number;
  readonly tile: number;
  readonly slices: number;
  /** Part of a tile that its neighbour covers too; what a manifest that does not say it means, where left out. */
  readonly overlap?: number;
}

/** Labels of large slices, each seen as a whole by the network and in tiles. */
export async function labelTiledAndWhole({ model, side, rows, cell, tile, slices, overlap }: HighResolution) {
  const study = await readVolume(join(root, "sample-dicom", "ct-abdomen-synthetic"), "CT");
  const volume = mosaicOf(study, { side, rows, cell, slices });
  const label = async (seen: { side: number; rows?: number | undefined }) => {
    const folder = mkdtempSync(join(tmpdir(), "autoseg-resolution-"));
    try {
      const spacingMm = volume.grid.spacingMm[0];
      const resampling = { inPlane: "target-spacing", spacingMm, ...(overlap && { overlap }) } as const;
      const widened = await widenModel(model, folder, { ...seen, resampling });
      await using segmenter = await createSegmenter(widened);
      const { labelMap, report } = await segmenter.run(volume);
      return { voxels: labelMap.voxels, units: report.units };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  return { whole: await label({ side, rows }), tiled: await label({ side: tile }) };
}
